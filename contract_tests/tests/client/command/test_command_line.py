"""The command line ``huaweicloud-statistics``: arguments, output and exit status."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from huaweicloud_statistics.__main__ import main
from huaweicloud_statistics._runtime.auth.found_credentials import KEYS
from huaweicloud_statistics._runtime.auth.found_credentials import TOKEN as VARIABLE

from contract_tests.reference_server import Access, ReferenceServer, Stopwatch, background
from contract_tests.tests.client.calling import FINE, ORDER, TOKEN, replies
from contract_tests.tests.client.command.support import counted, environment, hostile
from contract_tests.tests.raw_server import json_response, raw_server, response
from openapi.contract import load_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Cli = Callable[..., subprocess.CompletedProcess[str]]

PROJECT, INSTANCE = "c53626012ba84727b938ca8bf03108ef", "fae7ff6c-8e07-4cf8-9e67-589cab2f017c"
MOVING = "SCT2024061508300000c0ffee1"


@pytest.fixture(name="cli")
def _cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run the command in this process."""

    def cli(*arguments: str, stdin: str = "", **variables: str) -> Any:
        for name in [name for name in os.environ if name.startswith(("HUAWEICLOUD", "HW_"))]:
            monkeypatch.delenv(name)
        for name, value in environment(**variables).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["huaweicloud-statistics", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        return subprocess.CompletedProcess(arguments, main(), *capsys.readouterr())

    return cli


@pytest.fixture(name="cloud")
def _cloud() -> Iterator[str]:
    """The reference server's URL."""
    access = Access(token=TOKEN)
    with background(ReferenceServer(load_all().values(), access, watch=Stopwatch(0.2))) as url:
        yield url


def test_a_table(cli: Cli, cloud: str) -> None:
    """An order is shown as a table, untruncated if the output is not a terminal."""
    done = cli("coc", ORDER, "--endpoint", cloud, COLUMNS="20")

    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split() for line in done.stdout.splitlines() if line.strip()]
    assert lines[:3] == [
        [ORDER],
        ["total_instance", "1"],
        ["instance_status", "instance_count", "batch_indexes"],
    ]
    assert ["CANCELED", "1", "1"] in lines
    assert "\x1b" not in done.stdout


def test_objects_side_by_side(cli: Cli, cloud: str) -> None:
    """Results are shown as columns, with a row per common member."""
    done = cli("roma", PROJECT, INSTANCE, "--endpoint", cloud)

    lines = [line.split() for line in done.stdout.splitlines() if line.strip()]
    assert lines[:3] == [
        [PROJECT, INSTANCE],
        ["common_task_details", "cdc_task_details"],
        ["running_tasks_count", "2", "1"],
    ]


def test_json(cli: Cli, cloud: str) -> None:
    """Each result or error is a line of JSON with the id; the worst is the exit status."""
    done = cli("coc", "SCT0", ORDER, "--endpoint", cloud, "--json")

    missing, found = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 1
    assert found["execute_uuid"] == ORDER
    assert found["result"]["data"]["total_instance"] == 1
    assert (missing["execute_uuid"], missing["error"]["status"]) == ("SCT0", 404)
    assert missing["error"]["error_code"] == "COC.00067003"
    assert done.stderr.startswith("coc: SCT0: GetScriptJobStatistics: 404 COC.00067003 ")


@pytest.mark.parametrize(
    ("api", "words", "stdin"),
    [
        ("coc", ["-"], f"{ORDER}\n\n  {ORDER}"),
        ("roma", [PROJECT, "-"], f"{INSTANCE}\n{INSTANCE}\n"),
        ("roma", ["-"], f"{PROJECT} {INSTANCE}\n{PROJECT}\t{INSTANCE}\n"),
        ("roma", [PROJECT, INSTANCE, INSTANCE], ""),
    ],
)
def test_several(cli: Cli, cloud: str, api: str, words: list[str], stdin: str) -> None:
    """Ids are arguments or lines of standard input; shared parameters are given once."""
    done = cli(api, *words, "--endpoint", cloud, "--json", stdin=stdin)

    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 2


