"""Mutation testing of the suite: servers broken in one clause each, and benign ones."""
