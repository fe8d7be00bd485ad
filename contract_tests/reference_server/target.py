"""The target file that checks a running server."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import tomlkit

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.reference_server.server import ReferenceServer
    from contract_tests.spec import JSON


def write_target(path: Path, base_url: str, server: ReferenceServer) -> None:
    """Write the target, and beside it each token in a file that only its owner can read.

    Raises:
        OSError: A file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    target = tomlkit.document()
    target["base_url"] = base_url
    for name in ("token", "denied_token"):
        secret = path.with_name(f"{path.stem}.{name}")
        _write_secret(secret, getattr(server.access, name))
        target[name] = f"file:{secret.name}"
    target["known"] = {
        operation: [{**one.path, **_expectation(one.body)} for one in known]
        for operation, known in server.store.known.items()
    }
    # A reader that waits for the file must never see half of it.
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_text(tomlkit.dumps(target), encoding="utf-8")
    aside.replace(path)


def _expectation(body: JSON) -> dict[str, JSON]:
    if not isinstance(body, dict):
        return {}
    table = tomlkit.inline_table()
    table.update(_without_nulls(body))
    return {"expect": table}


def _without_nulls(body: JSON) -> JSON:
    """Drop what TOML cannot say; less is expected then."""
    if isinstance(body, dict):
        return {key: _without_nulls(value) for key, value in body.items() if value is not None}
    if isinstance(body, list):
        return [_without_nulls(value) for value in body if value is not None]
    return body


def _write_secret(path: Path, secret: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret)
