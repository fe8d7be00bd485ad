"""Whatever a server does, a call ends in time with a result or a typed error."""

from __future__ import annotations

import logging
import pickle
import traceback
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics import ContractError, Error, StatusError

from contract_tests.tests.client.call.misbehaving import (
    MISBEHAVIOURS,
    VARIATIONS,
    WIRE,
)
from contract_tests.tests.client.calling import TOKEN, call_async, call_sync
from contract_tests.tests.raw_server import raw_server

if TYPE_CHECKING:
    from contract_tests.tests.client.calling import Behaviour, Statistics


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
    [*((call_sync, row) for row in MISBEHAVIOURS), *((call_async, row) for row in WIRE)],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_misbehaving_server_raises_a_typed_error(
    monkeypatch: pytest.MonkeyPatch,
    statistics: Statistics,
    misbehaviour: tuple[str, Behaviour, type[Error]],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The error is raised by the deadline and contains no secret."""
    _, behave, kind = misbehaviour
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("huaweicloud_statistics._runtime.http.body.LARGEST_BODY", 2**20)
    with raw_server(behave) as server, pytest.raises(Error) as caught:
        statistics(server.url, timeout=60, max_retries=1)

    error = caught.value
    assert type(error) is kind
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


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda variation: variation[0])
def test_unusual_server_that_keeps_the_contract_is_understood(
    statistics: Statistics, variation: tuple[str, Behaviour, Any]
) -> None:
    """Unusual but valid responses give the same value."""
    _, behave, body = variation
    with raw_server(behave) as server:
        result = statistics(server.url, max_retries=0)

    assert result.to_dict() == body
    assert type(result.data.total_instance) is int
