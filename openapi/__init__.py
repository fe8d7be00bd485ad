"""Contracts, and what reads them."""
