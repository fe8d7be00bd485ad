"""A call: what it waits for, what is retried, and calls of many items."""
