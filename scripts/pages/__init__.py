"""The documentation site: ``scripts/docs``."""
