"""Render every contract under openapi/ as one HTML page, and an index of their operations.

A page holds all it needs and asks the network for nothing.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import re
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

import redocly

from contract_tests.spec import JSON, Operation, Spec, SpecError, load_all

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
MARK = '<meta name="generator" content="scripts/docs">'
# Members whose value is data; what looks like a schema in there is none.
DATA = frozenset({"const", "default", "enum", "example", "examples"})
# Members whose keys are names that a contract gives, so that one may be called `default`.
NAMES = frozenset({"$defs", "headers", "parameters", "properties", "responses", "schemas"})
# The one thing the renderer would load from elsewhere.
REMOTE_LOGO = re.compile(r"https://cdn\.redoc\.ly/redoc/[a-z-]+\.svg")
LOGO = (
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='40' height='12'>"
    "<text y='10' font-family='sans-serif' font-size='10' fill='gray'>Redocly</text></svg>"
)


class DocsError(Exception):
    """The pages could not be made."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/docs", description=__doc__)
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "site",
        metavar="DIR",
        help="where the pages go (default: site/); what an earlier run wrote there is replaced",
    )
    output = parser.parse_args(arguments).output.absolute()
    try:
        specs = load_all()
        publish(specs, output)
    except (DocsError, OSError, SpecError, redocly.SetUpError) as error:
        print(f"scripts/docs: {error}", file=sys.stderr)
        return 2
    for spec in specs.values():
        ids = ", ".join(operation.id for operation in spec.operations)
        print(f"{spec.path.name}: {ids or 'no operation'} -> {output / page_name(spec)}")
    print(f"Index of all operations: {output / 'index.html'}")
    return 0


def publish(specs: dict[str, Spec], output: Path) -> None:
    """Write the site aside, then put it in the place of the old one."""
    if output.exists() and not ours(output):
        raise DocsError(f"{output} holds something else; name a folder that is new or empty.")
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".docs-", dir=output.parent) as aside:
        site = Path(aside, "site")
        site.mkdir()
        for spec in specs.values():
            page = render(spec, Path(aside, f"{spec.name}.json"))
            (site / page_name(spec)).write_text(page, encoding="utf-8")
        (site / "index.html").write_text(index(specs), encoding="utf-8")
        swap(site, output, Path(aside, "old"))


def ours(output: Path) -> bool:
    """Whether a folder may be replaced: empty, or written by an earlier run."""
    if not output.is_dir():
        return False
    home = output / "index.html"
    return MARK in home.read_text(encoding="utf-8") if home.exists() else not any(output.iterdir())


def swap(site: Path, output: Path, old: Path) -> None:
    parent = os.open(output.parent, os.O_RDONLY)
    try:
        # Between the two moves there is no site, which another run must not see.
        fcntl.flock(parent, fcntl.LOCK_EX)
        if output.exists():
            output.rename(old)
        site.rename(output)
    finally:
        os.close(parent)


