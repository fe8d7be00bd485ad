# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""What this package was made from, and with what."""

SPEC = "openapi/coc.yaml"
SPEC_SHA256 = "7e8e630f7bd6f7e2d8d00a3fd9d2f3100101aac21c37b57d0c8d530b121ed2a7"
GENERATOR = "openapi-python-client 0.29.1"
FORMATTER = "ruff 0.17.6"
