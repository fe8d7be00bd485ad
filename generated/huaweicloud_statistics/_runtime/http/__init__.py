# Written by scripts/generate from openapi/client/runtime/http/__init__.py. Edit that.
"""Sending requests: the one place that knows the HTTP library."""
