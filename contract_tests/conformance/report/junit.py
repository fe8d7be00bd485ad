"""The report as JUnit XML, which CI servers read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from contract_tests.conformance.check import Check
    from contract_tests.conformance.report.summary import Summary

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(summary: Summary) -> bytes:
    """One case a clause and operation."""
    suite = ET.Element(
        "testsuite",
        name="conformance",
        tests=str(len(summary.checks)),
        failures=str(summary.count("failed")),
        errors="0",
        skipped=str(summary.count("not checked")),
        time=f"{summary.run.budget.elapsed:.3f}",
    )
    for check in summary.checks:
        _case(suite, check)
    root = ET.Element("testsuites")
    root.append(suite)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _case(suite: ET.Element, check: Check) -> None:
    api = check.operation.contract.name
    names = {"name": check.clause.id, "classname": f"{api}.{check.operation.id}"}
    case = ET.SubElement(suite, "testcase", names, time=f"{check.seconds:.3f}")
    if check.outcome == "failed":
        failure = ET.SubElement(case, "failure", message=check.clause.sentence)
        failure.text = _clean("\n\n".join(check.shown()))
    elif check.outcome == "not checked":
        ET.SubElement(case, "skipped", message=_clean(check.reason))


def _clean(text: str) -> str:
    """The text with what XML cannot hold escaped."""
    return _FORBIDDEN.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
