"""Servers that treat requests otherwise than the contract has it."""
