"""The report in files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openapi.contract import JSON

NAMES = ("junit.xml", "report.json", "report.html")
_NO_FILE = "is no file to write a report to"
_TEMPLATES = Path(__file__).parent


def prepare(folder: Path) -> None:
    """See that reports can be written to a folder, before anything is asked of a server.

    Raises:
        OSError: They cannot; with the path.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        place = _place(folder / name)
        if place.exists() and not place.is_file():
            raise OSError(0, _NO_FILE, str(folder / name))
    with tempfile.TemporaryFile(dir=folder):
        pass


def write(report: JSON, folder: Path) -> None:
    """Write all reports; where one cannot be written, what stood there before still does.

    Raises:
        OSError: A file cannot be written; with its path.
    """
    # Late: few runs need what writes them.
    from contract_tests.conformance.report.escaping import as_json  # noqa: PLC0415
    from contract_tests.conformance.report.junit import junit  # noqa: PLC0415

    contents = (junit(report), f"{as_json(report)}\n".encode(), _page(report).encode())
    for name, content in zip(NAMES, contents, strict=True):
        _write(folder / name, content)


def _place(path: Path) -> Path:
    """Where a report is, which may be a link."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        raise OSError(0, _NO_FILE, str(path)) from None


def _page(report: JSON) -> str:
    import jinja2  # noqa: PLC0415 (as above)

    from contract_tests.conformance.report.escaping import each_text, visible  # noqa: PLC0415

    loader = jinja2.FileSystemLoader(_TEMPLATES)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)
    template = environment.get_template("report.html.jinja")
    return template.render(each_text(report, visible))


def _write(path: Path, content: bytes) -> None:
    """Write a file at once or not at all; a link to one stays a link."""
    path = _place(path)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from None
