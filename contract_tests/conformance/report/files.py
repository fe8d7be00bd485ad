"""The report in files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from contract_tests.conformance.report.document import document
from contract_tests.conformance.report.junit import junit

if TYPE_CHECKING:
    from contract_tests.conformance.report.summary import Summary

_TEMPLATES = Path(__file__).parent


def write(summary: Summary, folder: Path) -> None:
    """Write junit.xml, report.json and report.html.

    Raises:
        OSError: The folder cannot be written to.
    """
    report = document(summary)
    text = json.dumps(report, indent=2, ensure_ascii=False)
    loader = jinja2.FileSystemLoader(_TEMPLATES)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)
    page = environment.get_template("report.html.jinja").render(report)
    (folder / "junit.xml").write_bytes(junit(summary))
    (folder / "report.json").write_text(f"{text}\n", encoding="utf-8")
    (folder / "report.html").write_text(page, encoding="utf-8")
