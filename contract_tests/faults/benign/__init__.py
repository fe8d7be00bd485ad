"""Servers that keep every clause, each in an unusual way."""
