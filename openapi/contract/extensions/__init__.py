"""Extensions of OpenAPI: the keywords with ``x-``."""
