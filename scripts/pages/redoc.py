"""The reference page of a contract: Redoc, in a single file."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from scripts.environments import redocly
from scripts.pages.reference import readable
from scripts.pages.samples import samples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi.contract import JSON, Contract, Operation

# The only resource that the page would load from the network.
REMOTE_LOGO = re.compile(r"https://cdn\.redoc\.ly/redoc/[a-z-]+\.svg")
LOGO = (
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='40' height='12'>"
    "<text y='10' font-family='sans-serif' font-size='10' fill='gray'>Redocly</text></svg>"
)
NAVIGATION_HEIGHT = 48


class RenderError(Exception):
    """A page could not be rendered."""


def render(contract: Contract, folder: Path, navigation: str) -> str:
    """The page of one contract; the folder is for the renderer's temporary files."""
    source, settings, page = (folder / f"{contract.name}.{end}" for end in ("json", "yaml", "html"))
    source.write_text(json.dumps(readable(contract), default=str), encoding="utf-8")
    settings.write_text(json.dumps({"openapi": options(contract)}), encoding="utf-8")
    command: list[str | Path] = [*redocly.command(), "build-docs", source, f"--config={settings}"]
    command += [
        "--inlineBundle",
        "--template",
        Path(__file__).with_name("redoc.hbs"),
        "--output",
        page,
    ]
    done = subprocess.run(
        [*command, "--title", contract.document["info"]["title"]],
        env=os.environ | redocly.QUIET,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not page.exists():
        reason = done.stderr or done.stdout
        raise RenderError(f"{contract.path.name} could not be rendered: {reason}")
    html = REMOTE_LOGO.sub(LOGO, page.read_text(encoding="utf-8"))
    html = html.replace("<!-- navigation -->", navigation, 1)
    return html.replace("<!-- paper -->", on_paper(contract), 1)


def options(contract: Contract) -> dict[str, JSON]:
    """The renderer's settings."""
    labels = {
        sample.label: sample.lang
        for operation in contract.operations
        for sample in samples(operation)
    }
    return {
        # More room for code than in columns.
        "layout": "stacked",
        "schemasExpansionLevel": "all",
        "jsonSamplesExpandLevel": "all",
        "scrollYOffset": NAVIGATION_HEIGHT,
        "downloadUrls": [{"title": contract.path.name, "url": contract.path.name}],
        # By default Redoc shows one sample per language.
        "codeSamples": {"languages": [{"lang": labels[label], "label": label} for label in labels]},
    }


def on_paper(contract: Contract) -> str:
    """All samples and responses, which the page shows one at a time, for printing."""
    parts = [part for operation in contract.operations for part in unfolded(operation)]
    html = MarkdownIt("commonmark").render("\n".join(parts))
    return f'<section class="paper">\n{html}</section>'


def unfolded(operation: Operation) -> Iterator[str]:
    yield f"# {operation.id}\n"
    for sample in samples(operation):
        yield f"## {sample.label}\n\n```{sample.lang}\n{sample.source}```\n"
    for status, response in operation.responses.items():
        yield f"## {status}\n\n{response.node.get('description', '')}\n"
        for name, body in response.examples.items():
            text = json.dumps(body, indent=2, ensure_ascii=False)
            yield f"Example `{name}`:\n\n```json\n{text}\n```\n"
