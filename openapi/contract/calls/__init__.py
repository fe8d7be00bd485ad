"""Example calls of operations, made from a contract."""
