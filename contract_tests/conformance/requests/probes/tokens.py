"""Credentials that no server may accept."""

from __future__ import annotations

MALFORMED = ("a", "a" * 9000, "Zoë".encode().decode("latin-1"), "null", "Bearer x", "a b")
"""Syntactically impossible tokens."""

INVALID_SIGNATURE = {
    "Authorization": "SDK-HMAC-SHA256 Access=AKEXAMPLE0000000000, "
    f"SignedHeaders=host;x-sdk-date, Signature={'0' * 64}",
    "X-Sdk-Date": "20260102T030405Z",
}


def invalid(valid: str | None) -> dict[str, str]:
    """Tokens by description: a made-up one, and near misses of a valid one."""
    tokens = {"made up": "0" * 32}
    if valid:
        half = len(valid) // 2
        tokens |= {
            "one character short": valid[:-1],
            "one character long": f"{valid}A",
            "different in its last character": valid[:-1] + _other(valid[-1]),
            "different in its first character": _other(valid[0]) + valid[1:],
            "different in its middle": f"{valid[:half]}{_other(valid[half])}{valid[half + 1 :]}",
            "without its first half": valid[half:],
            "in the opposite case": valid.swapcase(),
        }
    return {name: token for name, token in tokens.items() if token and token != valid}


def _other(character: str) -> str:
    return "B" if character == "A" else "A"
