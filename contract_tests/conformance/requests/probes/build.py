"""Builds the HTTP request of a probe."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from contract_tests.conformance.requests.transport.message import HttpRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contract_tests.conformance.requests.probes.probe import Probe
    from contract_tests.conformance.target import Target
    from openapi.contract import Call, Operation

_HEADERS = {
    "Accept": "*/*",
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": "huaweicloud-statistics-conformance",
}


def build(probe: Probe, call: Call, target: Target) -> HttpRequest:
    """The request of a probe, without credentials unless the probe brings its own.

    What the probe leaves open is taken from the call, so that everything else is valid.
    """
    request = probe.request or _request(probe, call, target.base_url)
    own, host = request.headers, {"Host": urlsplit(request.origin).netloc}
    cookies = [request.value("Cookie")]
    for headers in (_HEADERS, host, target.headers, own, probe.headers, probe.credentials or {}):
        request = request.with_headers(headers)
        cookies.append(HttpRequest("", "", headers).value("Cookie"))
    if request.method == "HEAD":
        # Otherwise a body after the headers would be read as part of the next response.
        request = request.with_headers({"Connection": "close"})
    # Cookies are joined; they do not replace each other.
    cookie = "; ".join(dict.fromkeys(filter(None, cookies)))
    return request.with_headers({"Cookie": cookie}) if cookie else request


def _request(probe: Probe, call: Call, base_url: str) -> HttpRequest:
    operation = call.operation
    path = raw_path(operation, probe.path) if probe.target is None else probe.target
    pairs = [(name, text) for name, text in call.pairs if name not in probe.query]
    pairs += parse_qsl(urlencode(probe.query, doseq=True), keep_blank_values=True)
    query = f"?{urlencode(pairs)}" if pairs else ""
    method = probe.method or operation.method
    headers, body = dict(call.fields), probe.body
    if method == operation.method or (method, operation.method) == ("HEAD", "GET"):
        body = body or call.content or b""
    if not body:
        headers.pop("Content-Type", None)
    return HttpRequest(method, f"{base_url}{path}{query}", headers, body)


def raw_path(
    operation: Operation, path: Mapping[str, str], raw: Mapping[str, str] | None = None
) -> str:
    """The operation's path with its parameters encoded, or as given in `raw`."""
    values = {name: quote(value, safe="") for name, value in path.items()} | dict(raw or {})
    filled = operation.template
    for name, value in values.items():
        filled = filled.replace(f"{{{name}}}", value)
    return filled


def spellings(path: str) -> tuple[str, ...]:
    """Raw paths that a lenient server takes for this one."""
    head, _, last = path.rpartition("/")
    return (
        *(f"{path}/", f"{path}//", f"/{path}", f"{head}//{last}", f"{head}/{last.upper()}"),
        *(f"{path}.json", f"{path};v=1", f"{path}%00", f"{path}%2F", f"{head or '/'}%2F{last}"),
        *(f"{head}/x/../{last}", f"/..{path}"),
    )
