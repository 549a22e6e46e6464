"""The `pair` directive: one difference, two listings, the differing lines marked.

    ```{pair} toy_problem/by_hand
    :names: descend
    :sides: torch_side tensorflow_side

    print(descend(x, y))
    ```

The argument is a folder of the package. Nothing is typed in the page: the
listings are the tested files themselves. A file belongs to the framework that
its name begins with. One side alone is shown as it is. What is shown makes the
listing's id, so that a link to it lasts. What stands below the options is not
shown: these lines run the listing, in the program that it can be copied as.

    ```{listing} deployment/mobile/problem
    :names: rounded

    print(rounded(weight))
    ```

shows a piece of a file that belongs to no framework.
"""

from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import programs
from inlining import ProgramError, part_for
from marked_code import Side, marked_code
from side_by_side import SIDES, alone, columns
from source_pairs import Listing, PairError, extract, read_pair

SIDE_OF_PREFIX = {
    "torch": "pytorch",
    "tensorflow": "tensorflow",
    "tensorflow1": "tensorflow1",
    "keras": "keras",
}
DEFAULT_SIDES = ["torch_side", "tensorflow_side"]
# With a script, what is equal folds; without one there is nothing to press.
FOLD = (
    '<button type="button" class="fold pst-js-only" aria-pressed="false"'
    ' aria-keyshortcuts="Alt+=" title="Alt and =">Only what differs</button>'
)


class Pair(SphinxDirective):
    """Show the two sides of a difference next to each other, or one of them."""

    required_arguments = 1
    has_content = True
    option_spec = {  # noqa: RUF012 (the base class's own type)
        "names": directives.unchanged,
        "sides": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Build the columns and the sentence that counts the differing lines."""
        folder = Path(self.config.pair_root) / self.arguments[0]
        sides = self.options.get("sides", " ".join(DEFAULT_SIDES)).split()
        files = [folder / f"{side}.py" for side in sides]
        for file in files:
            self.env.note_dependency(str(Path(self.env.app.confdir) / file))
        try:
            keys = [side_of(file) for file in files]
            listings = self.read(files)
            links = self.links(files)
        except (PairError, ProgramError) as error:
            raise self.error(f"pair: {error}") from error
        anchor = self.anchor(sides)
        anchors = [nodes.make_id(f"{anchor} {side}") for side in sides]
        codes = self.codes(keys, listings, anchors)
        for key, file, code in zip(keys, files, codes, strict=True):
            code["shows"] = [(key, file.as_posix(), code.rawsource)]
        shown = [
            (key, [self.listing(file, code, link)])
            for key, file, code, link in zip(keys, files, codes, links, strict=True)
        ]
        block = nodes.container("", columns(shown, anchor), classes=["pair"])
        block["ids"] = [anchor]
        self.state.document.ids[anchor] = block
        if len(listings) == 2:
            block += count(keys, listings)
        self.set_source_info(block)
        return [block]

    def anchor(self, sides: list[str]) -> str:
        """Return the listing's id, which no other of the page may have."""
        told = [] if sides == DEFAULT_SIDES else sides
        shown = [self.arguments[0], *self.options.get("names", "").split(), *told]
        made = nodes.make_id(" ".join(["listing", *shown]))
        if made in self.state.document.ids:
            raise self.error(f"pair: this page shows it already, as #{made}")
        return made

    def read(self, files: list[Path]) -> tuple[Listing, ...]:
        """Read one side, or both and what differs."""
        if len(files) not in (1, 2):
            raise PairError("one side is needed, or two")
        paths = [Path(self.env.app.confdir) / file for file in files]
        names = self.options.get("names", "").split()
        if len(paths) == 1:
            return (Listing(extract(paths[0], names), ()),)
        return read_pair(paths[0], paths[1], names)

    def links(self, files: list[Path]) -> list[programs.ProgramLink]:
        """Have a program made of each side, and return the links to them."""
        body = "\n".join(self.content)
        stems = [file.stem for file in files]
        return [
            programs.show(
                self.env,
                programs.Shown(
                    file=file.as_posix(),
                    names=tuple(self.options.get("names", "").split()),
                    label=self.label(file),
                    body=part_for(body, file.stem, stems),
                    page=self.env.docname,
                    line=self.lineno,
                ),
            )
            for file in files
        ]

    def label(self, file: Path) -> str:
        """Return what a file's side is called."""
        return SIDES[side_of(file)]

    def codes(
        self, keys: list[str], listings: tuple[Listing, ...], anchors: list[str]
    ) -> list[nodes.literal_block]:
        """Build the code of each side, marked if there are two."""
        if len(listings) == 1:
            text = listings[0].text
            return [nodes.literal_block(text, text, language="python")]
        names = [SIDES[key] for key in keys]
        one, other = map(Side, listings, names, anchors)
        return [marked_code(one, other), marked_code(other, one)]

    def listing(
        self, file: Path, code: nodes.literal_block, link: programs.ProgramLink
    ) -> nodes.Node:
        """Build one side: where it comes from, and the code."""
        self.set_source_info(code)
        origin = nodes.paragraph("", file.as_posix(), link, classes=["origin"])
        return nodes.container("", origin, code, classes=["listing"])


class OneListing(Pair):
    """Show a listing in neither framework: the argument is a file, without `.py`."""

    option_spec = {"names": directives.unchanged}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """Build the listing."""
        file = Path(self.config.pair_root) / f"{self.arguments[0]}.py"
        self.env.note_dependency(str(Path(self.env.app.confdir) / file))
        try:
            (listing,) = self.read([file])
            (link,) = self.links([file])
        except (PairError, ProgramError) as error:
            raise self.error(f"listing: {error}") from error
        (code,) = self.codes([], (listing,), [])
        anchor = self.anchor(DEFAULT_SIDES)
        block = nodes.container("", classes=["pair"])
        block += alone("Python", self.listing(file, code, link), anchor)
        block["ids"] = [anchor]
        self.state.document.ids[anchor] = block
        self.set_source_info(block)
        return [block]

    def label(self, file: Path) -> str:
        """Return what it is written in."""
        return "Python"


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
    """Say in how many lines the sides differ, and offer to fold the others."""
    parts = (
        f"{SIDES[key]}: {len(listing.differing)} of {listing.lines}"
        for key, listing in zip(keys, listings, strict=True)
    )
    text = f"Lines that differ are marked ({'; '.join(parts)})."
    found = nodes.paragraph("", text, classes=["difference-count"])
    if any(not each.number for each in listings[0].stretches):
        found += [nodes.Text(" "), nodes.raw("", FOLD, format="html")]
    return found


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and the folder it starts from."""
    app.setup_extension("programs")
    app.setup_extension("marked_code")
    app.add_config_value("pair_root", "code", "env", str)
    app.add_directive("pair", Pair)
    app.add_directive("listing", OneListing)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
