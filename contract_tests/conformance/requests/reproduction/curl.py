"""curl command lines that reproduce requests."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus, urlsplit

from contract_tests.conformance.requests.reproduction.shell import Origin, remainder, variable, word
from contract_tests.conformance.target.credentials import AccessKey
from contract_tests.conformance.target.iam import IamLogin
from contract_tests.signing import ALGORITHM, DATE_HEADER, Authorization, canonical_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contract_tests.conformance.requests.reproduction.shell import Origins
    from contract_tests.conformance.requests.transport.message import HttpRequest
    from contract_tests.conformance.target import Target

TOKEN = "X_AUTH_TOKEN"
"""The variable that holds a token from IAM."""
_IRRELEVANT = {"accept-encoding", "connection", "user-agent"}
_BODILESS = ("GET", "HEAD", "DELETE", "TRACE", "OPTIONS", "CONNECT")
"""Methods for which no Content-Length is sent without a body."""
_SIGN = (
    "sign() {{ X_SDK_DATE=$(date -u +%Y%m%dT%H%M%SZ); "
    'AUTHORIZATION="{algorithm} Access={ak}, SignedHeaders=$2, Signature=$('
    """printf '{algorithm}\\n%s\\n%s' "$X_SDK_DATE" """
    """"$(printf "$1" "$X_SDK_DATE" | openssl dgst -sha256 -r | cut -c-64)" """
    """| openssl dgst -sha256 -hmac "{sk}" -r | cut -c-64)"; }}"""
)
"""Shell function: takes a canonical request without its date, and the signed header names."""
_PICK = "awk 'tolower($1) == \"x-subject-token:\" {print $2; exit}'"
_ESCAPE = """sed 's/["\\\\]/\\\\&/g'"""
"""Escapes a password as in JSON."""


@dataclass(frozen=True)
class Curl:
    """Writes command lines for one target."""

    target: Target
    origins: Origins
    redact: Callable[[str], str]

    @property
    def setup(self) -> list[str]:
        """Shell lines that define what the command lines use but the target does not reference."""
        lines = [
            f"{variable(name)}='…'  # {name} in [headers] of the target"
            for name, value in self.target.headers.items()
            if value not in self.origins
        ]
        login = self.target.login
        if isinstance(login, AccessKey):
            ak, sk = (self.origins[secret].whole for secret in (login.ak, login.sk))
            lines.append(_SIGN.format(algorithm=ALGORITHM, ak=ak, sk=sk))
        if isinstance(login, IamLogin):
            lines.append(self._log_in(login))
        return lines

    def line(self, request: HttpRequest, *, compressed: bool = False) -> str:
        """The command line, with a shell expansion for each secret.

        Args:
            request: The request as sent.
            compressed: Whether the response had a Content-Encoding.
        """
        signing = self._signing(request)
        url, *query = self._url(request)
        words = [*signing, "curl", "-i", "--path-as-is"]
        words += ["-g"] if set("[]{}") & set(url) else []
        words += ["--compressed"] if compressed else []
        words += self._method(request)
        words += self._headers(request, is_signed=bool(signing))
        words += [*self._body(request), *self._network(), *query, word(url)]
        return self.redact(" ".join(words))

    def _log_in(self, login: IamLogin) -> str:
        origin, in_json = self.origins[login.password], json.dumps(login.password)[1:-1]
        if in_json != login.password:
            origin = Origin("", f'printf %s "{origin.whole}" | {_ESCAPE}')
        curl = replace(self, origins={**self.origins, in_json: origin})
        request = curl.line(login.request).replace("curl -i", "curl -s -i", 1)
        return f"{TOKEN}=$({request} | tr -d '\\r' | {_PICK})"

    def _signing(self, request: HttpRequest) -> list[str]:
        """The call that signs a request again, as signatures expire; none for a made-up one."""
        authorization = Authorization.parse(request.value("Authorization") or "")
        if not authorization or (self.redact(authorization.signature) == authorization.signature):
            return []
        path, _, query = request.target.partition("?")
        digest = hashlib.sha256(request.body).hexdigest()
        headers = [
            (name, "\0" if name == DATE_HEADER else request.value(name) or "")
            for name in authorization.signed_headers
        ]
        text = canonical_request(request.method, path, query, headers, digest)
        for character, escaped in (("\\", "\\\\"), ("%", "%%"), ("\0", "%s"), ("\n", "\\n")):
            text = text.replace(character, escaped)
        names = word(";".join(authorization.signed_headers))
        return ["sign", word(text, self.origins), f"{names};"]

    def _method(self, request: HttpRequest) -> list[str]:
        if request.method == "HEAD" and not request.body:
            return ["-I"]
        is_usual = request.method == "GET" and not request.body
        return [] if is_usual else ["-X", word(request.method)]

    def _headers(self, request: HttpRequest, *, is_signed: bool) -> Iterator[str]:
        host = urlsplit(request.url).netloc
        for name, value in request.headers.items():
            if (name.lower(), value) in (("accept", "*/*"), ("host", host)):
                continue
            if name.lower() not in _IRRELEVANT or name in self.target.headers:
                yield "-H"
                is_date = is_signed and name.lower() == DATE_HEADER
                yield _placeholder(name) if is_date else self._header(name, value)

    def _header(self, name: str, value: str) -> str:
        if not value:
            return word(f"{name};")
        left = remainder(value, self.origins)
        if self.redact(left) != left:
            # A secret without an origin in the shell.
            return _placeholder(name)
        return word(f"{name}: {value}", self.origins)

    def _body(self, request: HttpRequest) -> Iterator[str]:
        if request.body:
            if request.value("Content-Type") is None:
                yield from ("-H", "Content-Type:")
            yield from ("--data-raw", word(request.body.decode("latin-1"), self.origins))
        elif request.method not in _BODILESS:
            yield from ("-H", "'Content-Length: 0'")

    def _network(self) -> Iterator[str]:
        certificate, key = self.target.client_certificate
        for option, value in (
            ("--cacert", self.target.ca_bundle),
            ("--cert", certificate),
            ("--key", key),
            ("--proxy", self.target.proxy),
        ):
            if value:
                yield from (option, word(value, self.origins))
        if self.target.base_url.startswith("https:"):
            yield "--http1.1"

    def _url(self, request: HttpRequest) -> Iterator[str]:
        """The URL, and options for the secret parts of its query."""
        address, is_query, query = request.url.partition("?")
        pairs = [(pair, self._is_secret(unquote_plus(pair))) for pair in query.split("&")]
        shown = "&".join(pair for pair, is_secret in pairs if not is_secret)
        secret = [word(unquote_plus(pair), self.origins) for pair, is_secret in pairs if is_secret]
        yield f"{address}{is_query if shown or not secret else ''}{shown}"
        yield from ("-G",) if secret else ()
        for pair in secret:
            yield from ("--data-urlencode", pair)

    def _is_secret(self, text: str) -> bool:
        return remainder(text, self.origins) != text


def _placeholder(header: str) -> str:
    return f'"{header}: ${variable(header)}"'
