"""An environment for the command, and responses that it shows."""

from __future__ import annotations

import os
from typing import Any

from contract_tests.tests import ROOT
from contract_tests.tests.client.calling import STATISTICS, TOKEN
from contract_tests.tests.raw_server import json_response


def environment(**variables: str) -> dict[str, str]:
    """An environment with a token, and without the settings of whoever runs the tests."""
    inherited = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    own = {"HUAWEICLOUD_SDK_METADATA": "off", "HOME": "/nowhere", "NO_PROXY": "*"}
    own |= {"HUAWEICLOUD_AUTH_TOKEN": TOKEN, "PYTHONPATH": str(ROOT / "generated")}
    return {**inherited, **own, **variables}


def counted(**counts: int) -> bytes:
    """A response with these numbers of instances by status."""
    listed = [
        {"instance_status": name, "instance_count": count, "batch_indexes": [1]}
        for name, count in counts.items()
    ]
    data = {"total_instance": sum(counts.values()), "execute_statistics": listed}
    return json_response({"data": data})


def hostile(text: str) -> dict[str, Any]:
    """A valid response with hostile strings."""
    row = {"instance_status": text, "instance_count": 3, "batch_indexes": [], "more": {text: text}}
    return {"data": {**STATISTICS["data"], "execute_statistics": [row]}, "extra": [text, None]}
