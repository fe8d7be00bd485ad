# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""What this package was made from, and with what."""

SPEC = "openapi/coc.yaml"
SPEC_SHA256 = "9537feea68d2973f0fced5c238377a9dc1af1ab28d00a923b8f56e0c0f0d46e9"
GENERATOR = "openapi-python-client 0.29.1"
FORMATTER = "ruff 0.17.6"
