"""Judging: a response read against its contract, and the violations in it."""
