"""Markdown and docstrings as pages by Sphinx, which load nothing from the network."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.application import Sphinx

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).parent
SETTINGS = {
    "project": "Huawei Cloud statistics",
    "extensions": [
        "myst_parser",
        "sphinx.ext.autodoc",
        "sphinx.ext.napoleon",
        "sphinx_copybutton",
    ],
    "html_theme": "pydata_sphinx_theme",
    "html_title": "Huawei Cloud statistics",
    "html_static_path": [str(HERE / "static")],
    "html_css_files": ["site.css"],
    "html_sidebars": {"**": []},
    "html_context": {"default_mode": "auto"},
    "html_copy_source": False,
    "html_show_sourcelink": False,
    # Dashes only; quotes stay as they are in code.
    "smartquotes_action": "D",
    # Summaries fetch every page with a match, which browsers do not allow for files on disk.
    "html_show_search_summary": False,
    "html_permalinks_icon": "#",
    "myst_heading_anchors": 4,
    "myst_url_schemes": {
        "http": None,
        "https": None,
        "beside": {"url": "{{path}}"},
        "page": {"url": "{{path}}#{{fragment}}"},
    },
    # Docstrings quote code as Markdown does.
    "default_role": "code",
    "autodoc_default_options": {
        "members": True,
        "inherited-members": "BaseException,OSError,StatusError,str",
    },
    "add_module_names": False,
    "autodoc_typehints_format": "short",
    "maximum_signature_line_length": 80,
    "copybutton_exclude": ".linenos, .gp, .go",
}
THEME = {
    "header_links_before_dropdown": 20,
    "navbar_align": "left",
    "navigation_with_keys": False,
    "show_prev_next": False,
    "show_toc_level": 2,
    "article_header_start": [],
    "footer_start": [],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
_PARAMETER = re.compile(r'<dd>(<em class="sig-param">.*?)</dd>')
_ARGUMENT = re.compile(r"^( *\w+:(?= ))?(.*)$")
_QUOTED = re.compile(r"(`[^`]*`)")


def build(source: Path, output: Path, work: Path, references: Iterable[str]) -> None:
    """Build the pages from a folder of Markdown."""
    links = [{"name": name.upper(), "url": f"{name}.html"} for name in references]
    app = Sphinx(
        *(source, None, output, work, "html"),
        confoverrides=SETTINGS | {"html_theme_options": THEME | {"external_links": links}},
        status=None,
    )
    # Before napoleon, which converts sections to reStructuredText.
    app.connect("autodoc-process-docstring", escape, priority=400)
    app.build()
    tidy(output / "client.html")
    for superfluous in [*output.rglob("*.map"), output / "objects.inv", output / ".buildinfo"]:
        superfluous.unlink(missing_ok=True)
    shutil.rmtree(output / "_sources", ignore_errors=True)


def tidy(page: Path) -> None:
    """Show parameters of a signature as lines: Sphinx emits an invalid definition list."""
    html = _PARAMETER.sub(r'<span class="parameter">\1</span>', page.read_text(encoding="utf-8"))
    html = re.sub(r"<dl>\n((?:<span class=.parameter.>.*\n)+)</dl>", r"\1", html)
    page.write_text(html, encoding="utf-8")


def escape(*event: Any) -> None:
    """Escape prose, in which reStructuredText would find markup; examples are code."""
    lines = event[-1]
    prose, heading, example = "\n".join(lines).partition("\nExample:\n")
    lines[:] = [_ARGUMENT.sub(_escaped, line) for line in prose.split("\n")]
    if heading:
        lines += ["Example::", "", *example.split("\n")]


def _escaped(line: re.Match[str]) -> str:
    argument, text = line.groups("")
    parts = _QUOTED.split(text)
    parts[::2] = (re.sub(r"([\\_|])", r"\\\1", part) for part in parts[::2])
    return argument + "".join(parts)
