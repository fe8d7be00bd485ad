# Written by scripts/generate from openapi/roma.yaml. Edit that.
"""The contract and the tools that this package was generated with."""

SPEC = "openapi/roma.yaml"
SPEC_SHA256 = "791403f2e17f4b62494c8aaf6922fe90ff805c205833e55d3f9088c48643302b"
GENERATOR = "openapi-python-client 0.29.1"
FORMATTER = "ruff 0.17.6"
