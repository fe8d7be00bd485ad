"""``scripts/drift``: contracts compared with made-up packages of the vendor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from contract_tests.tests import DATA, ROOT
from contract_tests.tests.raw_server import Exchange, raw_server, response
from contract_tests.tests.scripts.vendor_package import FILES, NAME, WHEEL, write
from scripts.drifting.__main__ import main

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from contract_tests.tests.processes import Run

CONTRACT = DATA.joinpath("depots.yaml").read_text(encoding="utf-8")
DEPOT = "/components/schemas/Depot"
SHOW = "/paths/~1v1~1depots~1{depot}/get"


class Place:
    """A folder with contracts and packages."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.contract(CONTRACT)
        write(folder, FILES)

    def contract(self, text: str) -> None:
        (self.folder / "depots.yaml").write_text(text, encoding="utf-8")

    def drift(self) -> tuple[int, list[str], str]:
        """Compare them: exit status, output lines, and standard error."""
        status = main([f"--contracts={self.folder}", f"--packages={self.folder}"])
        output, errors = self._capsys.readouterr()
        return status, output.splitlines(), errors

    def differences(self) -> list[str]:
        """The reported differences, without file and line."""
        status, lines, errors = self.drift()
        assert errors == ""
        assert lines[0] == "depots.yaml: compared with huaweicloudsdkdepots 9.9.9"
        assert status == (len(lines) > 2)
        return [line.partition(": ")[2] for line in lines[1:-1]]


@pytest.fixture(name="place")
def _place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Place:
    return Place(tmp_path, capsys)


CHANGES = [
    ("", "", []),
    (
        'ShowDepotResponse"',
        'ShowCarResponse"',
        [f"{SHOW}: the vendor's SDK has no operation ShowDepot, but ShowCar there"],
    ),
    (
        '"/v1/depots/{depot}"',
        '"/v2/depots/{depot}"',
        [f"{SHOW}: the vendor's SDK calls ShowDepot by GET /v2/depots/{{depot}}"],
    ),
    (
        "path_params['depot']",
        "path_params['depot_id']",
        [
            f"{SHOW}/parameters/0: the vendor's SDK has no path parameter depot",
            f"{SHOW}: the vendor's SDK has the path parameter depot_id, a str",
        ],
    ),
    (
        "        if limit is not None:\n            self.limit = limit",
        "        self.limit = limit",
        [f"{SHOW}/parameters/1: the vendor's SDK has limit as required"],
    ),
    (
        "'labels': 'labels', 'anything': 'anything', 'x_r",
        "'labels': 'labels2', 'anything': 'anything', 'x_r",
        [
            f"{DEPOT}/properties/labels: the vendor's SDK has no property labels",
            f"{DEPOT}: the vendor's SDK has the property labels2, a dict(str, str)",
        ],
    ),
    (
        "'free': 'bool'",
        "'free': 'int'",
        [
            (
                "/components/schemas/Lot/allOf/0/properties/free: "
                "the vendor's SDK says integer, and not boolean"
            )
        ],
    ),
    (
        "{'body': 'list[Depot]'}",
        "{'body': 'Depot'}",
        [
            (
                "/paths/~1v1~1depots/get/responses/200/content/application~1json/schema: "
                "the vendor's SDK says object, and not array"
            )
        ],
    ),
    (
        'Region("north-1", "https://depots.invalid"',
        'Region("north-1", "https://depots-3.invalid"',
        [
            (
                "/servers/0: the vendor's SDK has north-1 at https://depots-3.invalid "
                "and https://depots-2.invalid"
            )
        ],
    ),
    (
        'Region("north-1"',
        'Region("south-1"',
        [
            "/servers/0: the vendor's SDK has no region north-1",
            (
                "the vendor's SDK has the region south-1 at https://depots.invalid "
                "and https://depots-2.invalid"
            ),
        ],
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "expected"), CHANGES, ids=[new[:24] for _, new, _ in CHANGES]
)
def test_differences(place: Place, old: str, new: str, expected: list[str]) -> None:
    """Each change of the vendor is reported once, with its place in the contract."""
    assert not old or any(old in text for text in FILES.values())
    write(place.folder, {name: text.replace(old, new) for name, text in FILES.items()})

    assert place.differences() == expected


NOTE = """\
        - {name: depot, in: path, required: true, schema: {type: string}, example: d, x-drift: %s}
"""
DEPOT_PARAMETER = next(
    line for line in CONTRACT.splitlines(keepends=True) if "name: depot," in line
)
KNOWN = "[{difference: the vendor's SDK has no path parameter depot, reason: It knows it.}]"


def test_known_differences(place: Place) -> None:
    """A known difference is not reported; an outdated or malformed entry is."""
    gone = {"v1/depots_client.py": FILES["v1/depots_client.py"].replace("path_params['d", "x['d")}
    place.contract(CONTRACT.replace(DEPOT_PARAMETER, NOTE % KNOWN))
    write(place.folder, {**FILES, **gone})
    assert place.differences() == []
    write(place.folder, FILES)
    assert place.differences() == [
        (
            f"{SHOW}/parameters/0: x-drift: no longer differs; remove the entry: "
            "the vendor's SDK has no path parameter depot"
        )
    ]
    place.contract(CONTRACT.replace(DEPOT_PARAMETER, NOTE % "[{difference: any}]"))
    assert place.differences() == [
        f"{SHOW}/parameters/0: x-drift: must be a list of {{difference, reason}} objects"
    ]


def drift(run: Run, place: Place, index: str) -> subprocess.CompletedProcess[str]:
    """Run the command with a single package registry."""
    own = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": index, "NO_PROXY": "*"}
    own |= {"PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": "", "PIP_NO_INDEX": "0"}
    command = (ROOT / "scripts" / "drift", f"--contracts={place.folder}")
    return run(*command, env={**os.environ, **own})


def test_newest_of_the_registry(run: Run, place: Place) -> None:
    """Packages come from pip's registry, and none of their code is run."""
    listing = response(body=f'<a href="{WHEEL}">{WHEEL}</a>'.encode(), content_type="text/html")
    wheel = response(body=(place.folder / WHEEL).read_bytes())
    responses = {f"/{NAME}/": listing, f"/{NAME}/{WHEEL}": wheel}

    def behave(exchange: Exchange) -> None:
        exchange.send(responses.get(exchange.request.target, response(404)))

    with raw_server(behave) as server:
        done = drift(run, place, f"{server.url}/")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "No new differences, 0 known."


@pytest.mark.slow
def test_no_registry(run: Run, place: Place) -> None:
    """Without a network nothing is compared, and an error says so."""
    done = drift(run, place, "http://127.0.0.1:1/")

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("scripts/drift: the registry cannot be reached, or lacks the ")
    assert len(done.stderr.splitlines()) == 1


def test_what_cannot_be_compared(place: Place) -> None:
    """An invalid wheel, one without operations and a missing one are reported."""
    (place.folder / WHEEL).write_text("no wheel")
    assert f"{WHEEL} cannot be read" in place.drift()[2]
    write(place.folder, {})
    assert "huaweicloudsdkdepots 9.9.9 has no operation" in place.drift()[2]
    (place.folder / WHEEL).unlink()
    status, _, errors = place.drift()
    assert "must hold one huaweicloudsdkdepots-*.whl, and holds 0" in errors
    assert status == 2
    place.contract(CONTRACT.replace("api-depots", "depots"))
    assert "externalDocs link to no vendor page" in place.drift()[2]
