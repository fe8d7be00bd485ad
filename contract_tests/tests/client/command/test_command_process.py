"""The command line as a process: its streams, signals and dependencies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

from contract_tests.tests.client.calling import FINE, ORDER, replies
from contract_tests.tests.client.command.support import counted, environment, hostile
from contract_tests.tests.processes import LIMIT
from contract_tests.tests.raw_server import json_response, raw_server, response

if TYPE_CHECKING:
    from contract_tests.tests.processes import Run
    from contract_tests.tests.raw_server import Exchange

COMMAND = (sys.executable, "-W", "error", "-m", "huaweicloud_statistics")
WITHOUT = """
import sys

sys.modules["rich"] = None
from huaweicloud_statistics.__main__ import main

sys.exit(main())
"""

INTERRUPTED = """
import builtins, signal, sys

load = builtins.__import__


def interrupt(name, *rest):
    if name == "rich.console":
        signal.raise_signal(signal.SIGINT)
    return load(name, *rest)


builtins.__import__ = interrupt
from huaweicloud_statistics.__main__ import main

sys.exit(main())
"""


def test_any_encoding(run: Run) -> None:
    """Characters that standard output cannot encode are escaped."""
    with raw_server(replies(json_response(hostile("状态")))) as server:
        command = (*COMMAND, "coc", ORDER, "--endpoint", server.url)
        done = run(*command, env=environment(PYTHONIOENCODING="ascii"))

    assert (done.returncode, done.stderr) == (0, "")
    assert "\\u72b6\\u6001" in done.stdout


def test_a_pipe_that_is_closed(start: Any) -> None:
    """If the reader closes the pipe, the command ends."""
    with (
        raw_server(replies(FINE)) as server,
        start(
            *(*COMMAND, "coc", "-", "--json", "--endpoint", server.url),
            stdin=subprocess.PIPE,
            env=environment(),
        ) as process,
    ):
        process.stdin.write(f"{ORDER}\n" * 200)
        process.stdin.close()
        assert process.stdout.readline()
        process.stdout.close()
        status = process.wait()
        errors = process.stderr.read()

    assert (status, errors) == (141, "")


def test_a_disk_that_is_full(run: Run) -> None:
    """A failed write is reported in a sentence."""
    with raw_server(replies(FINE)) as server, open("/dev/full", "w") as full:  # noqa: PTH123
        done = run(
            *(*COMMAND, "coc", ORDER, "--endpoint", server.url), stdout=full, env=environment()
        )

    assert done.returncode == 2
    words = "huaweicloud-statistics: the output cannot be written: No space left on device\n"
    assert done.stderr == words


def test_streams_that_are_closed(run: Run) -> None:
    """Without standard output nothing is requested; without standard error, errors are dropped."""
    with raw_server(replies(response(404))) as server:
        for closed, status in ((">&-", 2), ("2>&-", 1)):
            line = f'"$@" --endpoint {server.url} {closed}'
            done = run("/bin/sh", "-c", line, "sh", *COMMAND, "coc", ORDER, env=environment())
            assert (done.returncode, done.stdout) == (status, "")

    assert len(server.requests) == 1


def test_ids_that_are_typed(start: Any) -> None:
    """At a terminal each id has its result before the next one is typed."""
    terminal, end = os.openpty()
    with raw_server(replies(FINE)) as server, os.fdopen(terminal, "wb", buffering=0) as keyboard:
        command = (*COMMAND, "coc", "-", "--json", "--endpoint", server.url)
        with start(*command, stdin=end, env=environment()) as process:
            os.close(end)
            for _ in range(2):
                keyboard.write(f"{ORDER}\n".encode())
                assert ORDER in process.stdout.readline()
            keyboard.write(b"\x04")
            assert process.wait() == 0


def test_ids_that_come_slowly(start: Any) -> None:
    """In a pipe, too, each id has its result before the next one comes."""
    with raw_server(replies(FINE)) as server:
        command = (*COMMAND, "coc", "-", "--json", "--endpoint", server.url)
        with start(*command, stdin=subprocess.PIPE, env=environment()) as process:
            for number in range(3):
                process.stdin.write(f"SCT{number}\n")
                process.stdin.flush()
                assert f"SCT{number}" in process.stdout.readline()
            process.stdin.close()
            assert process.wait() == 0


def test_interrupted(start: Any) -> None:
    """Ctrl-C ends the command at once, without a traceback."""
    with raw_server(replies(counted(READY=1))) as server:
        watch = (*COMMAND, "coc", ORDER, "--watch", "--endpoint", server.url)
        with start(*watch, env=environment()) as process:
            assert "running" in process.stdout.readline()
            process.send_signal(signal.SIGINT)
            status = process.wait()
            errors = process.stderr.read()

    assert status == 130
    assert "Traceback" not in errors


def test_interrupted_calls_are_not_reported(start: Any) -> None:
    """Calls that Ctrl-C cancels are no failures."""
    requested = threading.Event()

    def hold(exchange: Exchange) -> None:
        requested.set()
        exchange.hold()

    with raw_server(hold) as server:
        command = (*COMMAND, "coc", ORDER, "--endpoint", server.url)
        with start(*command, env=environment()) as process:
            assert requested.wait(LIMIT)
            process.send_signal(signal.SIGINT)
            status = process.wait()
            errors = process.stderr.read()

    assert (status, errors.strip()) == (130, "")


def test_interrupted_while_it_loads(run: Run) -> None:
    """Ctrl-C before the command has loaded shows no traceback either."""
    done = run(sys.executable, "-c", INTERRUPTED, env=environment())

    assert done.returncode == 130
    assert done.stderr == ""


def test_without_the_extra(run: Run) -> None:
    """Without the extra's dependencies, a sentence says what to install."""
    done = run(sys.executable, "-c", WITHOUT, env=environment())

    assert done.returncode == 2
    assert done.stderr == (
        "huaweicloud-statistics: rich is missing; "
        "install it with: pip install 'huaweicloud-statistics[cli]'\n"
    )
