# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""The contract and the tools that this package was generated with."""

SPEC = "openapi/coc.yaml"
SPEC_SHA256 = "9c85d98685bd2566c46c55c87fb2aa281596ebf7c43209dced65592f1b183ac6"
GENERATOR = "openapi-python-client 0.29.1"
FORMATTER = "ruff 0.17.6"
