"""Checks any server against the contracts: ``scripts/check``."""
