"""Requests as command lines that make them again."""
