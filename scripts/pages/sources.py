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
"""The guides shown on pages; other guides in the repository are for contributors."""
SAMPLES = """\
Each sample runs as it is; addresses and credentials come from the environment.
For a local server, source the `target.env` that
`scripts/mock --write-target target.toml` writes next to the target file."""
IMPACTS = {"major": "Breaks clients", "minor": "New", "patch": "Other"}
_FENCED = re.compile(r"(^ *```.*?^ *```$)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[([^]\n]+)\]\((?![a-z]+:)([^)\s]+)\)")


def navigation(name: str, contracts: Contracts) -> str:
    """Links to every page, as HTML for the references."""
    links = [
        f'<a href="{page}.html"{" aria-current=page" if page == name else ""}>{title}</a>'
        for page, title in [*PAGES.items(), *((name, name.upper()) for name in contracts)]
    ]
    return f'<nav class="site" aria-label="Pages">{"".join(links)}</nav>'


def index(readme: str, contracts: Contracts) -> str:
    """The start page, with a list of all operations."""
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
    """Text escaped for Markdown."""
    return re.sub(r"([\\`*_\[\]<&])", r"\\\1", " ".join(text.split()))


def entry(operation: Operation) -> str:
    """An operation under all of its names, so that a search for any of them finds it."""
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
    """The Python guide, and samples of every operation."""
    operations = [operation for contract in contracts.values() for operation in contract.operations]
    parts = [guide("python", text, contracts), "## Samples", SAMPLES]
    return "\n\n".join([*parts, *map(sampled, operations)])


def sampled(operation: Operation) -> str:
    """Every sample of an operation."""
    link = f"{operation.contract.name}.html#operation/{operation.id}"
    title = plain(operation.node.get("summary", "Reference"))
    blocks = [
        f"#### {sample.label}\n\n```{sample.lang}\n{sample.source}```"
        for sample in samples(operation)
    ]
    return "\n\n".join([f"### {operation.id}\n\n[{title}](page:{link})", *blocks])


def guide(page: str, text: str, contracts: Contracts) -> str:
    """A guide under the title of its page."""
    body = text.partition("\n")[2]
    return f"# {PAGES[page]}\n" + linked(body, GUIDES[page], contracts).rstrip()


def linked(text: str, path: str, contracts: Contracts) -> str:
    """A file's text with its links pointing to pages of the site; other links are removed."""
    pages = {f"openapi/{name}.yaml": f"beside:{name}.yaml" for name in contracts}
    pages |= {"CHANGELOG.md": "changes.md", **{file: f"{name}.md" for name, file in GUIDES.items()}}

    def relinked(link: re.Match[str]) -> str:
        file, mark, heading = link[2].partition("#")
        page = pages.get(posixpath.normpath(posixpath.join(posixpath.dirname(path), file)))
        target = page if file else ""
        return link[1] if target is None else f"[{link[1]}]({target}{mark}{heading})"

    parts = _FENCED.split(text)
    parts[::2] = (_LINK.sub(relinked, prose) for prose in parts[::2])
    return "".join(parts)


def clauses() -> str:
    """Every clause of the conformance suite with its sentence, by subject."""
    subjects: dict[str, list[Clause]] = {}
    for clause in CLAUSES.values():
        subjects.setdefault(getattr(clause, "judge", clause.function).__module__, []).append(clause)
    lead = (
        f"`scripts/check` checks these {len(CLAUSES)} clauses on every operation they apply to; "
        "`scripts/check --list` prints them."
    )
    return "\n\n".join(
        [f"# {PAGES['clauses']}", lead, *(subject(*named) for named in subjects.items())]
    )


def subject(module: str, clauses: list[Clause]) -> str:
    title = module.rpartition(".")[2].replace("_", " ").capitalize()
    lines = [f"### {clause.id}\n\n{' '.join(clause.sentence.split())}" for clause in clauses]
    return "\n\n".join([f"## {title}", str(sys.modules[module].__doc__), *lines])


def client(names: list[str]) -> str:
    """Directives with which Sphinx reads the docstrings of the client's packages."""
    parts = [f"# {PAGES['client']}"]
    for package in names:
        module = import_module(package)
        # Sphinx does not see names that are imported lazily.
        members = {name: getattr(module, name) for name in module.__all__}
        vars(module).update(members)
        # Nor does it document type aliases and constants of a module by itself.
        constants = [name for name, member in members.items() if not callable(member)]
        aliases = [name for name, member in members.items() if get_origin(member)]
        data = "\n".join(f".. autodata:: {package}.{name}" for name in [*aliases, *constants])
        parts.append(f"## {package}\n\n```{{eval-rst}}\n.. automodule:: {package}\n\n{data}\n```")
    return "\n\n".join(parts)


def changes(log: str, since: Mapping[str, list[Change] | None], contracts: Contracts) -> str:
    """The changes in each contract since its last release, and the project's change log."""
    parts = [changed(contract, since[name]) for name, contract in contracts.items()]
    return "\n\n".join([f"# {PAGES['changes']}", *parts, *project(log)])


def project(log: str) -> Iterator[str]:
    yield "## The project"
    yield re.sub(
        r"^##", "###", linked(log.partition("\n")[2], "CHANGELOG.md", {}), flags=re.MULTILINE
    )


def changed(contract: Contract, since: list[Change] | None) -> str:
    info = contract.document["info"]
    heading = f"## {plain(info['title'])} {info['version']}"
    if since is None:
        return f"{heading}\n\nNew: not released yet."
    if not since:
        return f"{heading}\n\nNothing has changed since the last release."
    items = [
        f"- **{IMPACTS[change.impact]}**: {change.words} `{change.pointer}`" for change in since
    ]
    return "\n".join([f"{heading}\n", *items])
