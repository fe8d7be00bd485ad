"""Whatever a server does, a call ends in time with a result or a typed error."""

from __future__ import annotations

import logging
import pickle
import traceback
from typing import TYPE_CHECKING

import pytest
from huaweicloud_statistics import APITimeoutError, ContractError, Error, StatusError

from contract_tests.tests.client.call.misbehaving import (
    MISBEHAVIOURS,
    OF_THE_WIRE,
    VARIATIONS,
    Misbehaviour,
    Variation,
)
from contract_tests.tests.client.calling import TOKEN, call_async, call_sync
from contract_tests.tests.raw_server import raw_server

if TYPE_CHECKING:
    from contract_tests.tests.client.calling import Statistics


def everything_shown(error: BaseException) -> str:
    """Everything that tools print of an error: the package's frames with their variables."""
    summary = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [repr(frame.locals) for frame in summary.stack if "/generated/" in frame.filename]
    summary.stack.clear()
    assert frames
    return f"{frames} {''.join(summary.format())} {error!r} {vars(error)} {pickle.dumps(error)!r}"


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize(
    ("call", "misbehaviour"),
    [
        *((call_sync, misbehaviour) for misbehaviour in MISBEHAVIOURS),
        *((call_async, misbehaviour) for misbehaviour in OF_THE_WIRE),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_misbehaving_server_raises_a_typed_error(
    monkeypatch: pytest.MonkeyPatch,
    statistics: Statistics,
    misbehaviour: Misbehaviour,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The error is raised by the deadline and contains no secret."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("huaweicloud_statistics._runtime.http.body.LARGEST_BODY", 2**20)
    # Only a server that never stops may use all the time.
    timeout = 0.1 if misbehaviour.error is APITimeoutError else 60

    with raw_server(misbehaviour.behave) as server, pytest.raises(Error) as caught:
        statistics(server.url, timeout=timeout, max_retries=1)

    error = caught.value
    assert type(error) is misbehaviour.error
    assert has_typed_members(error)
    assert str(error).startswith("GetScriptJobStatistics: ")
    assert "\n" not in str(error)
    assert error.__cause__ is error.__context__ is None
    shown = everything_shown(error) + caplog.text + "".join(capfd.readouterr())
    assert TOKEN not in shown
    assert TOKEN.replace("/", r"\/") not in shown


def has_typed_members(error: Error) -> bool:
    """Whether its attributes have their documented types."""
    if isinstance(error, ContractError):
        placed = error.pointer == "" or error.pointer.startswith("/")
        return placed and bool(error.expected and error.received) and type(error.content) is bytes
    if isinstance(error, StatusError):
        texts = error.error_code, error.error_msg, error.request_id
        typed = all(text is None or type(text) is str for text in texts)
        return typed and error.status >= 400 and type(error.body) is bytes
    return True


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda variation: variation.name)
def test_unusual_server_that_keeps_the_contract_is_understood(
    statistics: Statistics, variation: Variation
) -> None:
    """Unusual but valid responses give the same value."""
    with raw_server(variation.behave) as server:
        result = statistics(server.url, max_retries=0)

    assert result.to_dict() == variation.body
    assert type(result.data.total_instance) is int
