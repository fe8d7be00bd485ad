"""The client compared with other ways to make the same calls."""
