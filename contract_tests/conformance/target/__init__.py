"""The target: which server to check, with which credentials and known ids."""

from contract_tests.conformance.target.model import CAPABILITIES, KnownIds, Target
from contract_tests.conformance.target.reader import load_targets
from contract_tests.conformance.target.source import TargetError

__all__ = ["CAPABILITIES", "KnownIds", "Target", "TargetError", "load_targets"]
