"""Lint contracts: ``scripts/lint``."""
