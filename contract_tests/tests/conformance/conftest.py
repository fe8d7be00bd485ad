"""Servers to check, and programs that check them."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

import pytest

from contract_tests.faults.variant import Variant
from contract_tests.reference_server import ReferenceServer, background, write_target
from contract_tests.tests import ROOT
from openapi.contract import load_all

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from contract_tests.reference_server import Handler
    from contract_tests.tests.processes import Run

    Check = Callable[..., subprocess.CompletedProcess[str]]
    Serve = Callable[..., Path]


@pytest.fixture(name="server", scope="session")
def _server() -> ReferenceServer:
    """The reference server."""
    return ReferenceServer(load_all().values())


@pytest.fixture(name="address", scope="session")
def _address(server: ReferenceServer) -> Iterator[str]:
    """The base URL of the reference server."""
    with background(server) as base_url:
        yield base_url


@pytest.fixture(name="serve")
def _serve(server: ReferenceServer, address: str, tmp_path: Path) -> Iterator[Serve]:
    """Run a server on the loopback; return its target."""
    path = tmp_path / "target.toml"

    def serve(handler: Handler | Variant | None = None) -> Path:
        if isinstance(handler, Variant):
            base_url = servers.enter_context(handler.running(server))
            handler.write_target(path, base_url, server)
        else:
            base_url = servers.enter_context(background(handler)) if handler else address
            write_target(path, base_url, server)
        return path

    with ExitStack() as servers:
        yield serve


@pytest.fixture(name="target")
def _target(serve: Serve) -> Path:
    """A target for the reference server."""
    return serve()


@pytest.fixture(name="with_access_key")
def _with_access_key(server: ReferenceServer) -> Callable[[Path], Path]:
    """Replace a target's token with an access key."""

    def change(target: Path) -> Path:
        target.with_name("ak").write_text(server.access.key.access_key, encoding="utf-8")
        target.with_name("sk").write_text(server.access.key.secret_key, encoding="utf-8")
        login = '[login]\nak = "file:ak"\nsk = "file:sk"\n'
        return without_token(target, login)

    return change


@pytest.fixture(name="with_iam_login")
def _with_iam_login(server: ReferenceServer) -> Callable[[Path], Path]:
    """Replace a target's token with a login at IAM."""

    def change(target: Path) -> Path:
        target.with_name("password").write_text(server.access.user.password, encoding="utf-8")
        base_url = target.read_text(encoding="utf-8").splitlines()[0].split('"')[1]
        login = (
            f'[login]\niam_endpoint = "{base_url}"\niam_user = "{server.access.user.name}"\n'
            f'iam_domain = "{server.access.domain}"\niam_password = "file:password"\n'
            'project = "cn-north-4"\n'
        )
        return without_token(target, login)

    return change


def without_token(target: Path, login: str) -> Path:
    text = target.read_text(encoding="utf-8").replace('token = "file:target.token"\n', "", 1)
    target.write_text(f"{text}\n{login}", encoding="utf-8")
    return target


@pytest.fixture(name="under_pytest")
def _under_pytest(run: Run, tmp_path: Path) -> Check:
    """Run the check under pytest, without plugins, which are slow to load."""
    command = (sys.executable, "-m", "pytest", ROOT / "contract_tests" / "conformance")
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return partial(run, *command, "--quick", cwd=tmp_path, env=environment)


@pytest.fixture(name="scripts_check")
def _scripts_check(run: Run) -> Check:
    """Run ``scripts/check`` in the environment of the tests."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return partial(run, sys.executable, "-m", "scripts.checking", env=environment)
