"""The `pair` directive: one difference, two listings, the differing lines marked.

    ```{pair} toy_problem/by_hand
    :names: descend
    :sides: torch_side tensorflow_side
    ```

The argument is a folder of the package. Nothing is typed in the page: the
listings are the tested files themselves. A file belongs to the framework that
its name begins with. One side alone is shown as it is.
"""

from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from side_by_side import SIDES, columns
from source_pairs import Listing, PairError, extract, read_pair

SIDE_OF_PREFIX = {
    "torch": "pytorch",
    "tensorflow": "tensorflow",
    "tensorflow1": "tensorflow1",
    "keras": "keras",
}


class Pair(SphinxDirective):
    """Show the two sides of a difference next to each other, or one of them."""

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
            keys = [side_of(file) for file in files]
            listings = self.read(files)
        except PairError as error:
            raise self.error(f"pair: {error}") from error
        shown = [
            (key, [self.listing(file, listing)])
            for key, file, listing in zip(keys, files, listings, strict=True)
        ]
        block = nodes.container("", columns(shown), classes=["pair"])
        if len(listings) == 2:
            block += count(keys, listings)
        self.set_source_info(block)
        return [block]

    def read(self, files: list[Path]) -> tuple[Listing, ...]:
        """Read one side, or both and what differs."""
        if len(files) not in (1, 2):
            raise PairError("one side is needed, or two")
        paths = [Path(self.env.app.confdir) / file for file in files]
        names = self.options.get("names", "").split()
        if len(paths) == 1:
            return (Listing(extract(paths[0], names), ()),)
        return read_pair(paths[0], paths[1], names)

    def listing(self, file: Path, listing: Listing) -> nodes.Node:
        """Build one side: where it comes from, and the code."""
        code = nodes.literal_block(listing.text, listing.text, language="python")
        code["highlight_args"] = {"hl_lines": list(listing.differing)}
        code["shows"] = [(side_of(file), file.as_posix(), listing.text)]
        self.set_source_info(code)
        origin = nodes.paragraph("", file.as_posix(), classes=["origin"])
        return nodes.container("", origin, code, classes=["listing"])


def side_of(file: Path) -> str:
    """Return the side a file belongs to.

    Raises:
        PairError: its name does not begin with a framework's.
    """
    prefix = file.stem.split("_")[0]
    if prefix not in SIDE_OF_PREFIX:
        frameworks = ", ".join(SIDE_OF_PREFIX)
        raise PairError(f"the name of {file.name} begins with none of {frameworks}")
    return SIDE_OF_PREFIX[prefix]


def count(keys: list[str], listings: tuple[Listing, ...]) -> nodes.paragraph:
    """Say in how many lines the sides differ."""
    parts = (
        f"{SIDES[key]}: {len(listing.differing)} of {listing.lines}"
        for key, listing in zip(keys, listings, strict=True)
    )
    text = f"Lines that differ are marked ({'; '.join(parts)})."
    return nodes.paragraph("", text, classes=["difference-count"])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and the folder it starts from."""
    app.add_config_value("pair_root", "code", "env", str)
    app.add_directive("pair", Pair)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
