"""Build both wheels, the client's and the check's, and smoke-test them in clean environments.

Each wheel is installed on every Python from 3.11 on the machine, with the newest and with the
lowest dependencies it allows. A consumer's code is type-checked against the client and run,
Pyright verifies that its public types are complete, the command line reads an order, and the check
passes on its own reference server.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from contract_tests.reference_server import ReferenceServer, background
from openapi.contract import load_all
from scripts.environments import redocly

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CHECK = ROOT / "contract_tests" / "distribution"
ORDER = ("coc", "SCT2023083109562601af694bf")
CONSUMER = """
import asyncio
import os

from huaweicloud_statistics import Error, coc, roma

URL, TOKEN = os.environ["URL"], os.environ["TOKEN"]


def order() -> int:
    with coc.Client(base_url=URL, token=TOKEN) as client:
        return client.get_script_job_statistics("SCT2023083109562601af694bf").data.total_instance


async def tasks() -> int:
    async with roma.AsyncClient(base_url=URL, token=TOKEN) as client:
        counted = await client.count_tasks(
            "c53626012ba84727b938ca8bf03108ef", "fae7ff6c-8e07-4cf8-9e67-589cab2f017c"
        )
        return counted.common_task_details.completed_tasks_count


def refused() -> bool:
    try:
        coc.Client(region="nowhere")
    except Error:
        return True
    return False


assert (order(), asyncio.run(tasks()), refused()) == (1, 8, True)
"""


class SmokeTestError(Exception):
    """A step failed; the message has its output."""


def main() -> int:
    arguments = _parser().parse_args()
    try:
        # Before the minutes that the rest takes.
        arguments.output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            client, check = (build(project, Path(folder)) for project in (ROOT, CHECK))
            smoke_test(client, check, Path(folder))
            for wheel in (client, check):
                copy = shutil.copy(wheel, arguments.output)
                print(f"{copy}: {wheel.stat().st_size / 1000:.0f} kB")
    except (OSError, SmokeTestError, redocly.SetUpError) as error:
        print(f"scripts/wheel: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/wheel", description=__doc__)
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "dist",
        metavar="DIR",
        help="where to leave the wheels that passed (default: dist)",
    )
    return parser


def build(project: Path, folder: Path) -> Path:
    """The wheel of a project."""
    output = Path(tempfile.mkdtemp(dir=folder))
    hatchling = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    run([*hatchling, "--directory", str(output)], cwd=project)
    (wheel,) = output.iterdir()
    return wheel


def smoke_test(client: Path, check: Path, folder: Path) -> None:
    """Install each wheel and use it, in an environment of its own."""
    server = ReferenceServer(load_all().values())
    consumer = folder / "consumer.py"
    consumer.write_text(CONSUMER, encoding="utf-8")
    with background(server) as url:
        for python in pythons():
            for kind, (of_client, of_check) in dependencies().items():
                environment = folder / f"{Path(python).name}-{kind}"
                inside = install(python, environment / "client", [str(client), *of_client])
                use(consumer, inside, url, server.access.token)
                verify_types(inside)
                wheels = [str(check), f"{client}[check,cli]"]
                inside = install(python, environment / "check", [*wheels, *of_check])
                run([str(Path(inside).with_name("huaweicloud-check")), "--quick"])
                command = [str(Path(inside).with_name("huaweicloud-statistics")), *ORDER]
                run([*command, "--endpoint", url], HUAWEICLOUD_AUTH_TOKEN=server.access.token)
                print(f"{Path(python).name}, {kind} dependencies: both wheels install and run")


def dependencies() -> dict[str, tuple[list[str], list[str]]]:
    """Requirements of client and check: as declared, and pinned to the lowest versions."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    both = (pyproject["project"]["dependencies"], pyproject["dependency-groups"]["contract"])
    lowest = [
        [re.sub(r">=([^,]+).*", r"==\1", requirement) for requirement in needed] for needed in both
    ]
    return {"newest": both, "lowest": (lowest[0], lowest[1])}


def install(python: str, environment: Path, requirements: list[str]) -> str:
    """The Python of a new environment in which the requirements are installed."""
    run([python, "-m", "venv", str(environment)])
    inside = str(environment / "bin" / "python")
    run([inside, "-m", "pip", "--disable-pip-version-check", "install", "-qq", *requirements])
    return inside


def use(consumer: Path, python: str, url: str, token: str) -> None:
    """Type-check and run a consumer's code."""
    mypy = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-incremental"]
    run([*mypy, f"--python-executable={python}", str(consumer)], MYPYPATH="")
    run([python, "-I", str(consumer)], URL=url, TOKEN=token)


def verify_types(python: str) -> None:
    """Verify with Pyright that the types of all public names are known."""
    node, modules = redocly.packages("pyright")
    # Pyright finds packages through the first Python on the PATH.
    path = os.pathsep.join([str(Path(python).parent), os.environ.get("PATH", os.defpath)])
    command = [node, str(modules / "pyright" / "index.js"), "--ignoreexternal"]
    run([*command, "--verifytypes", "huaweicloud_statistics"], PATH=path)


def pythons() -> Iterator[str]:
    """One Python of each minor version: on the PATH, or installed by pyenv."""
    for minor in range(11, 20):
        name = f"python3.{minor}"
        installed = Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/{name}")
        paths = (shutil.which(name), *map(str, installed))
        yield from [path for path in paths if path and works(path)][:1]


def works(python: str) -> bool:
    """Whether it runs and has venv: a shim may have no interpreter, and Debian splits venv off."""
    command = [python, "-c", "import ensurepip, venv"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run(command: list[str], cwd: Path | None = None, **variables: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    # In an empty folder, since Python imports from the current one.
    with tempfile.TemporaryDirectory() as empty:
        done = subprocess.run(
            command,
            cwd=cwd or empty,
            env=environment | variables,
            capture_output=True,
            check=False,
            text=True,
        )
    if done.returncode:
        raise SmokeTestError(f"{' '.join(command[:4])} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
