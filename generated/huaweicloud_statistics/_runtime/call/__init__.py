# Written by scripts/generate from openapi/client/runtime/call/__init__.py. Edit that.
"""Calls: deadlines, retries, throttling, polling, and calls for many items."""
