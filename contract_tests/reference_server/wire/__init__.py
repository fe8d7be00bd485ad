"""HTTP transport of the server."""
