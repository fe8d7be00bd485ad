"""The stages, each on one contract; a stage that fails raises an error."""

from __future__ import annotations

import ast
import contextlib
import io
import os
import subprocess
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contract_tests.conformance.main import CONFORMS, check
from contract_tests.conformance.options import RunOptions
from contract_tests.reference_server import ReferenceServer, background, write_target
from openapi.client.package import write_api, write_shared
from openapi.contract import Contract, InvalidContractError
from scripts.benchmarks.contracts.pages import unrendered
from scripts.benchmarks.contracts.subjects import FAILED, PASSED, REFUSED, WRITES
from scripts.linting.__main__ import structural
from scripts.pages import sources
from scripts.pages.code import place
from scripts.pages.samples import samples

if TYPE_CHECKING:
    from openapi.client.methods import ApiPackage
    from scripts.benchmarks.contracts.subjects import Subject

TOKEN = "HUAWEICLOUD_AUTH_TOKEN"  # noqa: S105 (the name of a variable)
LIMIT = 60
"""Seconds that curl may take."""


class StageError(Exception):
    """A stage failed; the message says why."""


def work(subjects: list[Subject], folder: Path) -> list[Subject]:
    """Run all stages but mypy, in this process; the package is left in the folder."""
    package = folder / "huaweicloud_statistics"
    package.mkdir(parents=True)
    sys.path.insert(0, str(folder))
    apis: list[ApiPackage] = []
    usable: list[tuple[Subject, Contract]] = []
    for subject in subjects:
        with _recorded(subject, "lint"):
            contract = structural(subject.path)
        if not subject.stopped:
            with _recorded(subject, "generate"):
                apis.append(write_api(contract, package))
        if not subject.stopped:
            usable.append((subject, contract))
    if apis:
        write_shared(package, apis)
    for subject, contract in usable:
        with _recorded(subject, "client"):
            call(contract)
        with _recorded(subject, "check"):
            subject.ends("check", conform(contract))
        with _recorded(subject, "docs"):
            document(contract)
    documented = {
        contract: subject for subject, contract in usable if subject.outcomes["docs"] == PASSED
    }
    for contract, words in unrendered(list(documented)) if documented else ():
        documented[contract].ends("docs", FAILED, words)
    return subjects


@contextlib.contextmanager
def _recorded(subject: Subject, stage: str) -> Any:
    try:
        yield
    except InvalidContractError as error:
        subject.ends(stage, REFUSED, str(error))
    except Exception as error:  # noqa: BLE001 (any error is a result)
        last = traceback.format_exc().splitlines()[-3:]
        words = str(error) if isinstance(error, StageError) else " ".join(map(str.strip, last))
        subject.ends(stage, FAILED, words)
    else:
        subject.outcomes.setdefault(stage, PASSED)


def call(contract: Contract) -> None:
    """Call every operation, sync and async, and compare the results with the server's data."""
    server = ReferenceServer([contract])
    with background(server) as url:
        for operation in contract.operations:
            plain, asynchronous = (
                _run(_redirected(sample.source, url, contract), server)
                for sample in samples(operation)
                if sample.label in ("Python", "Python, asyncio")
            )
            if plain != asynchronous:
                raise StageError(f"{operation.id}: {plain!r} is not {asynchronous!r}")
            if _plain(_read(plain)) != _plain(operation.call.response):
                raise StageError(f"{operation.id}: {plain} is not {operation.call.response}")


def _run(source: str, server: ReferenceServer) -> str:
    key = server.access.key
    os.environ |= {TOKEN: server.access.token, "HUAWEICLOUD_SDK_AK": key.access_key}
    os.environ["HUAWEICLOUD_SDK_SK"] = key.secret_key
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(source, "sample", "exec"), {"__name__": "sample"})  # noqa: S102 (our own)
    return printed.getvalue()


def _redirected(source: str, url: str, contract: Contract) -> str:
    region, base_url = place(contract.operations[0])
    return source.replace(f'region="{region}"', f'base_url="{url}"').replace(base_url, url)


def _read(printed: str) -> Any:
    try:
        return ast.literal_eval(printed)
    except (SyntaxError, ValueError):
        return printed.removesuffix("\n")


def _plain(value: Any) -> Any:
    """A value with date-times as timestamps, since clients may format them differently."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    with contextlib.suppress(TypeError, ValueError):
        return datetime.fromisoformat(value).timestamp()
    return value


def conform(contract: Contract) -> str:
    """Check the reference server."""
    if not any(operation.reads for operation in contract.operations):
        return WRITES
    server = ReferenceServer([contract])
    with (
        tempfile.TemporaryDirectory() as aside,
        background(server) as url,
        contextlib.redirect_stdout(io.StringIO()) as printed,
        contextlib.redirect_stderr(io.StringIO()) as errors,
    ):
        folder = Path(aside, "openapi")
        folder.mkdir()
        (folder / contract.path.name).write_bytes(contract.path.read_bytes())
        write_target(Path(aside, "target.toml"), url, server)
        status = check(Path(aside, "target.toml"), RunOptions(quick=True), contracts=folder)
    if status != CONFORMS:
        raise StageError(_reason(printed.getvalue(), errors.getvalue()))
    return PASSED


def _reason(printed: str, errors: str) -> str:
    failed = [line.strip() for line in printed.splitlines() if line.startswith("  FAIL")]
    return "; ".join(failed) or errors.strip() or printed.strip()[-300:]


def document(contract: Contract) -> None:
    """Render the pages around the reference, and run the curl samples."""
    sources.listed(contract)
    server = ReferenceServer([contract])
    with background(server) as url:
        for operation in contract.operations:
            sources.sampled(operation)
            sample = next((sample for sample in samples(operation) if sample.label == "curl"), None)
            if sample is None:
                continue
            source = _redirected(sample.source, url, contract).replace("curl", "curl -sSf", 1)
            command = ["/bin/sh", "-ec", source]
            done = subprocess.run(
                command,
                env=os.environ | {TOKEN: server.access.token, "no_proxy": "*"},
                capture_output=True,
                check=False,
                timeout=LIMIT,
            )
            if done.returncode:
                raise StageError(f"{operation.id}: {sample.source}: {done.stderr.decode()}")
