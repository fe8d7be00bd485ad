"""How requests are sent: credentials, limits, connections."""
