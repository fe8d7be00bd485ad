"""Judging: responses are validated against the contract."""
