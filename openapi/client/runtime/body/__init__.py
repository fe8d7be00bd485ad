"""Bodies: JSON read strictly, validated against the contract's schemas."""
