# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""What this package was made from, and with what."""

SPEC = "openapi/coc.yaml"
SPEC_SHA256 = "4d41f36329885552f5aa76bd35fde26540c777aea3684c5f1f429445197be5a2"
GENERATOR = "openapi-python-client 0.29.1"
FORMATTER = "ruff 0.17.6"
