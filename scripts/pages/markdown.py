"""Markdown of the repository as a part of a page, its links pointed at the pages' own."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it.token import Token


def rendered(text: str, links: Mapping[str, str]) -> str:
    """Markdown as HTML; headings can be linked to, and files are looked up in the links.

    A link to a file that has no page is left as the file's name.
    """
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(text)
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slug(tokens[index + 1].content))
        for one in token.children or ():
            relink(one, links)
        token.children = kept(token.children) if token.children else token.children
    html: str = parser.renderer.render(tokens, parser.options, {})
    # A table, like code, is scrolled within the page and not with it.
    return html.replace("<table>", '<div class="wide"><table>').replace(
        "</table>", "</table></div>"
    )


def slug(heading: str) -> str:
    """As the usual hosts of repositories make them."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def relink(token: Token, links: Mapping[str, str]) -> None:
    target = str(token.attrGet("href") or "")
    if token.type == "link_open" and "://" not in target and not target.startswith("#"):
        token.attrSet("href", links.get(target, ""))


def kept(tokens: Sequence[Token]) -> list[Token]:
    """Without the links that lead nowhere."""
    found, dropped = [], 0
    for token in tokens:
        if token.type == "link_open" and token.attrGet("href") == "":
            dropped += 1
        elif token.type == "link_close" and dropped:
            dropped -= 1
        else:
            found.append(token)
    return found


def inline(text: str) -> str:
    """A line of Markdown as HTML."""
    return str(MarkdownIt("commonmark").renderInline(text)) if text else escape(text)
