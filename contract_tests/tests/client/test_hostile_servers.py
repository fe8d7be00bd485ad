"""The client before servers that misbehave: always an error of its own, in time, no secret told."""

from __future__ import annotations

import logging
import pickle
import time
import traceback
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import ContractError, Error, StatusError, coc

from contract_tests.tests.client.misbehaving import (
    FAULTS,
    ODDITIES,
    TOKEN,
    Fault,
    Oddity,
    misbehaving,
)
from contract_tests.tests.client.support import call_async, call_sync

if TYPE_CHECKING:
    from collections.abc import Callable

TIMEOUT = 0.5


@pytest.fixture(name="call", params=[call_sync, call_async], ids=["sync", "async"])
def _call(request: pytest.FixtureRequest) -> Callable[..., Any]:
    call: Callable[..., Any] = request.param
    return call


def statistics(call: Callable[..., Any], url: str, **options: Any) -> Any:
    """Call COC's operation."""
    return call(coc, "get_script_job_statistics", "SCT1", url=url, token=TOKEN, **options)


def everything_shown(error: BaseException) -> str:
    """All that tools print of an error: of frames, those of the package with their variables."""
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [repr(one.locals) for one in told.stack if "huaweicloud_statistics" in one.filename]
    told.stack.clear()
    assert frames
    return f"{frames} {''.join(told.format())} {error!r} {vars(error)} {pickle.dumps(error)!r}"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_misbehaving_server_is_told_by_a_typed_error(
    call: Callable[..., Any],
    fault: Fault,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Whatever the server does, its error comes within the deadline and holds no secret."""
    caplog.set_level(logging.DEBUG)
    start = time.monotonic()

    with misbehaving(fault.behave) as url, pytest.raises(Error) as caught:
        statistics(call, url, timeout=TIMEOUT, max_retries=1)

    spent = time.monotonic() - start
    assert fault.error is type(caught.value)
    assert has_members_as_rich_as_the_answer(caught.value)
    assert str(caught.value).startswith("GetScriptJobStatistics: ")
    assert "\n" not in str(caught.value)
    assert spent < TIMEOUT + 1
    assert caught.value.__cause__ is caught.value.__context__ is None
    told = everything_shown(caught.value) + caplog.text + "".join(capfd.readouterr())
    assert TOKEN not in told
    assert TOKEN.replace("/", r"\/") not in told


def has_members_as_rich_as_the_answer(error: Error) -> bool:
    """Whether it has pointer and words, or status and body, all of their types."""
    if isinstance(error, ContractError):
        placed = error.pointer == "" or error.pointer.startswith("/")
        return placed and bool(error.expected and error.received) and type(error.content) is bytes
    if isinstance(error, StatusError):
        told = error.error_code, error.error_msg, error.request_id
        typed = all(one is None or type(one) is str for one in told)
        return typed and error.status >= 400 and type(error.body) is bytes
    return True


@pytest.mark.parametrize("oddity", ODDITIES, ids=lambda oddity: oddity.name)
def test_odd_but_right_server_is_understood(call: Callable[..., Any], oddity: Oddity) -> None:
    """What the contract leaves open makes no difference to the value."""
    with misbehaving(oddity.behave) as url:
        got = statistics(call, url, timeout=5, max_retries=0)

    assert oddity.body == got.to_dict()
    assert type(got.data.total_instance) is int


def test_there_are_enough_of_them() -> None:
    """Every fault has a name of its own, and there are more than forty."""
    names = Counter([one.name for one in FAULTS] + [one.name for one in ODDITIES])

    assert len(FAULTS) >= 40
    assert 1 == max(names.values())
