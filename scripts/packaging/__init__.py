"""Build and smoke-test the wheels: ``scripts/wheel``."""
