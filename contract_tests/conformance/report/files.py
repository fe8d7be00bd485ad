"""Report files."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from openapi.contract import JSON

NAMES = ("junit.xml", "report.json", "report.html")
DOCS = "CONFORMANCE_DOCS"
"""Environment variable: URL where the pages of scripts/docs are published."""
_NO_FILE = "is not a file that a report can be written to"
_TEMPLATES = Path(__file__).parent


@dataclass(frozen=True)
class Outputs:
    """The files that reports are written to."""

    folder: Path | None = None
    summary: Path | None = None
    """A file of Markdown."""

    def prepare(self) -> None:
        """Check that reports can be written, before any request is made.

        Raises:
            OSError: A file cannot be written; names its path.
        """
        if self.folder:
            _prepare(self.folder)
        if self.summary:
            _refuse_folder(self.summary)
            self.summary.open("ab").close()

    def write(self, report: JSON) -> None:
        """Write all reports; a file that cannot be written keeps its previous content.

        Raises:
            OSError: A file cannot be written; names its path.
        """
        for path, content in _contents(report, self.folder) if self.folder else ():
            _write(path, content)
        if self.summary:
            try:
                _summarize(self.summary, report)
            except OSError as error:
                raise OSError(error.errno, error.strerror, str(self.summary)) from None


def _summarize(path: Path, report: JSON) -> None:
    from contract_tests.conformance.report.markdown import markdown  # noqa: PLC0415

    # Other steps of a workflow write to the same file.
    is_shared = str(path) == os.environ.get("GITHUB_STEP_SUMMARY")
    with path.open("a" if is_shared else "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in markdown(report))


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise OSError(0, "is not a folder", str(folder)) from None
    for name in NAMES:
        _refuse_folder(folder / name)
    with tempfile.TemporaryFile(dir=folder):
        pass


def _refuse_folder(path: Path) -> None:
    place = _place(path)
    if place.exists() and not place.is_file():
        raise OSError(0, _NO_FILE, str(path))


def _contents(report: JSON, folder: Path) -> list[tuple[Path, bytes]]:
    # Lazy: few runs write reports.
    from contract_tests.conformance.report.escaping import as_json  # noqa: PLC0415
    from contract_tests.conformance.report.junit import junit  # noqa: PLC0415

    contents = (junit(report), f"{as_json(report)}\n".encode(), _page(report, folder).encode())
    return [(folder / name, content) for name, content in zip(NAMES, contents, strict=True)]


def _place(path: Path) -> Path:
    """The resolved path of a report, which may be a symbolic link."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        raise OSError(0, _NO_FILE, str(path)) from None


def _page(report: JSON, folder: Path) -> str:
    import jinja2  # noqa: PLC0415 (as above)

    from contract_tests.conformance.report.escaping import each_text, visible  # noqa: PLC0415

    loader = jinja2.FileSystemLoader(_TEMPLATES)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)
    template = environment.get_template("report.html.jinja")
    return template.render(each_text(report, visible), clauses_page=_clauses_page(folder))


def _clauses_page(folder: Path) -> str:
    """URL of the page of clauses, whose anchors are clause ids; empty if unknown."""
    published = os.environ.get(DOCS, "")
    if published.startswith(("https://", "http://")):
        return f"{published.rstrip('/')}/clauses.html"
    page = _TEMPLATES.parents[2] / "site" / "clauses.html"
    return quote(os.path.relpath(page, folder.resolve())) if page.is_file() else ""


def _write(path: Path, content: bytes) -> None:
    """Write a file atomically; a symbolic link stays a link."""
    path = _place(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from None
