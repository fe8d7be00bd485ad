"""Secrets: held where nothing shows them, and found in what is shown."""
