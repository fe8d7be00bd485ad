"""Threads that cannot be started: for name lookups, and for the caller's functions."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import APIConnectionError, Token

from contract_tests.tests.client.calling import TOKEN, both_kinds

if TYPE_CHECKING:
    from contract_tests.tests.client.calling import Statistics


@both_kinds
@pytest.mark.parametrize(
    ("url", "options", "where"),
    [
        ("http://fleet.test", {}, "fleet.test:80: "),
        ("http://127.0.0.1:9", {"credentials": lambda: Token(TOKEN)}, ""),
    ],
    ids=["lookup", "credentials"],
)
def test_limit_of_threads_is_a_failure_that_may_pass(
    statistics: Statistics,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    options: dict[str, Any],
    where: str,
) -> None:
    """Where no thread can be started, the error is the package's own, and retryable."""

    def start(_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    with pytest.raises(APIConnectionError, match=f"{where}can't start new thread") as caught:
        statistics(url, max_retries=0, **options)

    assert caught.value.retryable
