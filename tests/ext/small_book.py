"""A book of a few pages with the extensions of the real one, built apart from it."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ext.builder import EXTENSIONS, Build, Builder

SPHINX = """
import sys
from sphinx.cmd.build import main
strict = ["--nitpicky", "--fail-on-warning", "-q", "-c", "."]
folders = ["-d", "_build/doctrees", "book", "_build/html"]
sys.exit(main([*strict, *OPTIONS, *folders]))
"""

# No framework is asked; a test may break something before the build begins.
PUBLISH = """
import shutil, sys
import live_pages, publish
publish.runtime = lambda device, data: {"device": "cpu", "data": data}
publish.fetch = lambda data: None
BEFORE
sys.exit(publish.main([]))
"""

CONF = f"""
import sys
sys.path.insert(0, {str(EXTENSIONS)!r})
project = "Small"
extensions = [
    "myst_nb", "sphinx_copybutton", "sphinx_design", "contents", "figure_files",
    "live_pages", "mathml", "pair", "provenance", "side_by_side",
]
nitpicky = True
live_reporter = "print('{{}}')"
pair_root = "code/shop"
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "attrs_inline"]
nb_custom_formats = {{".md": ["nbformat.reads", {{"as_version": 4}}, False]}}
nb_execution_mode = "off"
nb_merge_streams = True
nb_render_markdown_format = "myst"
html_theme = "basic"
html_math_renderer = "mathml"
html_copy_source = False
"""
HEADER = "---\nfile_format: mystnb\n---\n"


@dataclass(frozen=True)
class SmallBook:
    """A folder with a book in it."""

    folder: Path
    builder: Builder

    def write(self, files: Mapping[str, str]) -> None:
        """Write files, named from the book's folder."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")

    def read(self, name: str) -> str:
        """Return the text of a file."""
        return (self.folder / name).read_text("utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that stands in a file."""
        text = self.read(name)
        assert old in text, f"{old!r} is not in {name}"
        self.write({name: text.replace(old, new)})

    def build(self, *options: str) -> Build:
        """Build the book, and return what became of it."""
        return self.run(SPHINX.replace("OPTIONS", repr(options)))

    def publish(self, before: str = "") -> Build:
        """Build and publish the book, after some code has been run."""
        return self.run(PUBLISH.replace("BEFORE", before))

    def site(self) -> dict[str, bytes]:
        """Return every published file with its bytes."""
        folder = self.folder / "_build" / "html"
        files = (file for file in folder.rglob("*") if file.is_file())
        return {str(file.relative_to(folder)): file.read_bytes() for file in files}

    def run(self, code: str) -> Build:
        """Run code in the book's folder, in a process of its own."""
        return self.builder.run(code, self.folder, self.environment)

    def build_well(self, *options: str) -> Build:
        """Build the book, which must work."""
        done = self.build(*options)
        assert done.status == 0, done.output
        return done

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables under which the cells find the book's modules."""
        return {**os.environ, "PYTHONPATH": str(self.folder / "code")}

    def html(self, page: str) -> str:
        """Return a page as it was built."""
        return self.read(f"_build/html/{page}.html")

    def provenance(self) -> dict[str, Any]:
        """Return the record of every executed page."""
        site = json.loads(self.read("_build/html/provenance.json"))
        pages: dict[str, Any] = site["pages"]
        return pages

    def executed(self) -> set[str]:
        """Return the pages whose cells the last build ran."""
        pages = self.provenance().items()
        return {name for name, record in pages if not record["from_cache"]}


def page(*cells: str, title: str = "Page", header: str = "") -> str:
    """Return a page; a cell may begin with a line of tags."""
    blocks = [f"```{{code-cell}} python\n{cell}\n```\n" for cell in cells]
    front = HEADER.replace("---\n", f"---\n{header}\n", 1) if header else HEADER
    return f"{front}# {title}\n\n" + "\n".join(blocks)
