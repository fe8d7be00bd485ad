# Written by scripts/generate from openapi/roma.yaml. Edit that.
"""What this package was made from, and with what."""

SPEC = "openapi/roma.yaml"
SPEC_SHA256 = "6276cf6f342ff91cb48ec448dc5c4528042698a63e1096c93042624b8731208a"
GENERATOR = "openapi-python-client 0.29.1"
FORMATTER = "ruff 0.17.6"
