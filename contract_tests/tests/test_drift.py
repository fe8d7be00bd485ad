"""``scripts/drift``: contracts beside made-up packages of the vendor's."""

from __future__ import annotations

import functools
import http.server
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from contract_tests.tests import ROOT

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from contract_tests.tests.processes import Run

pytestmark = [pytest.mark.processes, pytest.mark.slow]
WHEEL = "huaweicloudsdkdepots-9.9.9-py3-none-any.whl"
CONTRACT = """\
openapi: 3.1.1
info: {title: Depots, version: 1.0.0}
externalDocs: {url: 'https://support.huaweicloud.com/intl/en-us/api-depots/ShowDepot.html'}
servers:
  - {url: 'https://depots.invalid/', description: North, x-region: north-1}
paths:
  /v1/depots/{depot}:
    get:
      operationId: ShowDepot
      parameters:
        - {name: depot, in: path, required: true, schema: {type: string}, example: d}
        - {name: limit, in: query, schema: {type: integer}, example: 1}
        - {name: x-language, in: header, schema: {type: string}, example: en}
      responses:
        '200':
          description: The depot.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Depot'}
  /v1/depots:
    get:
      operationId: ListDepots
      responses:
        '200':
          description: All of them.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Depot'}}
components:
  schemas:
    Depot:
      type: object
      properties:
        name: {type: string}
        opened: {type: [string, 'null'], format: date-time}
        share: {type: number}
        lots: {type: array, items: {$ref: '#/components/schemas/Lot'}}
        labels: {type: object, additionalProperties: {type: string}}
        anything: {}
    Lot:
      allOf:
        - {type: object, properties: {free: {type: boolean}, parent: {$ref: '#/components/schemas/Depot'}}}
"""  # noqa: E501
FILES = {
    "v1/depots_client.py": """
raise SystemExit("this must not be run")

class DepotsClient:
    def _show_depot_http_info(cls, request):
        http_info = {
            "method": "GET",
            "resource_path": "/v1/depots/{depot}",
            "request_type": request.__class__.__name__,
            "response_type": "ShowDepotResponse"
            }
        path_params = {}
        if 'depot' in local_var_params:
            path_params['depot'] = local_var_params['depot']
        query_params = []
        if 'limit' in local_var_params:
            query_params.append(('limit', local_var_params['limit']))
        header_params = {}
        if 'x_language' in local_var_params:
            header_params['X-Language'] = local_var_params['x_language']
        response_headers = ["X-Request-Id", ]

    def _list_depots_http_info(cls, request):
        http_info = {"method": "GET", "resource_path": "/v1/depots", "response_type": "ListDepotsResponse"}
        response_headers = []
""",  # noqa: E501
    "v1/model/show_depot_request.py": """
class ShowDepotRequest:
    openapi_types = {'depot': 'str', 'limit': 'int', 'x_language': 'str'}
    attribute_map = {'depot': 'depot', 'limit': 'limit', 'x_language': 'X-Language'}

    def __init__(self, depot=None, limit=None, x_language=None):
        self._depot = None
        self.depot = depot
        if limit is not None:
            self.limit = limit
""",
    "v1/model/show_depot_response.py": """
class ShowDepotResponse(SdkResponse):
    openapi_types = {
        'name': 'str', 'opened': 'datetime', 'share': 'float', 'lots': 'list[Lot]',
        'labels': 'dict(str, str)', 'anything': 'object', 'x_request_id': 'str'
    }
    attribute_map = {
        'name': 'name', 'opened': 'opened', 'share': 'share', 'lots': 'lots',
        'labels': 'labels', 'anything': 'anything', 'x_request_id': 'X-Request-Id'
    }
""",
    "v1/model/list_depots_response.py": """
class ListDepotsResponse(SdkResponse):
    openapi_types = {'body': 'list[Depot]'}
    attribute_map = {'body': 'body'}
""",
    "v1/model/depot.py": """
class Depot:
    openapi_types = {
        'name': 'str', 'opened': 'datetime', 'share': 'float', 'lots': 'list[Lot]',
        'labels': 'dict(str, str)', 'anything': 'object'
    }
    attribute_map = {
        'name': 'name', 'opened': 'opened', 'share': 'share', 'lots': 'lots',
        'labels': 'labels', 'anything': 'anything'
    }
""",
    "v1/model/lot.py": """
class Lot:
    openapi_types = {'free': 'bool', 'parent': 'Depot'}
    attribute_map = {'free': 'free', 'parent': 'parent'}
""",
    "v1/region/depots_region.py": """
class DepotsRegion:
    NORTH_1 = Region("north-1", "https://depots.invalid", "https://depots-2.invalid")
""",
}
DEPOT = "/components/schemas/Depot"
SHOW = "/paths/~1v1~1depots~1{depot}/get"


