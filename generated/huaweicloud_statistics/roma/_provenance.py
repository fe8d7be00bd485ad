# Written by scripts/generate from openapi/roma.yaml. Edit that.
"""What this package was made from, and with what."""

SPEC = "openapi/roma.yaml"
SPEC_SHA256 = "0f00a56864661c8b65a5fad251c7272981c643dde4575b5554ac053f2054a3b5"
GENERATOR = "openapi-python-client 0.29.1"
FORMATTER = "ruff 0.17.6"
