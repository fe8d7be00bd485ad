"""Writes a target that checks a running server."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

import tomlkit

from contract_tests.reference_server.access.iam import PROJECTS, named

if TYPE_CHECKING:
    from pathlib import Path

    from contract_tests.reference_server.access.access import Access
    from contract_tests.reference_server.server import ReferenceServer
    from openapi.contract import JSON


def write_target(path: Path, base_url: str, server: ReferenceServer) -> None:
    """Write a target, with the credentials beside it in files that only their owner can read.

    Jobs in progress are left out: a check expects the same data in every response.

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
    token_headers = [operation.token_header for operation in server.operations]
    if any(operation.takes_signature for operation in server.operations) and not any(token_headers):
        _sign_instead(path, target, server.access)
    _write_secret(path.with_suffix(".env"), _environment(base_url, server))
    target["known"] = {
        operation: [{**call.path, **_expectation(call.response)} for call in known]
        for operation, known in server.store.known.items()
    }
    # Write atomically: a reader may be waiting for the file.
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(tomlkit.dumps(target), encoding="utf-8")
    temporary.replace(path)


def _sign_instead(path: Path, target: tomlkit.TOMLDocument, access: Access) -> None:
    """Let the check sign its requests, if no operation accepts a token."""
    del target["token"], target["denied_token"]
    target["login"] = {}
    for name, secret in (("ak", access.key.access_key), ("sk", access.key.secret_key)):
        file = path.with_name(f"{path.stem}.{name}")
        _write_secret(file, secret)
        target["login"][name] = f"file:{file.name}"


def _environment(base_url: str, server: ReferenceServer) -> str:
    """Shell variables with addresses and credentials, under the names that tools read."""
    access = server.access
    project, project_id = next(iter(PROJECTS.items()))
    variables = {
        # For the SDKs.
        "HUAWEICLOUD_SDK_AK": access.key.access_key,
        "HUAWEICLOUD_SDK_SK": access.key.secret_key,
        "HUAWEICLOUD_SDK_PROJECT_ID": project_id,
        "HUAWEICLOUD_SDK_DOMAIN_ID": named(access.domain)["id"],
        "HUAWEICLOUD_SDK_IAM_ENDPOINT": base_url,
        **{
            variable: base_url
            for contract in dict.fromkeys(operation.contract for operation in server.operations)
            for region in contract.regions
            for variable in contract.region_variables(region)
        },
        # For logins, as Terraform names them.
        "HW_DOMAIN_NAME": access.domain,
        "HW_USER_NAME": access.user.name,
        "HW_USER_PASSWORD": access.user.password,
        "HW_PROJECT_NAME": project,
        # For the client, and for the targets in the documentation.
        "HUAWEICLOUD_AUTH_TOKEN": access.token,
        "X_AUTH_TOKEN": access.token,
    }
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in variables.items())


def _expectation(body: JSON) -> dict[str, JSON]:
    if not isinstance(body, dict):
        return {}
    table = tomlkit.inline_table()
    table.update(_without_nulls(body))
    return {"expect": table}


def _without_nulls(body: JSON) -> JSON:
    """Drop nulls, which TOML does not have; the target then expects less."""
    if isinstance(body, dict):
        return {key: _without_nulls(value) for key, value in body.items() if value is not None}
    if isinstance(body, list):
        return [_without_nulls(value) for value in body if value is not None]
    return body


def _write_secret(path: Path, secret: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret)
