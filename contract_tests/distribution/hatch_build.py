"""What the wheel of the check holds: folders of this repository, inside its one package."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path("huaweicloud_statistics_check")
CARRIED = (
    "openapi/*.*",
    "openapi/contract/**/*.py",
    "contract_tests/*.py",
    "contract_tests/conformance/**/*.*",
    "contract_tests/reference_server/**/*.*",
    "scripts/__init__.py",
    "scripts/checking/*.py",
)


class Metadata(MetadataHookInterface):
    """Takes from the client's pyproject.toml what is the same for both."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in what is dynamic."""
        text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        client = tomllib.loads(text)
        metadata["version"] = client["project"]["version"]
        metadata["dependencies"] = client["dependency-groups"]["contract"]
        others = ("Framework ::", "Typing ::")
        metadata["classifiers"] = [
            one for one in client["project"]["classifiers"] if not one.startswith(others)
        ]


class Files(BuildHookInterface[Any]):
    """Carries the folders."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Name the files to include.

        Raises:
            RuntimeError: It is not the wheel that is to be built.
        """
        if self.target_name != "wheel":
            raise RuntimeError("build the wheel: its files are in folders of the whole repository")
        build_data["force_include"] |= {str(ROOT / "LICENSE"): str(PACKAGE / "LICENSE")} | {
            str(path): str(PACKAGE / path.relative_to(ROOT))
            for pattern in CARRIED
            for path in sorted(ROOT.glob(pattern))
            if path.suffix != ".pyc"
        }
