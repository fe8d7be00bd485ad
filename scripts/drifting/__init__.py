"""What ``scripts/drift`` is made of."""
