# Written by scripts/generate from openapi/client/runtime/redaction/__init__.py. Edit that.
"""Secrets: held where nothing shows them, and found in what is shown."""
