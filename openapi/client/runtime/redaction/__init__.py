"""Redaction of secrets in errors, logs and output."""
