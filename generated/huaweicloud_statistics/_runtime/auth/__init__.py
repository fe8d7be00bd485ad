# Written by scripts/generate from openapi/client/runtime/auth/__init__.py. Edit that.
"""Credentials: where they come from, and how they authenticate a request."""
