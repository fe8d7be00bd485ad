# Written by scripts/generate from openapi/client/runtime/body/__init__.py. Edit that.
"""Bodies: JSON parsed strictly and validated against the contract's schemas."""
