"""What is wrong with a contract: where, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from openapi.contract.pointer import steps


@dataclass(frozen=True)
class Problem:
    """Something to change in a contract."""

    path: Path
    pointer: str
    """JSON pointer of the place; empty for the whole document."""
    words: str
    """What is wrong and what would be right, in a sentence."""
    known_line: int | None = None
    """Where the file is not YAML, in which places have lines."""

    @property
    def line(self) -> int | None:
        """The line of the place, from 1; None where the file cannot be read."""
        if self.known_line:
            return self.known_line
        try:
            return line(tree(self.path), self.pointer)
        except (OSError, yaml.YAMLError):
            return None

    def __str__(self) -> str:
        """Like the messages of compilers, which editors make links of."""
        place = ":".join(map(str, filter(None, (_shown(self.path), self.line))))
        return ": ".join(filter(None, (place, self.pointer, self.words)))


class InvalidContractError(ValueError):
    """A contract that cannot be used, and each problem why."""

    def __init__(self, *problems: Problem | str) -> None:
        """Say them a line each."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problem for problem in problems if isinstance(problem, Problem))


def tree(path: Path) -> yaml.Node | None:
    """What a file says, and in which lines.

    Raises:
        OSError: It cannot be read.
        yaml.YAMLError: It is not YAML.
    """
    node: yaml.Node | None = yaml.compose(path.read_bytes(), Loader=yaml.CSafeLoader)
    return node


def line(node: yaml.Node | None, pointer: str) -> int:
    """Where a place begins; of one that does not exist, what would hold it."""
    number = 1
    for step in steps(pointer):
        child = _child(node, step)
        if child is None:
            break
        mark, node = child
        number = mark.line + 1
    return number


def _child(node: yaml.Node | None, step: str) -> tuple[yaml.Mark, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(
            ((key.start_mark, value) for key, value in node.value if key.value == step), None
        )
    if isinstance(node, yaml.SequenceNode) and step.isdecimal() and int(step) < len(node.value):
        return node.value[int(step)].start_mark, node.value[int(step)]
    return None


def _shown(path: Path) -> str:
    """A path as someone in this folder would name it."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
