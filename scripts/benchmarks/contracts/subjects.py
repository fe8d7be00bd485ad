"""The measured contracts: YAML files or gzipped JSON Lines."""

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
    """A contract, and its outcome in each stage."""

    name: str
    """The name in its folder."""
    path: Path
    """A copy whose name is a valid module name."""
    outcomes: dict[str, str] = field(default_factory=dict)
    """By stage; stages after a failed one have none."""
    words: dict[str, str] = field(default_factory=dict)
    """Why it did not pass, by stage."""

    @property
    def passed(self) -> bool:
        """Whether it passed every stage."""
        return set(self.outcomes) == set(STAGES) and not self.stopped

    @property
    def stopped(self) -> bool:
        """Whether it was refused or failed."""
        return not {REFUSED, FAILED}.isdisjoint(self.outcomes.values())

    def ends(self, stage: str, outcome: str, words: str = "") -> None:
        """Record the outcome of a stage."""
        self.outcomes[stage] = outcome
        if words:
            self.words[stage] = words


def gather(folders: Iterable[Path], copies: Path) -> list[Subject]:
    """Copy contracts from folders, or single files, to YAML files for the loader."""
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
                        entry = json.loads(line)
                        text = json.dumps(entry["document"], indent=1, ensure_ascii=False)
                        yield f"{path.name.partition('.')[0]}_{entry['name']}", text
            elif path.suffix in (".yaml", ".yml"):
                yield path.stem, path.read_text(encoding="utf-8")
