"""Probes: requests before credentials and base URL are added."""