def render(spec: Spec, source: Path) -> str:
    """The page of one contract."""
    source.write_text(json.dumps(readable(spec), default=str), encoding="utf-8")
    page = source.with_suffix(".html")
    done = subprocess.run(
        [
            *redocly.command(),
            *("build-docs", source, "--inlineBundle", "--title", spec.document["info"]["title"]),
            *("--template", ROOT / "scripts/node/page.hbs", "--output", page, redocly.SETTINGS),
        ],
        env=os.environ | redocly.QUIET,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not page.exists():
        raise DocsError(f"{spec.path.name} could not be rendered: {done.stderr or done.stdout}")
    return REMOTE_LOGO.sub(LOGO, page.read_text(encoding="utf-8"))


def readable(spec: Spec) -> JSON:
    """A copy of a contract whose descriptions also say what the renderer leaves out."""
    # Through JSON, so that what the YAML shares by anchors is copied and noted once each.
    document = json.loads(json.dumps(spec.document, default=str))
    for node in objects(document):
        if added := "".join(notes(spec, node)):
            node["description"] = node.get("description", "") + added
    info = document["info"]
    info["description"] = info.get("description", "") + "\n\n[All operations](index.html)"
    return document


def objects(node: JSON, *, named: bool = False) -> Iterator[dict[str, JSON]]:
    """Every object of a document that is not data; `named` where its keys are names."""
    if isinstance(node, list):
        for one in node:
            yield from objects(one)
    elif isinstance(node, dict):
        if not named:
            yield node
        for key, value in node.items():
            if named or key not in DATA:
                yield from objects(value, named=not named and key in NAMES)


def notes(spec: Spec, node: dict[str, JSON]) -> Iterator[str]:
    """What to add to the description of an object."""
    if "x-region" in node:
        yield f" ({node['x-region']})"
    if values := examples(spec, node):
        label = "Examples" if len(values) > 1 else "Example"
        yield f"\n\n{label}: " + ", ".join(f"`{json.dumps(value)}`" for value in values)
    if "content" in node:
        # Not on the schemas: those of bodies and of array items are rendered without their text.
        bodies = (media.get("schema") for media in node["content"].values())
        yield from listed([rule for body in bodies for rule in rules(spec, body)])


def examples(spec: Spec, node: dict[str, JSON]) -> list[JSON]:
    """The values of a schema, or of a parameter's or header's schema if it has none itself."""
    if "description" in node and "schema" in node and not {"example", "examples"} & node.keys():
        return examples(spec, spec.resolve(node["schema"]))
    if "$ref" in node and "description" not in node:
        return []
    found = spec.resolve(node).get("examples")
    return found if isinstance(found, list) else []


def rules(
    spec: Spec, schema: JSON, place: str = "", above: tuple[str, ...] = ()
) -> Iterator[tuple[str, dict[str, str]]]:
    """The invariants a body is held to, each with the place of what it speaks of."""
    if not isinstance(schema, dict) or schema.get("$ref") in above:
        return
    if "$ref" in schema:
        yield from rules(spec, spec.at(schema["$ref"]), place, (*above, schema["$ref"]))
    for rule in schema.get("x-invariants", ()):
        yield place, rule
    for step, below in inside(schema):
        yield from rules(spec, below, f"{place}{step}".removeprefix("."), above)


def inside(schema: dict[str, JSON]) -> Iterator[tuple[str, JSON]]:
    """The schemas in a schema, each with the step that leads there."""
    for name, below in schema.get("properties", {}).items():
        yield f".{name}", below
    yield "[]", schema.get("items")
    yield ".*", schema.get("additionalProperties")
    for keyword in ("allOf", "anyOf", "oneOf"):
        yield from (("", below) for below in schema.get(keyword, ()))


def listed(found: list[tuple[str, dict[str, str]]]) -> Iterator[str]:
    """Invariants as Markdown, nothing if there are none."""
    if found:
        yield "\n\n**Rules** beyond the schema, in CEL; `self` is the part named first:\n"
    for place, rule in found:
        part = f"`{place}`" if place else "the whole body"
        yield f"\n- {part}: {rule['message']} ({rule['basis']})\n\n  `{rule['rule']}`\n"


def page_name(spec: Spec) -> str:
    return f"{spec.name}.html"


def index(specs: dict[str, Spec]) -> str:
    """The page that leads to every operation."""
    return INDEX.substitute(mark=MARK, apis="\n".join(map(section, specs.values())))


def section(spec: Spec) -> str:
    info = spec.document["info"]
    servers = spec.document.get("servers", ())
    regions = [f"<span>{escape(one['x-region'])}</span>" for one in servers if "x-region" in one]
    return API.substitute(
        page=page_name(spec),
        title=escape(info["title"]),
        version=escape(info["version"]),
        summary=escape(info.get("summary", "")),
        operations="\n".join(map(entry, spec.operations)),
        regions=f"<p>Regions: {', '.join(regions)}</p>" if regions else "",
    )


def entry(operation: Operation) -> str:
    node = operation.spec.at(f"#{operation.pointer}")
    return OPERATION.substitute(
        page=page_name(operation.spec),
        id=escape(operation.id),
        summary=escape(node.get("summary", operation.id)),
        method=operation.method,
        # A long path may break after a slash.
        path=escape(operation.path).replace("/", "/<wbr>"),
    )


INDEX = Template("""\
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
<title>Huawei Cloud statistics: API reference</title>
<style>
:root { --page: #fff; --text: #14181f; --soft: #5a6372; --line: #d8dbe2; --card: #f6f7f9;
  --link: #0b57d0; --method: #0b6b3a }
@media (prefers-color-scheme: dark) {
  :root { --page: #14181f; --text: #e8ebf0; --soft: #a3adbd; --line: #3a4150; --card: #1d222b;
    --link: #8ab4f8; --method: #6fd19b }
}
html { background: var(--page); color: var(--text) }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 2rem 1rem }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 }
h2 { font-size: 1.2rem; margin: 2.5rem 0 0 }
h2 small, p { color: var(--soft); font-weight: normal }
p { margin: .25rem 0 }
a { color: var(--link) }
ul { list-style: none; margin: 1rem 0; padding: 0 }
li a { display: block; padding: .8rem 1rem; margin: .5rem 0; background: var(--card);
  border: 1px solid var(--line); border-radius: .5rem; text-decoration: none }
li a:hover, li a:focus-visible { border-color: var(--link) }
li strong { display: block }
p span { white-space: nowrap }
code { font-size: .875rem; color: var(--soft); overflow-wrap: anywhere }
code b { color: var(--method) }
</style>
</head>
<body>
<h1>Huawei Cloud statistics: API reference</h1>
<p>Every operation, straight from the OpenAPI contracts. These pages need no network.</p>
$apis
</body>
</html>
""")

API = Template("""\
<h2><a href="$page">$title</a> <small>$version</small></h2>
<p>$summary</p>
<ul>
$operations
</ul>
$regions\
""")

OPERATION = Template("""\
<li><a href="$page#operation/$id"><strong>$summary</strong>
<code><b>$method</b> $path</code></a></li>\
""")


if __name__ == "__main__":
    sys.exit(main())
