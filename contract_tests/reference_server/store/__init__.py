"""The data of the server."""
