"""Servers that break one clause each, by category."""
