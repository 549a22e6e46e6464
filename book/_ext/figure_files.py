"""Put the pictures that cells drew onto the page, with their data.

A figure is two images, one for light and one for dark pages. A diagram is one
drawing that stands in the page itself: it takes the page's colours, and its words
can be searched for. A photograph is what a program showed on its screen, in one
look or in two; what it shows is not ours, so it has no data beside it. A
demonstration is drawn by a script in the reader's browser, from files that the page
links to. A download is nothing but a link to a file.
"""

import json
import os
from base64 import b64decode
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import nbformat
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import download_reference
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from results import code_cells, write_whole

MIME = "application/vnd.spotdiff.figure+json"
DIAGRAM = "application/vnd.spotdiff.diagram+json"
PHOTOGRAPH = "application/vnd.spotdiff.photograph+json"
DEMONSTRATION = "application/vnd.spotdiff.demonstration+json"
DOWNLOAD = "application/vnd.spotdiff.download+json"


def place_figures(notebook: nbformat.NotebookNode, folder: Path) -> None:
    """Write each picture's files and put a directive in its place.

    Args:
        notebook: an executed page; its outputs are changed in place.
        folder: where the files go, one folder a page.

    Raises:
        ValueError: two figures of the page have the same name.
    """
    seen: set[str] = set()
    for cell in code_cells(notebook):
        for output in cell.outputs:
            for mime, (drawing, place) in PLACES.items():
                if mime in output.get("data", {}):
                    fields = json.loads(output.data[mime])
                    if fields["name"] in seen:
                        raise ValueError(f"two figures named {fields['name']!r}")
                    seen.add(fields["name"])
                    stem = folder / fields["name"]
                    text = place(stem, fields, output.data[drawing])
                    output.data = nbformat.from_dict({"text/markdown": text})


def place_figure(stem: Path, fields: dict[str, Any], svg: str) -> str:
    """Write a figure's files, and return the directive for it."""
    write_whole(beside(stem, ".light.svg"), svg)
    write_whole(beside(stem, ".dark.svg"), fields["dark"])
    write_whole(beside(stem, ".csv"), fields["table"])
    options = {key: fields[key] for key in ("alt", "width", "height")}
    return markup("live-figure", stem, options, fields["caption"])


def place_diagram(stem: Path, fields: dict[str, Any], svg: str) -> str:
    """Write a diagram's files, and return the directive for it."""
    write_whole(beside(stem, ".svg"), svg)
    write_whole(beside(stem, ".csv"), fields["table"])
    return markup("live-diagram", stem, {}, fields["caption"])


def place_photograph(stem: Path, fields: dict[str, Any], png: str) -> str:
    """Write a photograph's files, and return the directive for it."""
    looks = {"light": b64decode(png), "dark": b64decode(fields["dark"])}
    if looks["light"] == looks["dark"]:
        looks = {"only": looks["light"]}
    for look, picture in looks.items():
        write_whole(beside(stem, f".{look}.png"), picture)
    options = {key: fields[key] for key in ("alt", "width", "height")}
    options["looks"] = " ".join(looks)
    return markup("live-photograph", stem, options, fields["caption"])


def place_demonstration(stem: Path, fields: dict[str, Any], instead: str) -> str:
    """Write a demonstration's files, and return the directive for it."""
    for name, text in fields["files"].items():
        write_whole(beside(stem, f".{name}"), text)
    options = {
        "script": fields["script"],
        "settings": json.dumps(fields["settings"]),
        "files": " ".join(fields["files"]),
        "instead": instead,
    }
    return markup("live-demonstration", stem, options, fields["caption"])


def place_download(file: Path, fields: dict[str, Any], instead: str) -> str:
    """Write a file to take away, and return the directive for it."""
    write_whole(file, fields["text"])
    return markup("live-download", file, {}, fields["caption"])


# By the mark of a picture: which of its forms is placed, and how.
PLACES = {
    MIME: ("image/svg+xml", place_figure),
    DIAGRAM: ("image/svg+xml", place_diagram),
    PHOTOGRAPH: ("image/png", place_photograph),
    DEMONSTRATION: ("text/plain", place_demonstration),
    DOWNLOAD: ("text/plain", place_download),
}


def beside(stem: Path, ending: str) -> Path:
    """Return a file of a figure, whose name may have dots of its own."""
    return stem.with_name(stem.name + ending)


