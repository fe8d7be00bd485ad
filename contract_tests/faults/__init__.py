"""Servers that break one clause each, to prove that the conformance suite sees it."""
