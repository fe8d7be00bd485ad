# Written by scripts/generate from openapi/client/runtime/call/__init__.py. Edit that.
"""A call: what it waits for, what is retried, and calls of many items."""
