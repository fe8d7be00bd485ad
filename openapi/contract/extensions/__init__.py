"""What contracts say beyond OpenAPI: the keywords with ``x-``."""
