"""Put the figures that cells drew onto the page: light, dark, and their data."""

import json
import os
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import download_reference
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from results import code_cells, write_whole

MIME = "application/vnd.spotdiff.figure+json"


def place_figures(notebook: nbformat.NotebookNode, folder: Path) -> None:
    """Write each figure's files and put a `live-figure` directive in its place.

    Args:
        notebook: an executed page; its outputs are changed in place.
        folder: where the files go, one folder a page.

    Raises:
        ValueError: two figures of the page have the same name.
    """
    seen: set[str] = set()
    for cell in code_cells(notebook):
        for output in cell.outputs:
            if MIME in output.get("data", {}):
                figure = json.loads(output.data[MIME])
                if figure["name"] in seen:
                    raise ValueError(f"two figures named {figure['name']!r}")
                seen.add(figure["name"])
                stem = folder / figure["name"]
                light = output.data["image/svg+xml"]
                write_whole(beside(stem, ".light.svg"), light)
                write_whole(beside(stem, ".dark.svg"), figure["dark"])
                write_whole(beside(stem, ".csv"), figure["table"])
                output.data = nbformat.from_dict(
                    {"text/markdown": markup(stem, figure)}
                )


def beside(stem: Path, ending: str) -> Path:
    """Return a file of a figure, whose name may have dots of its own."""
    return stem.with_name(stem.name + ending)


def markup(stem: Path, figure: dict[str, Any]) -> str:
    """Write the directive for a figure."""
    alt, caption = (" ".join(figure[key].split()) for key in ("alt", "caption"))
    return (
        f"````{{live-figure}} {stem}\n"
        # In quotes: a text may hold signs that mean something to YAML.
        f":alt: {json.dumps(alt, ensure_ascii=False)}\n:width: {figure['width']}\n"
        f":height: {figure['height']}\n\n{caption}\n````\n"
    )


class LiveFigure(SphinxDirective):
    """Show a figure in the colours of the page, with its data under it."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = {  # noqa: RUF012 (the base class's own type)
        "alt": directives.unchanged_required,
        "width": directives.positive_int,
        "height": directives.positive_int,
    }

    def run(self) -> list[nodes.Node]:
        """Build the figure node."""
        stem = Path(self.arguments[0])
        images = [self.image(stem, theme) for theme in ("light", "dark")]
        caption = nodes.caption()
        self.state.nested_parse(
            self.content, self.content_offset, holder := nodes.Element()
        )
        for paragraph in holder.children:
            caption += paragraph.children
        caption += [nodes.Text(" "), self.data_link(stem)]
        # In a box of their own: the theme hides a caption beside a hidden image.
        drawing = nodes.container("", *images, classes=["drawing"])
        figure = nodes.figure("", drawing, caption, classes=["live-figure"])
        figure["ids"] = [f"figure-{nodes.make_id(stem.name)}"]
        self.set_source_info(figure)
        return [figure]

    def image(self, stem: Path, theme: str) -> nodes.image:
        """Build the image for one theme."""
        return nodes.image(
            uri=self.relative(beside(stem, f".{theme}.svg")),
            alt=self.options["alt"],
            width=f"{self.options['width']}px",
            height=f"{self.options['height']}px",
            classes=[f"only-{theme}"],
            loading="lazy",
        )

    def data_link(self, stem: Path) -> nodes.Element:
        """Build the link to the figure's data."""
        target = self.relative(beside(stem, ".csv"))
        label = nodes.inline("", "Data (CSV)")
        return download_reference(
            "", "", label, reftarget=target, classes=["figure-data"]
        )

    def relative(self, path: Path) -> str:
        """Return a path as Sphinx wants it: relative to the page's folder."""
        here = Path(self.env.doc2path(self.env.docname)).parent
        return Path(os.path.relpath(path, here)).as_posix()


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("live-figure", LiveFigure)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
