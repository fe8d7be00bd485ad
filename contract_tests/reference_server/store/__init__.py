"""What exists on the server."""
