from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BUILT = shutil.ignore_patterns(".*", "__pycache__", "site", "reports", "generated")
CALL = """
from contract_tests.reference_server.server import ReferenceServer
from contract_tests.reference_server.transport import background
from contract_tests.spec import load_all
from huaweicloud_statistics import ArgumentError, StatusError, fleet

server = ReferenceServer(load_all().values())
with background(server) as base_url:
    with fleet.connect(base_url=base_url, token=server.access.token) as client:
        vehicle = client.show_vehicle("north", 17, trips=2, detailed=True, x_unit="km")
        print(vehicle.number, vehicle.electric, vehicle.battery, vehicle.plate)
        print(vehicle.owner.address.zip_, [trip.parts for trip in vehicle.trips])
        for arguments in ({"number": 18}, {"number": 17, "trips": 51}):
            try:
                client.show_vehicle("north", **arguments)
            except StatusError as error:
                print(error.status)
            except ArgumentError as error:
                print(error)
"""


@pytest.fixture(name="clone", scope="module")
def _clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with one more spec in it, and nothing else changed."""
    clone = tmp_path_factory.mktemp("clone") / "project"
    shutil.copytree(ROOT, clone, ignore=BUILT)
    shutil.copy(ROOT / "contract_tests" / "fleet.yaml", clone / "openapi" / "fleet.yaml")
    run(clone, "openapi/client/generate.py")
    return clone


def run(clone: Path, *arguments: str) -> str:
    """Run Python in the copy; its output, which must be that of a success."""
    path = os.pathsep.join([str(clone), str(clone / "generated")])
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=clone,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_client(clone: Path) -> None:
    """A new spec becomes a package whose client calls what the reference server serves."""
    assert run(clone, "-c", CALL).splitlines() == [
        "17 True 0.85 None",
        "01234 [[5, 7.5], [3]]",
        "404",
        "trips must be at most 50; got 51",
    ]


def test_check(clone: Path) -> None:
    """A new spec is served and checked with the others."""
    output = run(clone, "scripts/check.py")

    assert "ShowVehicle  GET /v1/depots/{depot_id}/vehicles/{number}  (fleet)" in output
    assert "Conforms: GetScriptJobStatistics and ShowVehicle and CountTasks" in output
