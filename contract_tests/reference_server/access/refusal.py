"""Reasons for rejecting callers, with the messages of the gateway."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Status, code and message of a rejection."""

    status: int
    code: str
    message: str


def unauthenticated(details: str) -> Refusal:
    """A rejection of missing or invalid credentials."""
    return Refusal(401, "APIGW.0301", f"Incorrect IAM authentication information: {details}")


NO_TOKEN = unauthenticated("x-auth-token not found")
WRONG_TOKEN = unauthenticated("decrypt token fail")
NO_SIGNATURE = unauthenticated("verify aksk signature fail")
UNKNOWN_KEY = unauthenticated("Get secretKey failed,ak:***,err:ak not exist")
NOT_PERMITTED = Refusal(403, "APIGW.0302", "The IAM user is not authorized to access the API.")
