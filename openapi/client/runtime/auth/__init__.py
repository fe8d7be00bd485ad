"""Credentials: where they come from, and how a request shows them."""
