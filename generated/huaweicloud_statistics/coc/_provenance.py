# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""What this package was made from, and with what."""

SPEC = "openapi/coc.yaml"
SPEC_SHA256 = "f38753d7673c8a7dd8aa6582af66a40bb5823cf7c8fec9a40b82c206dad1ed14"
GENERATOR = "openapi-python-client 0.29.1"
FORMATTER = "ruff 0.17.6"
