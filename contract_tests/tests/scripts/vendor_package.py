"""A made-up package of the vendor's SDK that matches data/depots.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zipfile import ZipFile

if TYPE_CHECKING:
    from pathlib import Path

NAME = "huaweicloudsdkdepots"
WHEEL = f"{NAME}-9.9.9-py3-none-any.whl"
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


def write(folder: Path, files: dict[str, str]) -> None:
    """Write the wheel into a folder."""
    with ZipFile(folder / WHEEL, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{NAME}/{name}", text)
        metadata = f"Metadata-Version: 2.1\nName: {NAME}\nVersion: 9.9.9\n"
        archive.writestr(f"{NAME}-9.9.9.dist-info/METADATA", metadata)
        archive.writestr(f"{NAME}-9.9.9.dist-info/WHEEL", "Wheel-Version: 1.0\n")
