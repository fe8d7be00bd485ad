"""A server that conforms to every contract: ``scripts/mock``."""

from contract_tests.reference_server.access.access import Access
from contract_tests.reference_server.access.credentials import KeyPair, User
from contract_tests.reference_server.fault_injection import FaultInjection, RateLimit
from contract_tests.reference_server.message import Handler, Request, Response
from contract_tests.reference_server.server import ReferenceServer
from contract_tests.reference_server.store.job import Stopwatch
from contract_tests.reference_server.target import write_target
from contract_tests.reference_server.wire.serving import background, listen

__all__ = [
    "Access",
    "FaultInjection",
    "Handler",
    "KeyPair",
    "RateLimit",
    "ReferenceServer",
    "Request",
    "Response",
    "Stopwatch",
    "User",
    "background",
    "listen",
    "write_target",
]
