from __future__ import annotations

import gzip
import http.client
import json
import re
import socket
import sys
import tomllib
from contextlib import closing
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from contract_tests.faults import wire
from contract_tests.faults.catalog import BENIGN, BROKEN, VARIANTS
from contract_tests.reference_server import background
from contract_tests.tests.faults.probes import (
    DENIED,
    HEADERS,
    IDS,
    KNOWN,
    ORDER,
    PATHS,
    SERVER,
    again,
    ask,
    order,
    probes,
    wire_probes,
)
from openapi.contract.extensions.invariants import violations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contract_tests.faults.variant import Variant
    from contract_tests.reference_server import Handler, Request, Response
    from contract_tests.tests.processes import Run, Start
    from openapi.contract import JSON, Contract, Operation

PATIENCE = 0.2
"""Seconds after which silence on the loopback counts as no response."""


class Listener:
    """Hears a server out; request ids count only by whether they were heard before."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._seen: set[str] = set()

    def hear(self, request: Request) -> tuple[Response, JSON]:
        """An response, and what of it can be compared."""
        response = self._handler(request)
        headers = {name.lower(): value for name, value in response.headers.items()}
        if found := headers.get("x-request-id"):
            headers["x-request-id"] = "again" if found in self._seen else "new"
            self._seen.add(found)
        content = re.sub(rb'"request_id": "\w+"', b"", response.content)
        return response, (response.status, headers, content)


def difference(variant: Variant) -> tuple[str, Request, Response] | None:
    """The first request to which a variant responds otherwise than the reference server."""
    own, reference = Listener(variant.make(SERVER)), Listener(SERVER)
    for name, request in chain(probes(), again()):
        response, heard = own.hear(request)
        if heard != reference.hear(request)[1]:
            return name, request, response
    return None


class Stage:
    """A server on which one handler after another plays."""

    def __init__(self) -> None:
        self.handler: Handler = SERVER
        self.address = ""

    def __call__(self, request: Request) -> Response:
        return self.handler(request)


@pytest.fixture(name="stage", scope="module")
def _stage() -> Iterator[Stage]:
    stage = Stage()
    with background(stage) as base_url:
        stage.address = base_url.removeprefix("http://")
        yield stage


Reply = tuple[int, dict[str, str], bytes]


def over_http(address: str, request: Request) -> Reply:
    """Send a request as a client would, and read the response to its end."""
    with closing(http.client.HTTPConnection(address, timeout=5)) as connection:
        path = f"{request.path}?{request.query}" if request.query else request.path
        headers = {name: value.encode() for name, value in request.headers}
        connection.request(request.method, path, headers=headers)
        response = connection.getresponse()
        content = response.read()
        names = {name.lower(): value for name, value in response.getheaders()}
        if names.get("content-encoding") == "gzip":
            content = gzip.decompress(content)
        return response.status, names, content


def over_socket(address: str, request: Request, patience: float = PATIENCE) -> bytes:
    """Send a request, and take whatever comes until the connection ends or nothing more comes."""
    host, _, port = address.partition(":")
    lines = [f"{request.method} {request.path} HTTP/1.1", "Host: test", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in request.headers]
    received = b""
    with socket.create_connection((host, int(port)), timeout=patience) as sock:
        sock.sendall("\r\n".join([*lines, "", ""]).encode())
        try:
            while part := sock.recv(65536):
                received += part
        except OSError as error:
            received += repr(error).encode()
    return re.sub(rb"\b[0-9a-f]{32}\b", b"ID", received)


def by_kind(variants: dict[str, Variant], *, sends: bool) -> list[Variant]:
    return [variant for variant in variants.values() if (variant.send is not None) == sends]


@pytest.mark.parametrize("variant", by_kind(VARIANTS, sends=False), ids=lambda variant: variant.id)
def test_variant_differs(stage: Stage, variant: Variant) -> None:
    """A variant responds to some request otherwise than the reference server, over HTTP as well."""
    found = difference(variant)

    assert found, variant.sentence
    name, request, response = found
    stage.handler = lambda _: response
    plain = ask(request.path, request.method, accept_encoding="gzip")
    status, _, content = over_http(stage.address, plain)
    assert status == response.status, name
    if request.method != "HEAD" and "Content-Encoding" not in response.headers:
        assert content == response.content, name


async def plainly(exchange: wire.Exchange) -> None:
    await exchange.send()


@cache
def plain_replies() -> dict[str, bytes]:
    with wire.background(SERVER, plainly) as base_url:
        address = base_url.removeprefix("http://")
        return {name: over_socket(address, request, 30) for name, request in wire_probes()}


@pytest.mark.parametrize("variant", by_kind(BROKEN, sends=True), ids=lambda variant: variant.id)
def test_wire_fault_differs(variant: Variant) -> None:
    """A fault of the wire changes the bytes of some response."""
    with variant.running(SERVER) as base_url:
        address = base_url.removeprefix("http://")
        differing = (
            name
            for name, request in wire_probes()
            if over_socket(address, request) != plain_replies()[name]
        )

        assert next(differing, None), variant.sentence


def strict(content: bytes) -> JSON:
    """JSON without a byte order mark, without NaN and without a key twice."""

    def once(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
        assert len(pairs) == len(dict(pairs))
        return dict(pairs)

    def never(text: str) -> None:
        raise ValueError(text)

    return json.loads(content.decode(), object_pairs_hook=once, parse_constant=never)


def conforms(operation: Operation, reply: Reply) -> None:
    """Validate a response against the contract: documented, JSON, and all that the schema says."""
    status, headers, content = reply
    contract: Contract = operation.contract
    response = operation.responses[str(status)]
    media_type = headers["content-type"].lower().replace(" ", "").replace('"', "")
    body = strict(content)

    assert media_type in ("application/json", "application/json;charset=utf-8")
    assert contract.errors(response.schema, body) == []
    assert violations(contract, response.schema, body) == []


def hear(address: str, request: Request) -> Reply:
    """As a client that waits when it is told to."""
    reply = over_http(address, request)
    return over_http(address, request) if reply[0] == 429 else reply


REFUSED = (ask(order(ORDER), x_auth_token="wrong"), ask(order(ORDER), x_auth_token=None))
READS = [
    *KNOWN.values(),
    *(ask(order(ORDER), **HEADERS[name]) for name in ("chinese", "english", "all", "gzip")),
]


def keeps_every_clause(address: str) -> None:
    orders, count_tasks = SERVER.operations
    for request in READS:
        reply = hear(address, request)
        assert reply[0] == 200
        conforms(orders if "/v1/" in request.path else count_tasks, reply)
    for request, statuses in (
        *((request, (401,)) for request in REFUSED),
        (ask(order(ORDER), x_auth_token=DENIED), (403,)),
        (ask(order(IDS["unknown"])), (400, 404)),
        (ask(order("%20")), (400, 404)),
    ):
        reply = hear(address, request)
        assert reply[0] in statuses
        conforms(orders, reply)
    reply = hear(address, ask(PATHS["other project"]))
    assert reply[0] in (400, 403, 404)
    conforms(count_tasks, reply)
    status, headers, _ = hear(address, ask(order(ORDER), "DELETE"))
    assert status in (401, 403, 404, 405)
    assert status != 405 or "GET" in headers["allow"]


@pytest.mark.parametrize("variant", by_kind(BENIGN, sends=False), ids=lambda variant: variant.id)
def test_benign_one_conforms(stage: Stage, variant: Variant) -> None:
    """A benign server keeps schemas and invariants, and refuses whom it should."""
    stage.handler = variant.make(SERVER)

    keeps_every_clause(stage.address)


@pytest.mark.parametrize("variant", by_kind(BENIGN, sends=True), ids=lambda variant: variant.id)
def test_benign_wire_conforms(variant: Variant) -> None:
    """So does one that is unusual on the wire alone, which changes its bytes."""
    with variant.running(SERVER) as base_url:
        address = base_url.removeprefix("http://")
        keeps_every_clause(address)
        if variant.id not in ("slow", "in-small-pieces"):
            head = KNOWN["order 2"], ask(order(ORDER), "HEAD")
            replies = [over_socket(address, request) for request in (*head, *head, *head)]
            plain = [plain_replies()[name] for name in ("order 2", "method: HEAD")] * 3
            assert replies != plain


def test_every_fault_is_named() -> None:
    """Ids are in kebab case, and each variant has one sentence."""
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name) for name in VARIANTS)
    assert all(name == variant.id for name, variant in VARIANTS.items())
    assert all(re.fullmatch(r"[^\n]+\.", variant.sentence) for variant in VARIANTS.values())
    assert len({variant.sentence for variant in VARIANTS.values()}) == len(VARIANTS)


@pytest.mark.parametrize(("name", "expected"), [("counts-grow", False), ("compact-json", True)])
def test_moving_numbers_are_not_expected(tmp_path: Path, name: str, *, expected: bool) -> None:
    """The target of a variant whose numbers move says nothing of them."""
    VARIANTS[name].write_target(tmp_path / "target.toml", "http://127.0.0.1:9", SERVER)

    known = tomllib.loads((tmp_path / "target.toml").read_text(encoding="utf-8"))["known"]
    assert all(("expect" in entry) == expected for entry in chain.from_iterable(known.values()))


COMMAND = (sys.executable, "-m", "contract_tests.faults")


def test_list(run: Run) -> None:
    """The command lists every variant with its category and sentence."""
    done = run(*COMMAND, "--list")

    assert len(done.stdout.splitlines()) == len(VARIANTS)
    assert re.search("broken +semantics +wrong-sum +A number is one too high", done.stdout)


@pytest.mark.parametrize("name", ["wrong-sum", "never-responds"])
def test_command(start: Start, tmp_path: Path, name: str) -> None:
    """The command serves a variant, with a target, until it is told to stop."""
    target = tmp_path / "target.toml"
    with start(*COMMAND, name, "--write-target", target) as process:
        assert process.stdout
        assert process.stderr
        greeting = process.stdout.readline().split()
        process.terminate()

        assert (process.wait(), process.stderr.read()) == (0, "")
    base_url = tomllib.loads(target.read_text(encoding="utf-8"))["base_url"]
    assert [name, "on", base_url] == greeting


def test_command_without_a_target(run: Run) -> None:
    """Without a name and a target there is nothing to serve."""
    done = run(*COMMAND)

    assert done.returncode == 2
    assert "--write-target FILE are needed" in done.stderr