def markup(kind: str, stem: Path, options: dict[str, Any], caption: str) -> str:
    """Write the directive for a picture."""
    lines = [f"````{{{kind}}} {stem}"]
    for name, value in options.items():
        value = " ".join(value.split()) if isinstance(value, str) else value
        # In quotes: a text may hold signs that mean something to YAML.
        lines.append(f":{name}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join([*lines, "", " ".join(caption.split()), "````"]) + "\n"


class LivePicture(SphinxDirective):
    """Show a picture with its caption, and its data under it."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    look = ""

    def run(self) -> list[nodes.Node]:
        """Build the figure node."""
        stem = Path(self.arguments[0])
        caption = nodes.caption()
        self.state.nested_parse(
            self.content, self.content_offset, holder := nodes.Element()
        )
        for paragraph in holder.children:
            caption += paragraph.children
        caption += self.after_caption(stem)
        # In a box of their own: the theme hides a caption beside a hidden image.
        drawing = nodes.container("", *self.drawing(stem), classes=["drawing"])
        figure = nodes.figure("", drawing, caption, classes=[self.look])
        figure["ids"] = [f"figure-{nodes.make_id(stem.name)}"]
        self.set_source_info(figure)
        return [figure]

    def drawing(self, stem: Path) -> list[nodes.Node]:
        """Build what is to be seen."""
        raise NotImplementedError

    def after_caption(self, stem: Path) -> list[nodes.Node]:
        """Build the link to the figure's data."""
        target = self.relative(beside(stem, ".csv"))
        label = nodes.inline("", "Data (CSV)")
        classes = ["figure-data"]
        link = download_reference("", "", label, reftarget=target, classes=classes)
        return [nodes.Text(" "), link]

    def relative(self, path: Path) -> str:
        """Return a path as Sphinx wants it: relative to the page's folder."""
        here = Path(self.env.doc2path(self.env.docname)).parent
        return Path(os.path.relpath(path, here)).as_posix()


class LiveFigure(LivePicture):
    """Show a figure in the colours of the page."""

    look = "live-figure"
    option_spec = {  # noqa: RUF012 (the base class's own type)
        "alt": directives.unchanged_required,
        "width": directives.positive_int,
        "height": directives.positive_int,
    }

    def drawing(self, stem: Path) -> list[nodes.Node]:
        """Build the images for both themes."""
        return [
            self.image(beside(stem, f".{theme}.svg"), [f"only-{theme}"])
            for theme in ("light", "dark")
        ]

    def image(self, file: Path, classes: list[str]) -> nodes.image:
        """Build one image."""
        return nodes.image(
            uri=self.relative(file),
            alt=self.options["alt"],
            width=f"{self.options['width']}px",
            height=f"{self.options['height']}px",
            classes=classes,
            loading="lazy",
        )


class LivePhotograph(LiveFigure):
    """Show a photograph, in the look that is the page's where it has two."""

    look = "live-photograph"
    option_spec = {  # noqa: RUF012 (the base class's own type)
        **LiveFigure.option_spec,
        "looks": directives.unchanged_required,
    }

    def drawing(self, stem: Path) -> list[nodes.Node]:
        """Build an image for each look."""
        looks = self.options["looks"].split()
        return [
            self.image(
                beside(stem, f".{look}.png"),
                [] if look == "only" else [f"only-{look}"],
            )
            for look in looks
        ]

    def after_caption(self, stem: Path) -> list[nodes.Node]:
        """Build nothing: there is no data."""
        return []


class LiveDiagram(LivePicture):
    """Show a diagram as a part of the page."""

    look = "live-diagram"

    def drawing(self, stem: Path) -> list[nodes.Node]:
        """Take the drawing into the page: it tells itself what it shows."""
        svg = beside(stem, ".svg").read_text("utf-8")
        return [nodes.raw("", svg, format="html")]


class LiveDemonstration(LivePicture):
    """Leave a place for a script of `_static`, which is named after its class."""

    look = "live-demonstration"
    option_spec = {  # noqa: RUF012 (the base class's own type)
        "script": directives.unchanged_required,
        "settings": directives.unchanged_required,
        "files": directives.unchanged_required,
        "instead": directives.unchanged_required,
    }

    def drawing(self, stem: Path) -> list[nodes.Node]:
        """Build the place; the script takes away what is to be read without it."""
        script, instead = self.options["script"], escape(self.options["instead"])
        settings = quoteattr(self.options["settings"])
        up = "../" * self.env.docname.count("/")
        html = (
            f"<div class={quoteattr(script)} data-settings={settings}>"
            f"<p>{instead}</p></div>"
            f'<script src="{up}_static/{script}.js" defer></script>'
        )
        return [nodes.raw("", html, format="html")]

    def after_caption(self, stem: Path) -> list[nodes.Node]:
        """Build the links to the files, from which the script takes their addresses."""
        found: list[nodes.Node] = []
        for name in self.options["files"].split():
            file = beside(stem, f".{name}")
            label = f"{name} ({file.stat().st_size / 1e6:.1f} MB)"
            link = download_reference("", "", nodes.inline("", label))
            link["reftarget"] = self.relative(file)
            link["classes"] = ["figure-data", "demonstration-file"]
            found += [nodes.Text(" "), link]
        return found


class LiveDownload(LivePicture):
    """Link to a file."""

    def run(self) -> list[nodes.Node]:
        """Build a paragraph: what the file is, and the link."""
        file = Path(self.arguments[0])
        self.state.nested_parse(
            self.content, self.content_offset, holder := nodes.Element()
        )
        paragraph = nodes.paragraph()
        for given in holder.children:
            paragraph += given.children
        label = nodes.literal("", file.name)
        link = download_reference("", "", label, reftarget=self.relative(file))
        paragraph += [nodes.Text(" "), link]
        return [paragraph]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("live-figure", LiveFigure)
    app.add_directive("live-diagram", LiveDiagram)
    app.add_directive("live-photograph", LivePhotograph)
    app.add_directive("live-demonstration", LiveDemonstration)
    app.add_directive("live-download", LiveDownload)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
