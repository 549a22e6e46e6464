"""Say what each page is about: to search engines, and where a link is shared.

A description is the page's own first sentences. Where the site has an address, the
page also gets the tags and the card that show it; `sphinxext.opengraph` writes them.
"""

import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

import social_card

LONGEST = 160  # letters: more is cut off by those who show it
ENOUGH = 60
CARDS = "_images/cards"
# Pages that Sphinx makes have no sentences of their own.
ABOUT = {"search": "Search the book for words, and for API names such as nn.Module."}


def description(tree: nodes.document) -> str:
    """Return the first sentences of a page, as many as fit, at least one in part.

    What stands in boxes, captions and lists is left out: it does not open a page. So
    is all that follows a formula, which would be shown as its source.
    """
    text = ""
    for paragraph in tree.findall(nodes.paragraph):
        if not isinstance(paragraph.parent, nodes.section):
            continue
        if next(paragraph.findall(nodes.math), None):
            break
        text = f"{text} {' '.join(paragraph.astext().split())}".strip()
        if len(text) > LONGEST:
            break
    return shortened(text)


def shortened(text: str) -> str:
    """Cut a text after a sentence, or after a word where a sentence is too long."""
    if len(text) <= LONGEST:
        return text
    ends = [m.end() for m in re.finditer(r"[.?!](?= )", text[:LONGEST])]
    if ends and ends[-1] >= ENOUGH:
        return text[: ends[-1]]
    return text[: LONGEST - 1].rpartition(" ")[0].rstrip(",;:") + "…"


def describe(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    tree: nodes.document | None,
) -> None:
    """Give a page its description; where the site has an address, its tags and card."""
    about = ABOUT.get(page, "") if tree is None else description(tree)
    tag = f'<meta name="description" content="{escape(about)}">\n'
    context["metatags"] = context.get("metatags", "") + (tag if about else "")
    if tree is None:
        return
    title = app.env.titles[page].astext()
    fields: dict[str, str] = {**(context.get("meta") or {})}
    if not app.config.html_baseurl:
        # They would name the page and the picture by relative addresses.
        fields["ogp_disable"] = ""
    else:
        card = f"{CARDS}/{page}.png"
        social_card.draw(Path(app.outdir) / card, app.config.project, title, about)
        fields |= {
            "og:description": escape(about),
            "og:image": app.config.html_baseurl + card,
            "og:image:alt": escape(f"{app.config.project}: {title}"),
            "og:image:width": str(social_card.WIDTH),
            "og:image:height": str(social_card.HEIGHT),
        }
    context["meta"] = fields


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the step, before the one that writes the tags."""
    app.connect("html-page-context", describe, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
