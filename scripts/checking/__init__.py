"""Check a server: ``scripts/check``."""
