"""The report as JUnit XML for CI servers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from contract_tests.conformance.report.escaping import visible
from contract_tests.conformance.report.summary import UNDECIDED
from contract_tests.conformance.report.text import failures

if TYPE_CHECKING:
    from openapi.contract import JSON


def junit(report: JSON) -> bytes:
    """One test case per clause and operation."""
    counts, is_undecided = report["counts"], report["exit_status"] == UNDECIDED
    suite = ET.Element(
        "testsuite",
        name="conformance",
        tests=str(sum(counts.values()) + is_undecided),
        failures=str(counts["failed"]),
        errors=str(int(is_undecided)),
        skipped=str(counts["not checked"] + counts["accepted"]),
        time=f"{report['seconds']:.3f}",
        timestamp=report["finished"].partition("+")[0],
    )
    if report["servers"]:
        # Neither is known where no run began.
        properties = ET.SubElement(suite, "properties")
        for name, value in (
            ("target", ", ".join(report["servers"].values())),
            ("seed", str(report["seed"])),
        ):
            ET.SubElement(properties, "property", name=name, value=visible(value))
    for operation in report["operations"]:
        for clause in operation["clauses"]:
            _case(suite, operation, clause, _folder(report))
    if is_undecided:
        case = ET.SubElement(suite, "testcase", name="verdict", classname="conformance", time="0")
        ET.SubElement(case, "error", message=visible(report["verdict"]))
    root = ET.Element("testsuites")
    root.append(suite)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _folder(report: JSON) -> str:
    """The folder of the target, which reports that leave the machine omit."""
    folder, separator, _ = report["target"].rpartition("/")
    return f"{folder}{separator}"


def _case(suite: ET.Element, operation: JSON, clause: JSON, folder: str) -> None:
    names = {"name": clause["id"], "classname": visible(f"{operation['api']}.{operation['id']}")}
    case = ET.SubElement(suite, "testcase", names, time=f"{clause['seconds']:.3f}")
    if clause["outcome"] == "failed":
        failure = ET.SubElement(case, "failure", message=visible(clause["sentence"]))
        lines = (line.replace(folder, "") if folder else line for line in failures(clause))
        failure.text = "\n".join(map(visible, lines))
    elif clause["outcome"] == "accepted":
        reasons = dict.fromkeys(violation["accepted"] for violation in clause["violations"])
        ET.SubElement(case, "skipped", message=visible(f"accepted: {'; '.join(reasons)}"))
    elif clause["outcome"] == "not checked":
        ET.SubElement(
            case, "skipped", message=visible(f"{clause['unchecked']}: {clause['reason']}")
        )
