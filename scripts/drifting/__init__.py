"""The implementation of ``scripts/drift``."""
