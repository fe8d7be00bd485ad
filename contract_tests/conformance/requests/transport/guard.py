"""Blocks requests to operations that write, in any spelling of path and method."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import parse_qsl, unquote, urlsplit

from contract_tests.conformance.requests.probes.hostile import resolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contract_tests.conformance.requests.transport.message import HttpRequest
    from openapi.contract import Contract, Operation

    Segments = tuple[str, ...]

WRITES = "it writes"
UNDECLARED = "the contract does not declare it, and the server is live"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_METHOD = re.compile(r"\b(?:POST|PUT|PATCH|DELETE|TRACE|CONNECT)\b", re.IGNORECASE)
_IN_BODY = re.compile(rb"_method\"?\s*(?:[:=]|\r?\n\r?\n)\s*\"?([A-Za-z]+)")
_PREFLIGHT = "access-control-request-method"
_DECODINGS = 5
_OVERLONG = re.compile(r"%c0%a([ef])", re.IGNORECASE)
"""A dot or a slash, to lenient UTF-8 decoders."""


class _Template:
    """The path template of an operation as a matcher."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.segments = tuple(operation.path.strip("/").split("/"))
        expressions = [
            re.sub(r"\\\{.*?\\\}", ".*", re.escape(segment)) for segment in self.segments
        ]
        self._exact = [re.compile(expression, re.DOTALL) for expression in expressions]
        self._loose = [
            re.compile(expression, re.DOTALL | re.IGNORECASE) for expression in expressions
        ]

    def matches(self, path: Segments, *, loosely: bool = False) -> bool:
        """Whether a path matches the template."""
        expressions = self._loose if loosely else self._exact
        return len(path) == len(expressions) and all(
            expression.fullmatch(segment)
            for expression, segment in zip(expressions, path, strict=True)
        )

    def wins_over(self, other: _Template) -> bool:
        """Whether a router prefers this template: nowhere less literal, and somewhere more."""
        mine, others = (
            ["{" in segment for segment in template.segments] for template in (self, other)
        )
        return mine != others and all(m <= o for m, o in zip(mine, others, strict=True))


@dataclass(frozen=True)
class Guard:
    """Decides which requests may be sent."""

    contracts: tuple[Contract, ...]
    base_paths: tuple[str, ...] = ("",)
    """The paths of the base URLs."""

    @cached_property
    def _templates(self) -> tuple[_Template, ...]:
        return tuple(
            _Template(operation) for contract in self.contracts for operation in contract.operations
        )

    def refusal(self, request: HttpRequest, *, undeclared: bool) -> str:
        """Why a request may not be sent; empty if it may.

        Args:
            request: The whole request; a server may take another method than the one sent.
            undeclared: Whether methods that no contract declares may be tried.
        """
        paths: set[Segments] | None = None
        for method in _methods(request) - _READING:
            paths = paths or set(self._paths(request))
            if any(self._writes(method, path) for path in paths):
                return WRITES
            if not undeclared and not all(self._reads(method, path) for path in paths):
                return UNDECLARED
        return ""

    def methods(self, path: str) -> set[str]:
        """The methods that the contracts declare on a path below the base URL."""
        segments = tuple(unquote(path).strip("/").split("/"))
        return {
            template.operation.method for template in self._templates if template.matches(segments)
        }

    def leads_elsewhere(self, operation: Operation, path: str) -> bool:
        """Whether a raw path below the base URL is that of another operation of the method."""
        own = _Template(operation)
        methods = {"HEAD", "GET"} if operation.method == "HEAD" else {operation.method}
        paths = {tuple(unquote(each).strip("/").split("/")) for each in (path, resolved(path))}
        return any(
            other.matches(segments) and (not own.matches(segments) or other.wins_over(own))
            for segments in paths
            for other in self._templates
            if other.operation.method in methods and other.operation.path != operation.path
        )

    def _writes(self, method: str, path: Segments) -> bool:
        readers = list(self._matching(method, path, reads=True))
        return any(
            not any(reader.wins_over(writer) for reader in readers)
            for writer in self._matching(method, path, reads=False)
        )

    def _reads(self, method: str, path: Segments) -> bool:
        return any(self._matching(method, path, reads=True))

    def _matching(self, method: str, path: Segments, *, reads: bool) -> Iterator[_Template]:
        """Templates that match; operations that write are matched leniently."""
        for template in self._templates:
            operation = template.operation
            is_candidate = operation.reads is reads and operation.method == method
            if is_candidate and template.matches(path, loosely=not reads):
                yield template

    def _paths(self, request: HttpRequest) -> Iterator[Segments]:
        """The paths a server may read from the request, below a base URL or as a whole."""
        whole = set(_spellings(request.target.partition("?")[0]))
        below = {
            path[len(base) :] for path in whole for base in self._bases if path[: len(base)] == base
        }
        yield from below or whole

    @cached_property
    def _bases(self) -> set[Segments]:
        return {tuple(filter(None, path.split("/"))) for path in self.base_paths}


def guard_of(contracts: Iterable[Contract], base_urls: Iterable[str]) -> Guard:
    """The guard of a run."""
    return Guard(tuple(contracts), tuple(urlsplit(url).path for url in base_urls))


def _methods(request: HttpRequest) -> set[str]:
    """The method, and those that a lenient server may use instead."""
    query = parse_qsl(request.target.partition("?")[2], keep_blank_values=True)
    values = [
        value
        for name, value in (*request.headers.items(), *query)
        if "method" in name.lower() and name.lower() != _PREFLIGHT
    ]
    values += [method.decode() for method in _IN_BODY.findall(request.body)]
    named = {method.upper() for value in values for method in _METHOD.findall(value)}
    return {request.method.upper(), *named}


def _spellings(path: str) -> Iterator[Segments]:
    """A raw path, and the paths that servers make of it by decoding, cutting and resolving."""
    text = path
    for _ in range(_DECODINGS):
        for spelled in {text, normalize("NFKC", text)}:
            yield from _readings(spelled)
        decoded = unquote(_OVERLONG.sub(lambda match: "." if match[1] in "eE" else "/", text))
        if decoded == text:
            break
        text = decoded


def _readings(text: str) -> Iterator[Segments]:
    yield tuple(text.removeprefix("/").split("/"))
    cut = re.split(r"[?#\0\r\n]", text.replace("\\", "/"))[0]
    kept = [segment.partition(";")[0].strip() for segment in cut.split("/")]
    for segments in (kept, _resolved(kept)):
        filled = tuple(filter(None, segments))
        yield filled
        # Some frameworks strip a format suffix from the last segment.
        yield (*filled[:-1], *(last.rpartition(".")[0] or last for last in filled[-1:]))


def _resolved(segments: list[str]) -> list[str]:
    """The segments without dot segments (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return kept
