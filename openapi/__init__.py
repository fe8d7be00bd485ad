"""Contracts, their loader and the client generator."""
