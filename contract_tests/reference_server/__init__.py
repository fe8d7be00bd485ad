"""A server that keeps every contract under ``openapi/``, driven by those contracts alone."""
