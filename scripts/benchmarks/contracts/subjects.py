"""The contracts that are measured: files of a folder, YAML or lines of JSON."""

from __future__ import annotations

import gzip
import json
import keyword
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

STAGES = ("lint", "generate", "mypy", "client", "check", "docs")
PASSED, REFUSED, FAILED = "passed", "refused", "failed"
WRITES = "it writes, not called"


@dataclass
class Subject:
    """A contract, and what came of it in each stage."""

    name: str
    """As its folder has it."""
    path: Path
    """A copy whose name is a module's."""
    outcomes: dict[str, str] = field(default_factory=dict)
    """By stage; a stage after one that was not passed has none."""
    words: dict[str, str] = field(default_factory=dict)
    """Why it did not pass a stage."""

    @property
    def passed(self) -> bool:
        """Whether it passed every stage."""
        return set(self.outcomes) == set(STAGES) and not self.stopped

    @property
    def stopped(self) -> bool:
        """Whether it was refused or failed."""
        return not {REFUSED, FAILED}.isdisjoint(self.outcomes.values())

    def ends(self, stage: str, outcome: str, words: str = "") -> None:
        """Note what came of a stage."""
        self.outcomes[stage] = outcome
        if words:
            self.words[stage] = words


def gather(folders: Iterable[Path], copies: Path) -> list[Subject]:
    """Copy the contracts of folders, or single files, to files that a loader takes."""
    subjects: dict[str, Subject] = {}
    for name, text in _documents(folders):
        module = re.sub(r"\W", "_", name.lower(), flags=re.ASCII).strip("_") or "contract"
        while module in subjects or not module.isidentifier() or keyword.iskeyword(module):
            module = f"a{module}" if not module.isidentifier() else f"{module}_"
        path = copies / f"{module}.yaml"
        path.write_text(text, encoding="utf-8")
        subjects[module] = Subject(name, path)
    return list(subjects.values())


def _documents(folders: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in sorted(folder.iterdir()) if folder.is_dir() else [folder]:
            if path.name.endswith(".jsonl.gz"):
                with gzip.open(path, "rt", encoding="utf-8") as lines:
                    for line in lines:
                        one = json.loads(line)
                        text = json.dumps(one["document"], indent=1, ensure_ascii=False)
                        yield f"{path.name.partition('.')[0]}_{one['name']}", text
            elif path.suffix in (".yaml", ".yml"):
                yield path.stem, path.read_text(encoding="utf-8")
