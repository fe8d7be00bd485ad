"""Redaction: no part of a secret in any output, in whatever spelling a server repeats it."""

from contract_tests.conformance.redaction.redactor import PART, REDACTED, Redactor

__all__ = ["PART", "REDACTED", "Redactor"]