def test_region_and_options(cli: Cli) -> None:
    """Regions work as in the client, and parameters of the contract are options."""
    with raw_server(replies(FINE)) as server:
        done = cli(
            *("coc", ORDER, "--region", "cn-north-4", "--x-language", "zh-cn"),
            HUAWEICLOUD_SDK_REGION_COC_CN_NORTH_4=server.url,
        )

    assert (done.returncode, done.stderr) == (0, "")
    assert server.requests[0].headers["x-language"] == "zh-cn"
    assert server.requests[0].headers["x-auth-token"] == TOKEN


def test_watch(cli: Cli, cloud: str) -> None:
    """A running order has a line for each change until it finishes."""
    done = cli("coc", MOVING, "--endpoint", cloud, "--watch")

    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (1, "")
    assert [line.split()[1:3] for line in lines[:1]] == [["running", MOVING]]
    assert "  failed    " in lines[-1]
    assert lines[-1].endswith("2 ABNORMAL, 10 FINISHED of 12")
    assert len({line.split(maxsplit=1)[1] for line in lines}) == len(lines)


@pytest.mark.usefixtures("clock")
def test_watched_while_it_is_new(cli: Cli) -> None:
    """An order that is unknown or empty at first is polled; unchanged polls are not printed."""
    counts = counted(), counted(READY=1), counted(READY=1), counted(FINISHED=1)
    with raw_server(replies(response(404), response(404), *counts)) as server:
        done = cli("coc", ORDER, "--watch", "--json", "--endpoint", server.url)

    lines = list(map(json.loads, done.stdout.splitlines()))
    assert (done.returncode, done.stderr) == (0, "")
    assert [line["state"] for line in lines] == ["empty", "running", "finished"]


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (response(403), "Statistics: 403"),
        (
            response(404),
            "not finished after 0.5 s: no result; last error: GetScriptJobStatistics: 404",
        ),
        (counted(READY=1), "not finished after 0.5 s: 1 READY"),
    ],
)
def test_watched_in_vain(cli: Cli, sent: bytes, words: str) -> None:
    """A lasting error and a timeout are reported."""
    with raw_server(replies(sent)) as server:
        done = cli("coc", ORDER, "--watch", "--timeout", "0.5", "--endpoint", server.url)

    assert done.returncode == 1
    assert done.stderr.startswith(f"coc: {ORDER}: ")
    assert words in done.stderr


USAGE = [
    ((), "Usage: huaweicloud-statistics"),
    (("coc",), "Missing argument 'EXECUTE_UUID...'"),
    (("coc", ORDER), "give --region (cn-north-4, ap-southeast-3, eu-west-101), or --endpoint"),
    (("coc", ORDER, "--region", "x", "--endpoint", "y"), "give either --region or --endpoint"),
    (("coc", ORDER, "--region", "cn-north-9"), "did you mean 'cn-north-4'?"),
    (("coc", ORDER, "--endpoint", "https://reader:p4ssw0rd@h"), "--endpoint must have no user"),
    (("coc", ORDER, "--endpoint", "http://127.0.0.1:1", "--timeout", "-1"), "timeout must be"),
    (("coc", ORDER, "--endpoint", "http://127.0.0.1:1", "--timeout", "soon"), "'--timeout'"),
    (("coc", "a/b", "--endpoint", "http://127.0.0.1:1"), "coc: a/b: execute_uuid must be text"),
    (("coc", "\x1b[2J", "--endpoint", "http://127.0.0.1:1"), "coc: \\x1b[2J: execute_uuid"),
    (("coc", "-", "--endpoint", "http://127.0.0.1:1"), "standard input is empty"),
    (("roma", "P", "--endpoint", "http://127.0.0.1:1"), "INSTANCE_ID is missing"),
    (("roma", "P", "I", "--watch", "--endpoint", "http://127.0.0.1:1"), "No such option"),
]


@pytest.mark.parametrize(("arguments", "words"), USAGE, ids=[str(words) for _, words in USAGE])
def test_usage(cli: Cli, arguments: tuple[str, ...], words: str) -> None:
    """An invalid command line is reported in a sentence, with exit status 2."""
    done = cli(*arguments, stdin="")

    assert done.returncode == 2
    assert words in done.stderr
    assert "\x1b" not in done.stderr
    assert "p4ss" not in done.stderr
    assert done.stdout == ""


