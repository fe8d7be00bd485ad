"""Credentials: where they come from, and how they authenticate a request."""
