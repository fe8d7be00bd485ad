"""The pages around the reference: index, guide, clauses of a check, changes."""

from __future__ import annotations

from html import escape
from string import Template
from typing import TYPE_CHECKING

from scripts.pages.markdown import inline, rendered, slug
from scripts.pages.samples import samples

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openapi.contract import Contract, Operation
    from scripts.linting.changes import Change

MARK = '<meta name="generator" content="scripts/docs">'
PAGES = {
    "index": "Operations",
    "samples": "Code samples",
    "guide": "Guide",
    "clauses": "What a check looks at",
    "changes": "Changes",
}
IMPACTS = {"major": "Breaks clients", "minor": "New", "patch": "Other"}


def navigation(name: str, contracts: Mapping[str, Contract]) -> str:
    """The way to every page, for the reference."""
    references = {one: each.document["info"]["title"] for one, each in contracts.items()}
    here = ' aria-current="page"'
    links = [
        f'<a href="{one}.html"{here if one == name else ""}>{escape(text)}</a>'
        for one, text in (PAGES | references).items()
    ]
    return f'<nav class="site" aria-label="Pages">{"".join(links)}</nav>'


def page(name: str, body: str, lead: str = "") -> str:
    """A whole page, with the way to the others."""
    title = "Huawei Cloud statistics: API reference" if name == "index" else PAGES[name]
    here = ' aria-current="page"'
    links = [
        f'<a href="{one}.html"{here if one == name else ""}>{escape(text)}</a>'
        for one, text in PAGES.items()
    ]
    heading = f"<h1>{escape(title)}</h1>\n<p>{inline(lead)}</p>" if lead else ""
    return PAGE.substitute(
        mark=MARK, title=escape(title), links="\n".join(links), heading=heading, body=body
    )


def index(contracts: Mapping[str, Contract]) -> str:
    """The page that leads to every operation."""
    lead = "Every operation, straight from the OpenAPI contracts. These pages need no network."
    return page("index", "\n".join(map(section, contracts.values())), lead)


def section(contract: Contract) -> str:
    info = contract.document["info"]
    servers = contract.document.get("servers", ())
    regions = [f"<span>{escape(one['x-region'])}</span>" for one in servers if "x-region" in one]
    return API.substitute(
        page=f"{contract.name}.html",
        title=escape(info["title"]),
        version=escape(info["version"]),
        summary=escape(info.get("summary", "")),
        operations="\n".join(map(entry, contract.operations)),
        regions=f"<p>Regions: {', '.join(regions)}</p>" if regions else "",
    )


def entry(operation: Operation) -> str:
    node = operation.contract.at(f"#{operation.pointer}")
    return OPERATION.substitute(
        page=f"{operation.contract.name}.html",
        id=escape(operation.id),
        summary=escape(node.get("summary", operation.id)),
        method=operation.method,
        # A long path may break after a slash.
        path=escape(operation.path).replace("/", "/<wbr>"),
    )


def code(contracts: Mapping[str, Contract]) -> str:
    """Every sample of every operation."""
    lead = "Each of these runs as it stands; credentials come from the environment."
    return page("samples", "\n".join(map(samples_of, operations(contracts))), lead)


def operations(contracts: Mapping[str, Contract]) -> list[Operation]:
    return [operation for contract in contracts.values() for operation in contract.operations]


def samples_of(operation: Operation) -> str:
    link = f"{operation.contract.name}.html#operation/{operation.id}"
    title = f'<h2 id="{operation.id}"><a href="{link}">{operation.id}</a></h2>'
    parts = [
        f"<h3>{escape(one.label)}</h3>\n<pre><code>{escape(one.source)}</code></pre>"
        for one in samples(operation)
    ]
    return "\n".join([title, *parts])


def guide(readme: str, contracts: Mapping[str, Contract]) -> str:
    """The README."""
    links = {f"openapi/{name}.yaml": f"{name}.yaml" for name in contracts}
    links |= {"CHANGELOG.md": "changes.html"}
    return page("guide", rendered(readme, links))


