"""Requests as curl command lines that reproduce them."""
