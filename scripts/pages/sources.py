"""The Markdown of the pages around the reference.

It comes from the README, the guides, the contracts, the conformance suite and the change log.
"""

from __future__ import annotations

import posixpath
import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING, get_origin

from contract_tests.conformance.clauses import CLAUSES
from scripts.pages.samples import methods, samples

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contract_tests.conformance.running.clause import Clause
    from openapi.contract import Contract, Operation
    from scripts.linting.changes import Change

    Contracts = Mapping[str, Contract]

PAGES = {
    "index": "Huawei Cloud statistics",
    "python": "Call it from Python",
    "check": "Check a server",
    "clauses": "Clauses",
    "client": "Client reference",
    "changes": "Changes",
}
"""In the order of the navigation; the references follow."""
GUIDES = {
    "python": "openapi/client/README.md",
    "check": "contract_tests/README.md",
}
"""The pages that a guide in the repository is shown on; the others are for contributors."""
SAMPLES = """\
Each of these runs as it stands; addresses and credentials come from the environment.
For a server on this machine, source the `target.env` that
`scripts/mock --write-target target.toml` writes beside the target."""
IMPACTS = {"major": "Breaks clients", "minor": "New", "patch": "Other"}
_FENCED = re.compile(r"(^ *```.*?^ *```$)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[([^]\n]+)\]\((?![a-z]+:)([^)\s]+)\)")


def navigation(name: str, contracts: Contracts) -> str:
    """The way to every page, as HTML for the references."""
    links = [
        f'<a href="{page}.html"{" aria-current=page" if page == name else ""}>{title}</a>'
        for page, title in [*PAGES.items(), *((one, one.upper()) for one in contracts)]
    ]
    return f'<nav class="site" aria-label="Pages">{"".join(links)}</nav>'


def index(readme: str, contracts: Contracts) -> str:
    """What there is, and every operation."""
    about = linked(readme.partition("\n")[2].partition("\n|")[0], "README.md", contracts)
    pages = [f"- [{title}]({name}.md)" for name, title in PAGES.items() if name != "index"]
    parts = [*map(listed, contracts.values()), toctree()]
    return "\n\n".join([f"# {PAGES['index']}", about.strip(), "\n".join(pages), *parts])


def toctree() -> str:
    names = "\n".join(f"{title} <{name}>" for name, title in PAGES.items() if name != "index")
    return f"```{{toctree}}\n:hidden:\n\n{names}\n```"


def listed(contract: Contract) -> str:
    """A contract with its operations."""
    info, file = contract.document["info"], contract.path.name
    links = f"[Reference](page:{contract.name}.html), [{file}](beside:{file})"
    parts = [
        f"## {plain(info['title'])}",
        f"{plain(info.get('summary', ''))} {links}, version {info['version']}.",
        *map(entry, contract.operations),
    ]
    if contract.regions:
        parts.append("Regions: " + ", ".join(f"`{region}`" for region in contract.regions))
    return "\n\n".join(parts)


def plain(text: str) -> str:
    """Text whose characters mean themselves in Markdown."""
    return re.sub(r"([\\`*_\[\]<&])", r"\\\1", " ".join(text.split()))


def entry(operation: Operation) -> str:
    """How an operation is found: by any of its names."""
    link = f"{operation.contract.name}.html#operation/{operation.id}"
    return (
        f"### {plain(operation.node.get('summary', operation.id))}\n\n"
        f"[`{operation.id}`](page:{link}), in Python [`{method_name(operation)}()`]"
        f"(python.md#{operation.id.lower()})\n\n```text\n{operation.method} {operation.path}\n```"
    )


def method_name(operation: Operation) -> str:
    method = methods(operation.contract)[operation.id]
    return f"{operation.contract.name}.Client.{method.name}"


def python(text: str, contracts: Contracts) -> str:
    """How to call, and samples of every call."""
    operations = [one for contract in contracts.values() for one in contract.operations]
    parts = [guide("python", text, contracts), "## Samples", SAMPLES]
    return "\n\n".join([*parts, *map(sampled, operations)])


