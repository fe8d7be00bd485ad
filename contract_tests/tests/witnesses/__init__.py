"""Other people's tools, which know the contracts alone."""
