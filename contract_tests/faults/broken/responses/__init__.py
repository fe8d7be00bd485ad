"""Servers whose responses are not those of the contract."""
