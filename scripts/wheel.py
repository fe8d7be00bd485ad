"""Build the wheel into dist/, and smoke-test it in clean virtual environments.

On each Python from 3.11 that the machine has, with the newest and the lowest dependencies that it
allows, it is installed alone, a consumer's code is type-checked against it, and run. Pyright
verifies that its public types are complete.
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
from scripts import redocly

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PINS = ROOT / "scripts" / "node-types"
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
    """A step that failed, and what it said."""


def main() -> int:
    argparse.ArgumentParser(prog="scripts/wheel", description=__doc__).parse_args()
    server = ReferenceServer(load_all().values())
    try:
        wheel = build()
        with background(server) as url, tempfile.TemporaryDirectory() as folder:
            consumer = Path(folder) / "consumer.py"
            consumer.write_text(CONSUMER, encoding="utf-8")
            for python in pythons():
                for kind, pins in dependencies().items():
                    environment = Path(folder) / f"{Path(python).name}-{kind}"
                    inside = install(wheel, python, environment, pins)
                    use(consumer, inside, URL=url, TOKEN=server.access.token)
                    verify_types(inside)
                    name = Path(python).name
                    print(f"{wheel.name}: installs, types and runs on {name}, {kind}: {pins}")
    except (SmokeTestError, redocly.SetUpError) as error:
        print(f"scripts/wheel: {error}", file=sys.stderr)
        return 1
    return 0


def build() -> Path:
    """The wheel, made anew."""
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    run([sys.executable, "-m", "hatchling", "build", "--target", "wheel"])
    (wheel,) = (ROOT / "dist").glob("*.whl")
    return wheel


def dependencies() -> dict[str, list[str]]:
    """What to install beside it: all that is allowed, and the least of it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lowest = [re.sub(r">=([^,]+).*", r"==\1", dependency) for dependency in project["dependencies"]]
    return {"newest": project["dependencies"], "lowest": lowest}


def install(wheel: Path, python: str, environment: Path, pins: list[str]) -> str:
    """The Python of a new environment with the wheel and what it needs."""
    run([python, "-m", "venv", str(environment)])
    inside = str(environment / "bin" / "python")
    run([inside, "-m", "pip", "--disable-pip-version-check", "install", "-qq", str(wheel), *pins])
    return inside


def use(consumer: Path, python: str, **variables: str) -> None:
    """Let a consumer's code be typed and run."""
    mypy = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-incremental"]
    run([*mypy, f"--python-executable={python}", str(consumer)], MYPYPATH="")
    run([python, "-I", str(consumer)], **variables)


def verify_types(python: str) -> None:
    """Let Pyright look for public names whose types are not known."""
    node, modules = redocly.packages("types", PINS)
    # It asks the first Python on the PATH where packages are.
    path = os.pathsep.join([str(Path(python).parent), os.environ.get("PATH", os.defpath)])
    command = [node, str(modules / "pyright" / "index.js"), "--ignoreexternal"]
    run([*command, "--verifytypes", "huaweicloud_statistics"], PATH=path)


def pythons() -> Iterator[str]:
    """One Python of each minor version: on the PATH, or kept by pyenv."""
    for minor in range(11, 20):
        name = f"python3.{minor}"
        kept = Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/{name}")
        yield from [path for path in (shutil.which(name), *map(str, kept)) if path and works(path)][
            :1
        ]


def works(python: str) -> bool:
    """Whether it runs and has venv: a shim may stand for nothing, and Debian splits venv off."""
    command = [python, "-c", "import ensurepip, venv"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run(command: list[str], **variables: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        command,
        cwd=ROOT if "hatchling" in command else tempfile.gettempdir(),
        env=environment | variables,
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        raise SmokeTestError(f"{' '.join(command[:4])} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
