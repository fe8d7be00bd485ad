# Written by scripts/generate from openapi/client/runtime/network/certificates.py. Edit that.
"""Which certificate authorities are trusted."""

from __future__ import annotations

import os
import ssl
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

from .._httpx import httpx
from ..arguments import invalid_argument
from ..errors import APIConnectionError, one_line

CaBundle: TypeAlias = str | PathLike[str] | ssl.SSLContext

VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Environment variables for CA certificates, by precedence."""


def checked_ca_bundle(ca_bundle: Any) -> CaBundle | None:
    """The argument `ca_bundle`.

    Raises:
        ArgumentError: It has the wrong type, or is empty.
    """
    fits = ca_bundle is None or isinstance(ca_bundle, str | PathLike | ssl.SSLContext)
    if not fits or ca_bundle == "":
        raise invalid_argument("ca_bundle", "the path of a file, or an ssl.SSLContext", ca_bundle)
    if getattr(ca_bundle, "protocol", None) == ssl.PROTOCOL_TLS_SERVER:
        raise invalid_argument("ca_bundle", "an ssl.SSLContext for clients", ca_bundle)
    checked: CaBundle | None = ca_bundle
    return checked


def ssl_context(ca_bundle: CaBundle | None) -> ssl.SSLContext:
    """A context with the certificates of the argument, of the environment, or the default ones.

    Raises:
        APIConnectionError: They cannot be loaded; the message names the argument or variable.
    """
    if isinstance(ca_bundle, ssl.SSLContext):
        return ca_bundle
    if ca_bundle is not None:
        return _loaded("ca_bundle", os.fspath(ca_bundle))
    for variable in VARIABLES:
        if path := os.environ.get(variable):
            return _loaded(variable, path)
    return httpx.create_ssl_context(trust_env=False)


def empty_context() -> ssl.SSLContext:
    """A context without certificates, for plain HTTP, as loading them is slow."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def advice(problem: str) -> str:
    """Advice on a failed TLS handshake; empty for any other problem."""
    if "WRONG_VERSION_NUMBER" in problem:
        return "; the port does not speak TLS: its URL may begin with http://"
    if "CERTIFICATE_REQUIRED" in problem:
        return "; set ca_bundle to an ssl.SSLContext with a client certificate"
    if "CERTIFICATE_VERIFY_FAILED" not in problem:
        return ""
    if "expired" in problem or "not yet valid" in problem:
        return "; the server needs a new certificate, or this machine's clock is wrong"
    if "mismatch" in problem:
        return "; the host in base_url must be one of those that the certificate names"
    return "; set ca_bundle or SSL_CERT_FILE to a file with the certificate of its authority"


def _loaded(source: str, path: str) -> ssl.SSLContext:
    # As OpenSSL and requests read them.
    is_folder = source == "SSL_CERT_DIR" or (source == "REQUESTS_CA_BUNDLE" and Path(path).is_dir())
    try:
        return _of_folders(path) if is_folder else ssl.create_default_context(cafile=path)
    except ssl.SSLError:
        problem = "has no certificates in PEM format"
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = f"cannot be read: {reason}"
    failure = APIConnectionError(f"{source}: {one_line(path)} {problem}")
    failure.retryable = False
    raise failure


def _of_folders(paths: str) -> ssl.SSLContext:
    for path in paths.split(os.pathsep):
        next(Path(path).iterdir(), None)  # OpenSSL would ignore an unreadable folder
    return ssl.create_default_context(capath=paths)
