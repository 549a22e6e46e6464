"""A cell's outputs as Jupyter shows them, without what only the site can show."""

import json
import re
from collections.abc import Iterator

import nbformat

OURS = "application/vnd.spotdiff."
QUOTED = "application/papermill.record/"
PICTURES = ("image/svg+xml", "image/png")
# What Markdown has on the site and not in Jupyter: names of places, and links to them.
NAMED = re.compile(r"\[([^\]]*)\]\{[^}]*\}")
LINKED = re.compile(r"\[([^\]]*)\]\((#[^)\s]*)\)")


def shown(
    outputs: list[nbformat.NotebookNode], page: str
) -> list[nbformat.NotebookNode]:
    """Return outputs for a notebook.

    Args:
        outputs: as the build keeps them.
        page: the page's address, for links to its parts; empty if unknown.
    """
    return list(filter(None, (output(each, page) for each in outputs)))


def output(given: nbformat.NotebookNode, page: str) -> nbformat.NotebookNode | None:
    """Return one output, or None if nobody would see it."""
    if "data" not in given:
        return given
    if any(kind.startswith(QUOTED) for kind in given.data):
        return None
    data = {k: v for k, v in given.data.items() if not k.startswith(OURS)}
    made: nbformat.NotebookNode = nbformat.from_dict(
        {**given, "data": data, "metadata": {}}
    )
    for fields in descriptions(given):
        # An image's own text would be the whole of it, once more.
        made.data["text/plain"] = fields.get("alt", data["text/plain"])
        for kind in set(PICTURES) & set(data):
            made.metadata[kind] = {
                key: fields[key] for key in ("alt", "width", "height") if key in fields
            }
    if "text/markdown" in data:
        made.data["text/markdown"] = markdown(data["text/markdown"], page)
    return made


def descriptions(given: nbformat.NotebookNode) -> Iterator[dict[str, object]]:
    """Yield what the build knows about a picture."""
    for kind, text in given.data.items():
        if kind.startswith(OURS):
            yield json.loads(text)


def markdown(text: str, page: str) -> str:
    """Return Markdown that Jupyter reads as the site does."""
    link = rf"[\1]({page}\2)" if page else r"\1"
    return LINKED.sub(link, NAMED.sub(r"\1", text))