class Place:
    """A folder with contracts and packages."""

    def __init__(self, run: Run, folder: Path) -> None:
        self._run, self.folder = run, folder
        self.contract(CONTRACT)
        self.package(FILES)

    def contract(self, text: str) -> None:
        (self.folder / "depots.yaml").write_text(text, encoding="utf-8")

    def package(self, files: dict[str, str]) -> None:
        with ZipFile(self.folder / WHEEL, "w") as archive:
            for name, text in files.items():
                archive.writestr(f"huaweicloudsdkdepots/{name}", text)
            metadata = "Metadata-Version: 2.1\nName: huaweicloudsdkdepots\nVersion: 9.9.9\n"
            archive.writestr("huaweicloudsdkdepots-9.9.9.dist-info/METADATA", metadata)
            archive.writestr("huaweicloudsdkdepots-9.9.9.dist-info/WHEEL", "Wheel-Version: 1.0\n")

    def drift(self, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Compare them."""
        return self._run(
            ROOT / "scripts" / "drift",
            f"--contracts={self.folder}",
            *options,
            env={**os.environ, **variables},
        )

    def told(self) -> list[str]:
        """What is told of the packages in the folder, without file and line."""
        done = self.drift("--packages", str(self.folder))
        lines = done.stdout.splitlines()
        assert done.stderr == ""
        assert lines[0] == "depots.yaml: compared with huaweicloudsdkdepots 9.9.9"
        assert done.returncode == (len(lines) > 2)
        return [line.partition(": ")[2] for line in lines[1:-1]]


@pytest.fixture(name="place")
def _place(run: Run, tmp_path: Path) -> Place:
    return Place(run, tmp_path)


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
        "'limit': 'int'",
        "'limit': 'str'",
        [f"{SHOW}/parameters/1/schema: the vendor's SDK says string, and not integer"],
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


@pytest.mark.parametrize(("old", "new", "told"), CHANGES, ids=[new[:24] for _, new, _ in CHANGES])
def test_differences(place: Place, old: str, new: str, told: list[str]) -> None:
    """What the vendor changes is named at its place in the contract, each difference once."""
    assert not old or any(old in text for text in FILES.values())
    place.package({name: text.replace(old, new) for name, text in FILES.items()})

    assert place.told() == told


NOTE = """\
        - {name: depot, in: path, required: true, schema: {type: string}, example: d, x-drift: %s}
"""
DEPOT_PARAMETER = CONTRACT.splitlines(keepends=True)[10]
KNOWN = "[{difference: the vendor's SDK has no path parameter depot, reason: It knows it.}]"


def test_known_differences(place: Place) -> None:
    """A difference with a reason is none, until it is none; one without is malformed."""
    gone = {"v1/depots_client.py": FILES["v1/depots_client.py"].replace("path_params['d", "x['d")}
    place.contract(CONTRACT.replace(DEPOT_PARAMETER, NOTE % KNOWN))
    place.package({**FILES, **gone})
    assert place.told() == []
    place.package(FILES)
    assert place.told() == [
        (
            f"{SHOW}/parameters/0: x-drift: this is so no longer; take it out: "
            "the vendor's SDK has no path parameter depot"
        )
    ]
    place.contract(CONTRACT.replace(DEPOT_PARAMETER, NOTE % "[{difference: any}]"))
    assert place.told() == [
        f"{SHOW}/parameters/0: x-drift: write it as a list of difference and reason, both texts"
    ]


@contextmanager
def registry(folder: Path) -> Iterator[str]:
    """A registry on the loopback, which has the package of a folder."""
    place = folder / "index" / "huaweicloudsdkdepots"
    place.mkdir(parents=True)
    (place / WHEEL).write_bytes((folder / WHEEL).read_bytes())
    handler = functools.partial(Handler, directory=str(folder / "index"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


class Handler(http.server.SimpleHTTPRequestHandler):
    """Lists folders, which is all that pip asks for."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def alone(index: str) -> dict[str, str]:
    """Variables that name pip one registry, and no other."""
    own = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": index, "NO_PROXY": "*"}
    return {**own, "PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": "", "PIP_NO_INDEX": "0"}


def test_newest_of_the_registry(place: Place) -> None:
    """Packages come from where pip gets them, and none of their code is run."""
    with registry(place.folder) as index:
        done = place.drift(**alone(index))

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "No new differences, 0 known."


def test_no_registry(place: Place) -> None:
    """Without a network nothing is decided, and a sentence says so."""
    done = place.drift(**alone("http://127.0.0.1:1/"))

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("scripts/drift: the registry cannot be reached, or lacks the ")
    assert len(done.stderr.splitlines()) == 1


def test_what_cannot_be_compared(place: Place) -> None:
    """A wheel that is none, one without operations and one that is not there are told."""
    (place.folder / WHEEL).write_text("no wheel")
    packages = ("--packages", str(place.folder))
    assert f"{WHEEL} cannot be read" in place.drift(*packages).stderr
    place.package({})
    assert "huaweicloudsdkdepots 9.9.9 has no operation" in place.drift(*packages).stderr
    (place.folder / WHEEL).unlink()
    done = place.drift(*packages)
    assert "must hold one huaweicloudsdkdepots-*.whl, and holds 0" in done.stderr
    assert done.returncode == 2
    place.contract(CONTRACT.replace("api-depots", "depots"))
    assert "externalDocs name no page of the vendor's" in place.drift(*packages).stderr
