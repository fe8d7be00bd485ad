# Written by scripts/generate from openapi/roma.yaml. Edit that.
"""What this package was made from, and with what."""

SPEC = "openapi/roma.yaml"
SPEC_SHA256 = "1bc8640f462d0325ff473a4c027444ffa89ecfcd99c3f0441d389115eb747809"
GENERATOR = "openapi-python-client 0.29.1"
FORMATTER = "ruff 0.17.6"
