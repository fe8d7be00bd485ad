# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""What this package was made from, and with what."""

SPEC = "openapi/coc.yaml"
SPEC_SHA256 = "48029a4d61949ac26c01c67e2418a159eb5e45f37b59caa533e4236dc7b3178f"
GENERATOR = "openapi-python-client 0.29.1"
FORMATTER = "ruff 0.17.6"