def test_lines_that_do_not_fit(cli: Cli) -> None:
    """An invalid line of standard input is named."""
    done = cli("roma", "-", "--endpoint", "http://127.0.0.1:1", stdin="one two three\n")

    assert done.returncode == 2
    assert "standard input, line 1: expected PROJECT_ID INSTANCE_ID" in done.stderr


def test_lines_before_one_that_does_not_fit(cli: Cli) -> None:
    """The results of the lines before an invalid one are printed."""
    with raw_server(replies(FINE)) as server:
        stdin = f"{ORDER}\none two\n"
        done = cli("coc", "-", "--json", "--endpoint", server.url, stdin=stdin)

    assert done.returncode == 2
    assert json.loads(done.stdout)["execute_uuid"] == ORDER
    assert "standard input, line 2: expected EXECUTE_UUID" in done.stderr


def test_file_of_windows(cli: Cli) -> None:
    """A byte order mark, CRLF and empty lines are no part of an id."""
    with raw_server(replies(FINE)) as server:
        stdin = f"\ufeff{ORDER}\r\n\r\n{ORDER}\r\n"
        done = cli("coc", "-", "--json", "--endpoint", server.url, stdin=stdin)

    assert done.returncode == 0
    assert [json.loads(line)["execute_uuid"] for line in done.stdout.splitlines()] == [ORDER] * 2


@pytest.mark.usefixtures("clock")
def test_server_that_never_serves(cli: Cli) -> None:
    """The timeout holds, however often the server asks to wait."""
    asked = response(503, b"{}", Retry_After="1")
    with raw_server(replies(*[asked] * 60, FINE)) as server:
        done = cli("coc", ORDER, "--timeout", "5", "--endpoint", server.url)

    assert done.returncode == 1
    assert "503" in done.stderr


def test_no_credentials(cli: Cli) -> None:
    """Without credentials, the error names the sources."""
    done = cli("coc", ORDER, "--region", "cn-north-4", HUAWEICLOUD_AUTH_TOKEN="")

    assert done.returncode == 2
    assert "coc needs credentials; there are none in HUAWEICLOUD_AUTH_TOKEN" in done.stderr


@pytest.mark.usefixtures("clock")
def test_not_reachable(cli: Cli) -> None:
    """If the server cannot be reached the exit status is 3, with --watch or without."""
    for watch in ([], ["--watch"]):
        done = cli("coc", ORDER, "--endpoint", "http://127.0.0.1:1", *watch)

        assert done.returncode == 3
        assert done.stderr.startswith(f"coc: {ORDER}: ")


@pytest.mark.parametrize("as_json", [True, False])
def test_nothing_acts_on_who_reads(cli: Cli, as_json: bool) -> None:  # noqa: FBT001
    """Control sequences, rich's markup and echoed secrets are not printed."""
    text = f"[red]\x1b]0;owned\x07\x9b2J\u202e{TOKEN}"
    with raw_server(replies(json_response(hostile(text)))) as server:
        done = cli("coc", ORDER, "--endpoint", server.url, *["--json"] * as_json)

    assert done.returncode == 0
    assert done.stdout.replace("\n", "").isprintable()
    assert TOKEN not in done.stdout
    assert "[red]" in done.stdout
    if as_json:
        assert json.loads(done.stdout)["result"]["data"]["total_instance"] == 3


def test_help_names_the_variables(cli: Cli) -> None:
    """Help names every variable in which credentials are found."""
    shown = cli("--help").stdout
    keys = [prefix + name for prefix, names in KEYS.items() for name in names]

    assert [name for name in (VARIABLE, *keys) if name not in shown] == []


def test_help_fits(cli: Cli) -> None:
    """Each command's help fits into 80 columns."""
    for arguments in ((), ("coc",), ("roma",)):
        done = cli(*arguments, "--help", COLUMNS="80")
        assert done.returncode == 0
        assert max(map(len, done.stdout.splitlines())) <= 80
    assert cli("--version").stdout.startswith("huaweicloud-statistics 0.")
