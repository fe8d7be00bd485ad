"""A run: each clause checked on each operation."""
