"""Files and their syntax: contracts, YAML and JSON."""
