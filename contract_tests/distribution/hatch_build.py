"""Builds the wheel of the check: folders of this repository inside one package."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path("huaweicloud_statistics_check")
INCLUDED = (
    "openapi/*.*",
    "openapi/contract/**/*.py",
    "contract_tests/*.py",
    "contract_tests/conformance/**/*.*",
    "contract_tests/reference_server/**/*.*",
    "scripts/__init__.py",
    "scripts/checking/*.py",
)


class Metadata(MetadataHookInterface):
    """Takes shared metadata from the pyproject.toml of the client."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the dynamic fields."""
        text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        client = tomllib.loads(text)
        metadata["version"] = client["project"]["version"]
        metadata["dependencies"] = client["dependency-groups"]["contract"]
        others = ("Framework ::", "Typing ::")
        metadata["classifiers"] = [
            classifier
            for classifier in client["project"]["classifiers"]
            if not classifier.startswith(others)
        ]


class Files(BuildHookInterface[Any]):
    """Includes the folders."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Set the files to include.

        Raises:
            RuntimeError: The target is not a wheel.
        """
        if self.target_name != "wheel":
            raise RuntimeError("build the wheel: its files are in folders of the whole repository")
        build_data["force_include"] |= {str(ROOT / "LICENSE"): str(PACKAGE / "LICENSE")} | {
            str(path): str(PACKAGE / path.relative_to(ROOT))
            for pattern in INCLUDED
            for path in sorted(ROOT.glob(pattern))
            if path.suffix != ".pyc"
        }
