"""The client beside other ways to make the same calls."""
