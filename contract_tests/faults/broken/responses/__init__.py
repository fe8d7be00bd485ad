"""Servers whose responses violate the contract."""
