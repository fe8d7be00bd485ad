"""Requests: probes, transport within limits, and reproduction with curl."""
