"""Servers that satisfy every clause, each in an unusual way."""
