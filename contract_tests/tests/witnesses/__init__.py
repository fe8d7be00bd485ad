"""Other people's tools, which know only the contracts."""
