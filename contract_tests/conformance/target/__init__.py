"""The target: which server to check, with which credentials and known ids."""

from contract_tests.conformance.target.model import CAPABILITIES, KnownIds, Target
from contract_tests.conformance.target.reader import load_targets

__all__ = ["CAPABILITIES", "KnownIds", "Target", "load_targets"]
