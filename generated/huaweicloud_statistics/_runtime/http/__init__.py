# Written by scripts/generate from openapi/client/runtime/http/__init__.py. Edit that.
"""Sending requests over HTTP."""
