"""Bodies: JSON parsed strictly and validated against the contract's schemas."""
