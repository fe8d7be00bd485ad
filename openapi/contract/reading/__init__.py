"""Loading contracts, and parsing YAML and JSON."""
