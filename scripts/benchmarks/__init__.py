"""Measurements: ``scripts/bench``."""
