"""The `pair` directive: one difference, two listings, the differing lines marked.

    ```{pair} toy_problem/by_hand
    :names: descend
    :sides: torch_side tensorflow_side
    ```

The argument is a folder of the package. Nothing is typed in the page: the
listings are the tested files themselves.
"""

from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from side_by_side import SIDES, columns
from source_pairs import Listing, PairError, read_pair

SIDE_OF_FILE = {
    "torch_side": "pytorch",
    "tensorflow_side": "tensorflow",
    "tensorflow1_side": "tensorflow1",
}


class Pair(SphinxDirective):
    """Show the two sides of a difference next to each other."""

    required_arguments = 1
    option_spec = {  # noqa: RUF012 (the base class's own type)
        "names": directives.unchanged,
        "sides": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Build the columns and the sentence that counts the differing lines."""
        folder = Path(self.config.pair_root) / self.arguments[0]
        sides = self.options.get("sides", "torch_side tensorflow_side").split()
        files = [folder / f"{side}.py" for side in sides]
        for file in files:
            self.env.note_dependency(str(Path(self.env.app.confdir) / file))
        try:
            listings = self.read(files)
        except PairError as error:
            raise self.error(f"pair: {error}") from error
        shown = [
            (SIDE_OF_FILE[side], [self.listing(file, listing)])
            for side, file, listing in zip(sides, files, listings, strict=True)
        ]
        block = nodes.container(
            "", columns(shown), count(sides, listings), classes=["pair"]
        )
        self.set_source_info(block)
        return [block]

    def read(self, files: list[Path]) -> tuple[Listing, Listing]:
        """Read both sides."""
        if len(files) != 2 or any(file.stem not in SIDE_OF_FILE for file in files):
            raise PairError(f"two sides out of {', '.join(SIDE_OF_FILE)} are needed")
        confdir = Path(self.env.app.confdir)
        names = self.options.get("names", "").split()
        return read_pair(confdir / files[0], confdir / files[1], names)

    def listing(self, file: Path, listing: Listing) -> nodes.Node:
        """Build one side: where it comes from, and the code."""
        code = nodes.literal_block(listing.text, listing.text, language="python")
        code["highlight_args"] = {"hl_lines": list(listing.differing)}
        self.set_source_info(code)
        origin = nodes.paragraph("", file.as_posix(), classes=["origin"])
        return nodes.container("", origin, code, classes=["listing"])


def count(sides: list[str], listings: tuple[Listing, Listing]) -> nodes.paragraph:
    """Say in how many lines the sides differ."""
    parts = (
        f"{SIDES[SIDE_OF_FILE[side]]}: {len(listing.differing)} of {listing.lines}"
        for side, listing in zip(sides, listings, strict=True)
    )
    text = f"Lines that differ are marked ({'; '.join(parts)})."
    return nodes.paragraph("", text, classes=["difference-count"])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and the folder it starts from."""
    app.add_config_value("pair_root", "code", "env", str)
    app.add_directive("pair", Pair)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
