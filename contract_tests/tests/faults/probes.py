"""Named requests that reveal what is broken or unusual about a server."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, repeat
from typing import TYPE_CHECKING
from urllib.parse import quote

from contract_tests.reference_server import Access, ReferenceServer, Request
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "Valid-Token-0123456789-abcdefghijklmnopqrstuvwxyz"
DENIED = "Denied-Token-0123456789-abcdefghijklmnopqrstuvwx"
SERVER = ReferenceServer(load_all().values(), Access(TOKEN, DENIED))

ORDERS = [call.path["execute_uuid"] for call in SERVER.store.known["GetScriptJobStatistics"]]
TASKS = [tuple(call.path.values()) for call in SERVER.store.known["CountTasks"]]
ORDER = ORDERS[2]


def order(execute_uuid: str) -> str:
    return f"/v1/job/script/orders/{execute_uuid}/statistics"


def tasks(project_id: str, instance_id: str) -> str:
    return f"/v2/{project_id}/fdi/instances/{instance_id}/statistics/tasks"


def ask(path: str, method: str = "GET", /, **headers: str | None) -> Request:
    """A request with the valid token, or with another; ``None`` omits a header."""
    path, _, query = path.partition("?")
    sent = {"x_auth_token": TOKEN, **headers}
    pairs = tuple(
        (name.replace("_", "-"), value) for name, value in sent.items() if value is not None
    )
    return Request(method, path, query, pairs)


KNOWN = {
    **{f"order {number}": ask(order(uuid)) for number, uuid in enumerate(ORDERS)},
    **{f"tasks {number}": ask(tasks(*ids)) for number, ids in enumerate(TASKS)},
}
TOKENS = {
    "none": None,
    "empty": "",
    "cut": TOKEN[:-1],
    "prolonged": TOKEN + "A",
    "first other": "A" + TOKEN[1:],
    "case": TOKEN.swapcase(),
    "middle other": TOKEN[:20] + "A" + TOKEN[21:],
    "denied": DENIED,
    "long": "a" * 9000,
    "non-ascii": "Zoë-and-a-few-characters-more",
}
ELSEWHERE: dict[str, dict[str, str]] = {
    "cookie": {"cookie": f"X-Auth-Token={TOKEN}"},
    "authorization": {"authorization": TOKEN},
    "other header": {"x_subject_token": TOKEN},
    "own host": {"x_forwarded_for": "127.0.0.1"},
    "signature": {"authorization": "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature=00"},
}
IDS = {
    "unknown": ORDER[:-1] + "0",
    "last missing": ORDER[:-1],
    "first missing": ORDER[1:],
    "lower case": ORDER.lower(),
    "like": ORDER[:5] + "_" + ORDER[6:],
    "space after": ORDER + " ",
    "line feed after": ORDER + "\n",
    "nul after": ORDER + "\0",
    "semicolon after": ORDER + ";v=1",
    "extension": ORDER + ".json",
    "in quotes": f'"{ORDER}"',
    "full width": ORDER.replace("2024", "\uff12\uff10\uff12\uff14"),
    "injection": "' OR '1'='1",
    "comma after": f"{ORDER},x",
    "star": "*",
    "empty": "",
    "encoded twice": quote(ORDER).replace("S", "%53"),
    "dot segments": f"x/../{ORDER}",
    "slash after": f"{ORDER}/x",
    "very long": "a" * 300,
    "astral": "🚀",
    "brace": "{id}",
    "markup": "<b>",
    "dots": "..",
    "backslash": "a\\b",
}
PATHS = {
    "trailing slash": order(ORDER) + "/",
    "bad percent": order("%zz"),
    "not utf-8": order("%ff"),
    "long query": order(ORDER) + "?any=" + "a" * 300,
    "repeated query": order(ORDER) + "?a=1&a=2",
    "other id in query": order(ORDER) + f"?execute_uuid={ORDERS[0]}",
    "followed": order(ORDER) + "?_method=DELETE",
    "dashes": tasks(TASKS[0][0], TASKS[0][1].replace("-", "")),
    "other project": tasks(TASKS[1][0], TASKS[0][1]),
}
HEADERS: dict[str, dict[str, str]] = {
    "chinese": {"x_language": "zh-cn"},
    "no language": {"x_language": ""},
    "malformed project": {"x_project_id": "?"},
    "long user": {"x_user_profile": "a" * 300},
    "non-ascii user": {"x_user_profile": "Zoë"},
    "all": {"x_language": "en-us", "x_project_id": TASKS[0][0], "x_user_profile": "abcd"},
    "xml": {"accept": "application/xml, */*"},
    "gzip": {"accept_encoding": "gzip"},
}
METHODS = ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
OVERRIDES = ("x_http_method_override", "x_http_method")


def probes() -> Iterator[tuple[str, Request]]:
    """Requests by name, known ids first."""
    yield from KNOWN.items()
    for name, token in TOKENS.items():
        yield f"token: {name}", ask(order(ORDER), x_auth_token=token)
        yield f"token: {name}, tasks", ask(tasks(*TASKS[1]), x_auth_token=token)
        yield f"token: {name}, unknown", ask(order(IDS["unknown"]), x_auth_token=token)
    for name, headers in ELSEWHERE.items():
        yield f"token in: {name}", ask(order(ORDER), x_auth_token=None, **headers)
    yield "token in: query", ask(f"{order(ORDER)}?token={TOKEN}", x_auth_token=None)
    for name, id_ in IDS.items():
        yield f"id: {name}", ask(order(quote(id_, safe="")))
        yield f"id: {name}, chinese", ask(order(quote(id_, safe="")), x_language="zh-cn")
    for name, path in PATHS.items():
        yield f"path: {name}", ask(path)
    for name, headers in HEADERS.items():
        yield f"headers: {name}", ask(order(ORDER), **headers)
    for method in METHODS:
        yield f"method: {method}", ask(order(ORDER), method)
        yield f"method: {method}, token", ask(order(ORDER), method, x_auth_token=None)
    yield "method: POST, body", replace(ask(order(ORDER), "POST"), body=b"{}")
    for name in OVERRIDES:
        yield f"override: {name}", ask(order(ORDER), **{name: "DELETE"})
        yield f"override: {name} of POST", ask(order(ORDER), "POST", **{name: "GET"})


def again() -> Iterator[tuple[str, Request]]:
    """Repeated requests, for faults that appear intermittently."""
    yield from chain.from_iterable(repeat(list(KNOWN.items()), 10))
    yield from repeat(("token: made up", ask(order(ORDER), x_auth_token="wrong")), 12)
    yield from repeat(("id: unknown", ask(order(IDS["unknown"]))), 6)


def wire_probes() -> Iterator[tuple[str, Request]]:
    yield from [("order 2", KNOWN["order 2"]), ("tasks 1", KNOWN["tasks 1"])]
    for method in ("HEAD", "POST"):
        yield f"method: {method}", ask(order(ORDER), method)
    yield "id: unknown", ask(order(IDS["unknown"]))
    yield "id: line", ask(order("a%0d%0ab"))
    yield "token: made up", ask(order(ORDER), x_auth_token="wrong")
    yield from repeat(("order 2", KNOWN["order 2"]), 30)
