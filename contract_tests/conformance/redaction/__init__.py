"""Redaction: no part of a secret appears in any output, in whatever encoding it is echoed."""

from contract_tests.conformance.redaction.redactor import PART, REDACTED, Redactor

__all__ = ["PART", "REDACTED", "Redactor"]