def sampled(operation: Operation) -> str:
    """Every sample of an operation."""
    link = f"{operation.contract.name}.html#operation/{operation.id}"
    title = plain(operation.node.get("summary", "Reference"))
    blocks = [f"#### {one.label}\n\n```{one.lang}\n{one.source}```" for one in samples(operation)]
    return "\n\n".join([f"### {operation.id}\n\n[{title}](page:{link})", *blocks])


def guide(page: str, text: str, contracts: Contracts) -> str:
    """A guide under the title of its page."""
    body = text.partition("\n")[2]
    return f"# {PAGES[page]}\n" + linked(body, GUIDES[page], contracts).rstrip()


def linked(text: str, path: str, contracts: Contracts) -> str:
    """What is written in a file, with links to what is on the pages; to what is not, none."""
    pages = {f"openapi/{name}.yaml": f"beside:{name}.yaml" for name in contracts}
    pages |= {"CHANGELOG.md": "changes.md", **{file: f"{name}.md" for name, file in GUIDES.items()}}

    def relinked(found: re.Match[str]) -> str:
        file, mark, heading = found[2].partition("#")
        page = pages.get(posixpath.normpath(posixpath.join(posixpath.dirname(path), file)))
        target = page if file else ""
        return found[1] if target is None else f"[{found[1]}]({target}{mark}{heading})"

    parts = _FENCED.split(text)
    parts[::2] = (_LINK.sub(relinked, prose) for prose in parts[::2])
    return "".join(parts)


def clauses() -> str:
    """Every clause of the conformance suite in words, by subject."""
    subjects: dict[str, list[Clause]] = {}
    for clause in CLAUSES.values():
        subjects.setdefault(getattr(clause, "judge", clause.look).__module__, []).append(clause)
    lead = (
        f"`scripts/check` holds a server to these {len(CLAUSES)} clauses, on every operation they "
        "apply to; `scripts/check --list` prints them."
    )
    return "\n\n".join(
        [f"# {PAGES['clauses']}", lead, *(subject(*one) for one in subjects.items())]
    )


def subject(module: str, found: list[Clause]) -> str:
    title = module.rpartition(".")[2].replace("_", " ").capitalize()
    lines = [f"### {one.id}\n\n{' '.join(one.sentence.split())}" for one in found]
    return "\n\n".join([f"## {title}", str(sys.modules[module].__doc__), *lines])


def client(names: list[str]) -> str:
    """The docstrings of the client's packages, which Sphinx reads."""
    parts = [f"# {PAGES['client']}"]
    for name in names:
        module = import_module(name)
        # What is only imported when it is used, Sphinx would not find.
        vars(module).update({each: getattr(module, each) for each in module.__all__})
        # Nor what can have no docstring of its own: aliases of types, and values.
        plain = [each for each in module.__all__ if not callable(vars(module)[each])]
        aliases = [each for each in module.__all__ if get_origin(vars(module)[each])]
        data = "\n".join(f".. autodata:: {name}.{each}" for each in [*aliases, *plain])
        parts.append(f"## {name}\n\n```{{eval-rst}}\n.. automodule:: {name}\n\n{data}\n```")
    return "\n\n".join(parts)


def changes(log: str, found: Mapping[str, list[Change] | None], contracts: Contracts) -> str:
    """What is new in each contract since it was last released, and in the project."""
    parts = [changed(contract, found[name]) for name, contract in contracts.items()]
    return "\n\n".join([f"# {PAGES['changes']}", *parts, *project(log)])


def project(log: str) -> Iterator[str]:
    yield "## The project"
    yield re.sub(
        r"^##", "###", linked(log.partition("\n")[2], "CHANGELOG.md", {}), flags=re.MULTILINE
    )


def changed(contract: Contract, found: list[Change] | None) -> str:
    info = contract.document["info"]
    heading = f"## {plain(info['title'])} {info['version']}"
    if found is None:
        return f"{heading}\n\nNew: not released yet."
    if not found:
        return f"{heading}\n\nNothing has changed since the last release."
    items = [f"- **{IMPACTS[one.impact]}**: {one.words} `{one.pointer}`" for one in found]
    return "\n".join([f"{heading}\n", *items])
