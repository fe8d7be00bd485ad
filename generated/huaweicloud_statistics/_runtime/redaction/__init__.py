# Written by scripts/generate from openapi/client/runtime/redaction/__init__.py. Edit that.
"""Redaction of secrets in errors, logs and output."""
