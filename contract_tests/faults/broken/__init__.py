"""Servers that violate one clause each, by category."""
