from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract_tests.conformance.target import Known, TargetError, load_targets
from contract_tests.spec import load_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[[str], Path]

SPECS = load_all()
KNOWN = '[[known.GetScriptJobStatistics]]\nexecute_uuid = "SCT1"\n'
BASE = 'base_url = "http://127.0.0.1:1"\n'
TOKEN = 'token = "env:TEST_TOKEN"\n'


@pytest.fixture(name="write")
def _write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.setenv("TEST_TOKEN", "s3cret")

    def write(text: str) -> Path:
        path = tmp_path / "target.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_reads_all_keys(write: Write, tmp_path: Path) -> None:
    """A target gives each API its address, its credentials and its known ids."""
    (tmp_path / "denied").write_text("n0pe\n", encoding="utf-8")
    path = write(
        BASE + TOKEN + 'denied_token = "file:denied"\n' + KNOWN + "expect = { data = { a = 1 } }\n"
        '[roma]\nbase_url = "https://roma.example/prefix/"\n'
    )

    targets = load_targets(path, SPECS)

    coc = targets["coc"]
    assert (coc.base_url, coc.token, coc.denied_token) == ("http://127.0.0.1:1", "s3cret", "n0pe")
    assert targets["roma"].base_url == "https://roma.example/prefix"
    known = (Known({"execute_uuid": "SCT1"}, {"data": {"a": 1}}),)
    assert {"GetScriptJobStatistics": known} == coc.known
    assert "s3cret" not in repr(coc)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("base_url = ", "not TOML"),
        (BASE + TOKEN + "tokn = 1", "unknown key tokn; did you mean token?"),
        (BASE + TOKEN + "[coc]\nbase = 1", "unknown key coc.base"),
        (
            BASE + TOKEN + "[known.CountTask]",
            "unknown key known.CountTask; did you mean CountTasks",
        ),
        (BASE + TOKEN + "[[known.CountTasks]]\nproject_id = 'a'", "instance_id is missing"),
        (BASE + TOKEN + KNOWN + "uuid = 1", "unknown key known.GetScriptJobStatistics.uuid"),
        (BASE + TOKEN + KNOWN.replace("SCT1", "a/b"), "execute_uuid breaks the contract"),
        (TOKEN, "base_url is missing"),
        ('base_url = "coc.example"\n' + TOKEN, "base_url must be http"),
        (BASE, "token is missing"),
        (BASE + 'token = "MIIE-literal"', 'token must be "env:NAME" or "file:PATH"'),
        (BASE + 'token = "env:NOT_SET_ANYWHERE"', "env:NOT_SET_ANYWHERE is not set or is empty"),
        (BASE + 'token = "file:nowhere"', "file:nowhere: No such file"),
    ],
)
def test_says_what_is_wrong(write: Write, text: str, problem: str) -> None:
    """A target that cannot be used is refused with the key and what would be right."""
    with pytest.raises(TargetError) as refusal:
        load_targets(write(text), SPECS)

    assert problem in str(refusal.value)
    assert "MIIE" not in str(refusal.value)


def test_other_apis_may_be_incomplete(write: Write) -> None:
    """Checking one API asks nothing of the target for another."""
    path = write("[coc]\n" + BASE + TOKEN)

    assert list(load_targets(path, SPECS, only="coc")) == ["coc"]


def test_unreadable_file(tmp_path: Path) -> None:
    """A target that is not there is named."""
    with pytest.raises(TargetError, match=r"nowhere.toml: No such file"):
        load_targets(tmp_path / "nowhere.toml", SPECS)
