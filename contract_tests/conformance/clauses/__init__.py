"""The clauses, one file per subject."""

from importlib import import_module

from contract_tests.conformance.running.clause import CLAUSES

__all__ = ["CLAUSES"]

SUBJECTS = (
    *("known_ids", "inputs", "ids", "paths", "credentials", "languages", "methods", "generated"),
    "responses",
)
"""In checking order; the last judges the responses to all other clauses."""

for _subject in SUBJECTS:
    import_module(f"{__name__}.{_subject}")
