"""Problems of a contract: what is wrong, where, and how to correct it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from openapi.contract.pointer import steps


@dataclass(frozen=True)
class Problem:
    """A problem in a contract."""

    path: Path
    pointer: str
    """JSON pointer of the place; empty for the whole document."""
    words: str
    """What is wrong and how to correct it, in a sentence."""
    known_line: int | None = None
    """The line of the problem, for a file that cannot be parsed."""

    @property
    def line(self) -> int | None:
        """The line of the problem, from 1; None if the file cannot be read."""
        if self.known_line:
            return self.known_line
        try:
            return line(tree(self.path), self.pointer)
        except (OSError, yaml.YAMLError):
            return None

    def __str__(self) -> str:
        """In the format of compiler messages, which editors turn into links."""
        place = ":".join(map(str, filter(None, (_shown(self.path), self.line))))
        return ": ".join(filter(None, (place, self.pointer, self.words)))


class InvalidContractError(ValueError):
    """A contract cannot be used, because of these problems."""

    def __init__(self, *problems: Problem | str) -> None:
        """Join the problems, one per line."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problem for problem in problems if isinstance(problem, Problem))


def tree(path: Path) -> yaml.Node | None:
    """The syntax tree of a YAML file, with line numbers.

    Raises:
        OSError: It cannot be read.
        yaml.YAMLError: It is not YAML.
    """
    node: yaml.Node | None = yaml.compose(path.read_bytes(), Loader=yaml.CSafeLoader)
    return node


def line(node: yaml.Node | None, pointer: str) -> int:
    """The line where a node begins, or its nearest existing ancestor."""
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
    """A path, relative to the working directory if possible."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