def clauses(found: Mapping[str, str]) -> str:
    """Every clause of the conformance suite in words."""
    rows = "\n".join(
        f'<tr id="{slug(name)}"><th scope="row"><code>{escape(name)}</code></th>'
        f"<td>{inline(' '.join(sentence.split()))}</td></tr>"
        for name, sentence in found.items()
    )
    lead = (
        f"`scripts/check` holds a server to these {len(found)} clauses, on every operation they "
        "apply to; `scripts/check --list` prints them."
    )
    return page("clauses", f'<table class="clauses">\n{rows}\n</table>', lead)


def changes(
    changelog: str, found: Mapping[str, list[Change] | None], contracts: Mapping[str, Contract]
) -> str:
    """What changed in each contract since its release, and the change log."""
    parts = [changed(contract, found[name]) for name, contract in contracts.items()]
    log = "<h2>The project</h2>\n" + rendered(changelog.partition("\n")[2], {})
    lead = "What is new in each contract since it was last released, and in the project."
    return page("changes", "\n".join([*parts, log]), lead)


def changed(contract: Contract, found: list[Change] | None) -> str:
    info = contract.document["info"]
    title = f'<a href="{contract.name}.html">{escape(info["title"])}</a>'
    heading = f'<h2 id="{contract.name}">{title} <small>{escape(info["version"])}</small></h2>'
    if found is None:
        return f"{heading}\n<p>New: not released yet.</p>"
    if not found:
        return f"{heading}\n<p>Nothing has changed since the last release.</p>"
    items = [
        f"<li><strong>{IMPACTS[one.impact]}</strong> {inline(one.words)}<br>"
        f"<code>{escape(one.pointer).replace('/', '/<wbr>')}</code></li>"
        for one in found
    ]
    return "\n".join([heading, '<ul class="changes">', *items, "</ul>"])


PAGE = Template("""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
$mark
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>$title</title>
<style>
:root { --page: #fff; --text: #14181f; --soft: #5a6372; --line: #d8dbe2; --card: #f6f7f9;
  --link: #0b57d0; --method: #0b6b3a }
@media (prefers-color-scheme: dark) {
  :root { --page: #14181f; --text: #e8ebf0; --soft: #a3adbd; --line: #3a4150; --card: #1d222b;
    --link: #8ab4f8; --method: #6fd19b }
}
html { background: var(--page); color: var(--text) }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 0 auto; padding: 1rem }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: .5rem 0 1.5rem }
nav a { text-decoration: none }
nav a[aria-current] { color: var(--text); border-bottom: 2px solid var(--link) }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem }
h1 + p, small { color: var(--soft); font-weight: normal }
p { margin: .5rem 0 }
a { color: var(--link) }
code { font-size: .875rem; overflow-wrap: anywhere }
pre { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  padding: .8rem 1rem; overflow-x: auto; line-height: 1.4 }
pre code { overflow-wrap: normal }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem; text-align: left;
  vertical-align: top }
.wide code { overflow-wrap: normal }
tbody th { font-weight: normal }
.clauses th { width: 16rem }
:target { background: var(--card) }
.operations { list-style: none; margin: 1rem 0; padding: 0 }
.operations a { display: block; padding: .8rem 1rem; margin: .5rem 0; background: var(--card);
  border: 1px solid var(--line); border-radius: .5rem; text-decoration: none }
.operations a:hover, .operations a:focus-visible { border-color: var(--link) }
.operations strong { display: block }
.operations code { color: var(--soft) }
.operations b { color: var(--method) }
p span { white-space: nowrap }
@media (max-width: 36rem) {
  .clauses, .clauses tbody, .clauses tr, .clauses th, .clauses td { display: block; width: auto }
  .clauses th { border: 0; padding-bottom: 0 }
}
</style>
</head>
<body>
<nav aria-label="Pages">
$links
</nav>
<main>
$heading
$body
</main>
</body>
</html>
""")

API = Template("""\
<h2><a href="$page">$title</a> <small>$version</small></h2>
<p>$summary</p>
<ul class="operations">
$operations
</ul>
$regions\
""")

OPERATION = Template("""\
<li><a href="$page#operation/$id"><strong>$summary</strong>
<code><b>$method</b> $path</code></a></li>\
""")
