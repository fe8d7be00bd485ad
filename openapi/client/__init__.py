"""Generates the client from the contracts: ``python -m openapi.client``."""
