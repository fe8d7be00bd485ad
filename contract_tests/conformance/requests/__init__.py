"""Requests: what is sent, how it is built, and within which limits it is sent."""
