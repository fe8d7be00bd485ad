"""Calls: deadlines, retries, throttling, polling, and calls for many items."""
