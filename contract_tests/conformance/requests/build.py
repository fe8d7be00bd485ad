"""From a probe to the request on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from contract_tests.conformance.requests.message import HttpRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contract_tests.conformance.requests.probe import Probe
    from contract_tests.conformance.target import Target
    from openapi.contract import Operation

_HEADERS = {
    "Accept": "*/*",
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": "huaweicloud-statistics-conformance",
}


def build(operation: Operation, probe: Probe, target: Target) -> HttpRequest:
    """The request of a probe, without credentials unless the probe brings its own."""
    request = probe.request or _request(operation, probe, target.base_url)
    own, host = request.headers, {"Host": urlsplit(request.origin).netloc}
    for headers in (_HEADERS, host, target.headers, own, probe.headers, probe.credentials or {}):
        request = request.with_headers(headers)
    return request


def _request(operation: Operation, probe: Probe, base_url: str) -> HttpRequest:
    path = raw_path(operation, probe.path) if probe.target is None else probe.target
    query = f"?{urlencode(probe.query, doseq=True)}" if probe.query else ""
    method = probe.method or operation.method
    return HttpRequest(method, f"{base_url}{path}{query}", body=probe.body)


def raw_path(
    operation: Operation, path: Mapping[str, str], raw: Mapping[str, str] | None = None
) -> str:
    """The operation's path with its parameters encoded, or as they stand in `raw`."""
    values = {name: quote(value, safe="") for name, value in path.items()} | dict(raw or {})
    filled = operation.path
    for name, value in values.items():
        filled = filled.replace(f"{{{name}}}", value)
    return filled
