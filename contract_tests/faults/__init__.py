"""Servers to measure the conformance suite by: some break one clause each, some are only odd."""
