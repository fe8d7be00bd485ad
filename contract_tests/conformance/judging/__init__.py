"""Judging: what a response is by its contract, and what is wrong with it."""
