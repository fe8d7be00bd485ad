# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""What this package was made from, and with what."""

SPEC = "openapi/coc.yaml"
SPEC_SHA256 = "e655e656c908eb23e3f15ada183873aeb14e725e89cfc357445f97811a2ee9bc"
GENERATOR = "openapi-python-client 0.29.1"
FORMATTER = "ruff 0.17.6"
