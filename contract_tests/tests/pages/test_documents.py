"""Options, paths and links in README, guides, CONTRIBUTING and SECURITY exist."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

import pytest

from contract_tests.tests import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contract_tests.tests.processes import Run

GUIDES = [ROOT / folder / "README.md" for folder in ("openapi", "openapi/client", "contract_tests")]
DOCUMENTS = [ROOT / "README.md", *GUIDES, *sorted((ROOT / ".github").glob("*.md"))]
FOLDERS = {"openapi", "generated", "contract_tests", "scripts"}
each_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)


def code(document: Path) -> Iterator[str]:
    """Inline code, and the lines of shell blocks without their comments."""
    text = document.read_text(encoding="utf-8")
    for language, block in re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        if language == "sh":
            yield from (line.partition("  #")[0] for line in block.splitlines())
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from re.findall(r"`([^`\n]+)`", prose)


def test_options(run: Run) -> None:
    """Each option is in the help of its script."""
    pages = {
        script: run(ROOT / "scripts" / script.split()[0], *script.split()[1:], "--help").stdout
        for script in (
            *("bench server", "check", "docs", "drift", "generate", "lint", "mock", "test"),
            "wheel",
        )
    }
    client = [sys.executable, "-m", "huaweicloud_statistics", "coc", "--help"]
    generated = {**os.environ, "PYTHONPATH": str(ROOT / "generated")}
    pages["huaweicloud-statistics"] = run(*client, env=generated).stdout
    for command in {command for document in DOCUMENTS for command in code(document)}:
        options = re.findall(r"(?<![\w-])--[a-z][a-z-]*", command)
        named = [page for page in pages if re.match(rf"(scripts/)?{page}\b", command)]
        texts = [pages[script] for script in named or pages]
        for option in options if "pytest" not in command else ():
            assert any(re.search(rf"{option}\b", text) for text in (*texts, "--help")), command


@each_document
def test_paths(document: Path) -> None:
    """Each file and folder exists, for some name if its path contains ``<name>``."""
    paths = {
        path.rstrip("/").replace("<name>", "*")
        for path in re.findall(r"[\w.<>-]+(?:/[\w.<>-]+)+/?", "\n".join(code(document)))
        if path.partition("/")[0] in FOLDERS
    }

    assert [path for path in sorted(paths) if not any(ROOT.glob(path))] == []


def headings(document: Path) -> set[str]:
    """The anchors of a document."""
    titles = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


@each_document
def test_links(document: Path) -> None:
    """The files and headings that links point to exist."""
    for link in re.findall(r"\]\(([^)]+)\)", document.read_text(encoding="utf-8")):
        path, _, heading = link.partition("#")
        if ":" not in link:
            target = document.parent / path if path else document
            assert target.exists(), link
            assert not heading or heading in headings(target), link
