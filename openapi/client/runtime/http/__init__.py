"""Sending requests: the one place that knows the HTTP library."""
