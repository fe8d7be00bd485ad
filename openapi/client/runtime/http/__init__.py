"""Sending requests over HTTP."""
