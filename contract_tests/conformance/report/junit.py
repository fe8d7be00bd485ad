"""The report as JUnit XML, which CI servers read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from contract_tests.conformance.report.escaping import visible
from contract_tests.conformance.report.text import failures

if TYPE_CHECKING:
    from openapi.contract import JSON


def junit(report: JSON) -> bytes:
    """One case a clause and operation."""
    counts = report["counts"]
    suite = ET.Element(
        "testsuite",
        name="conformance",
        tests=str(sum(counts.values())),
        failures=str(counts["failed"]),
        errors="0",
        skipped=str(counts["not checked"]),
        time=f"{report['seconds']:.3f}",
    )
    for operation in report["operations"]:
        for clause in operation["clauses"]:
            _case(suite, operation, clause)
    root = ET.Element("testsuites")
    root.append(suite)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _case(suite: ET.Element, operation: JSON, clause: JSON) -> None:
    names = {"name": clause["id"], "classname": visible(f"{operation['api']}.{operation['id']}")}
    case = ET.SubElement(suite, "testcase", names, time=f"{clause['seconds']:.3f}")
    if clause["outcome"] == "failed":
        failure = ET.SubElement(case, "failure", message=visible(clause["sentence"]))
        failure.text = "\n".join(map(visible, failures(clause)))
    elif clause["outcome"] == "not checked":
        ET.SubElement(
            case, "skipped", message=visible(f"{clause['unchecked']}: {clause['reason']}")
        )
