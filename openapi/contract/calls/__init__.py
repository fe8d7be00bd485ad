"""Calls of operations, made from a contract."""
