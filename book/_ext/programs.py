"""Every listing as a program that runs alone, in the folder `snippets` of the site.

A directive that shows a listing calls `show`, with the lines that run it, and gets a
place for a link. When all pages have been read the programs are made, from the sources
as they are then. When the site has been written they are formatted and put beside it.
Of a listing that is shown twice one place has the lines.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from inlining import ProgramError, program
from markup import Markup, markup
from module_source import Library
from program_files import formatted, replace_files, versions

logger = logging.getLogger(__name__)
FOLDER = "snippets"
# A program's name holds so many names of its listing; if there are more, it says so.
NAMES_SAID = 3
# What links say.
LINK, LINK_TO_FILE = "as a program", "the whole file"

Key = tuple[str, tuple[str, ...]]  # a listing's file and names


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A listing that a page shows.

    Attributes:
        file: The file it is from, from the project's folder.
        names: Its definitions; none if it is the whole file.
        label: What its side is called.
        body: The lines that run it; empty if they stand elsewhere.
        page: The page that shows it.
        line: The line of the page.
    """

    file: str
    names: tuple[str, ...] = ()
    label: str
    body: str
    page: str
    line: int

    @property
    def key(self) -> Key:
        """Return what is the same wherever the listing is shown."""
        return self.file, self.names


@dataclass(frozen=True)
class Made:
    """A program.

    Attributes:
        shown: Where its body stands.
        name: Of its file.
        text: The program, not formatted.
        title: What it does, in a line.
        verified: With which versions of what it imports.
    """

    shown: Shown
    name: str
    text: str
    title: str
    verified: str


class ProgramLink(nodes.Inline, nodes.TextElement):
    """A place for a link to a program, or to another file in its folder.

    It has the `key` of a listing and what it `says`, or the `name` of a file.
    """


def show(env: BuildEnvironment, shown: Shown, text: str = LINK) -> ProgramLink:
    """Note that the page being read shows a listing, and return a place for a link.

    Args:
        env: Of the build.
        shown: The listing.
        text: What the link will say.
    """
    listings(env).setdefault(shown.page, []).append(shown)
    return ProgramLink("", key=shown.key, says=text)


def listings(env: BuildEnvironment) -> dict[str, list[Shown]]:
    """Return the listings of each page that has been read."""
    known: dict[str, list[Shown]] = env.__dict__.setdefault("spotdiff_listings", {})
    return known


def programs(env: BuildEnvironment) -> dict[Key, Made]:
    """Return the programs that were made, by the listings that they run."""
    known: dict[Key, Made] = env.__dict__.setdefault("spotdiff_programs", {})
    return known


def forget(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Forget what a page showed, before it is read again."""
    listings(env).pop(page, None)


def merge(
    app: Sphinx, env: BuildEnvironment, pages: set[str], other: BuildEnvironment
) -> None:
    """Take over what another process has read."""
    found = listings(other)
    listings(env).update({page: found[page] for page in pages & found.keys()})


# Making -----------------------------------------------------------------------------


def make_all(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Make the programs; return the pages that have to be written because of it."""
    library = Library(Path(app.confdir) / app.config.programs_root)
    before, known = programs(env), dict[Key, Made]()
    for shown in every_listing(env):
        if not shown.body.strip():
            continue
        if shown.key in known:
            warn_of_other_lines(shown, known[shown.key].shown)
            continue
        try:
            known[shown.key] = make(library, shown, app.config.programs_root)
        except ProgramError as error:
            place = (shown.page, shown.line)
            logger.warning("program of %s: %s", shown.file, error, location=place)
    if app.config.programs_required:
        warn_of_no_lines(env)
    warn_of_one_name(known.values())
    env.__dict__["spotdiff_programs"] = known
    return sorted(pages_to_write(env, before, known))


def every_listing(env: BuildEnvironment) -> Iterator[Shown]:
    """Yield the listings in the order of the book."""
    for page in pages_in_order(env):
        yield from listings(env).get(page, [])


def pages_in_order(env: BuildEnvironment) -> list[str]:
    """Return all pages in the order of the tables of contents."""
    order: dict[str, None] = {}
    waiting = [env.config.root_doc]
    while waiting:
        page = waiting.pop()
        if page not in order:
            order[page] = None
            waiting += reversed(env.toctree_includes.get(page, []))
    return [*order, *sorted(env.found_docs - order.keys())]


def make(library: Library, shown: Shown, root: str) -> Made:
    """Make the program of a listing.

    Raises:
        ProgramError: It cannot be done.
    """
    path = Path(shown.file).relative_to(root).with_suffix("")
    made = program(library, ".".join(path.parts), list(shown.names), shown.body)
    name = file_name(path, shown.names)
    return Made(shown, name, made.text, made.title, versions(made.packages))


def file_name(path: Path, names: Iterable[str]) -> str:
    """Return the name of a program's file, after where its listing is from."""
    _, *folders, stem = path.parts
    said = list(names)
    if len(said) > NAMES_SAID:
        said = [*said[: NAMES_SAID - 1], "and_more"]
    return "_".join([*folders, stem.removesuffix("_side"), *said]) + ".py"


def warn_of_other_lines(shown: Shown, other: Shown) -> None:
    """Warn where a listing has lines already, and they are not the same."""
    if shown.body != other.body:
        logger.warning(
            "the listing %s %s is run by other lines in %s:%d; have them once",
            shown.file,
            " ".join(shown.names),
            other.page,
            other.line,
            location=(shown.page, shown.line),
        )


def warn_of_no_lines(env: BuildEnvironment) -> None:
    """Warn where nothing runs a listing, here or elsewhere."""
    run = {shown.key for shown in every_listing(env) if shown.body.strip()}
    for shown in every_listing(env):
        if shown.key not in run:
            run.add(shown.key)
            logger.warning(
                "no lines run %s %s: put some below the options",
                shown.file,
                " ".join(shown.names),
                location=(shown.page, shown.line),
            )


def warn_of_one_name(made: Iterable[Made]) -> None:
    """Warn where two programs would have one name."""
    known: dict[str, Made] = {}
    for each in made:
        other = known.setdefault(each.name, each).shown
        if other is not each.shown:
            logger.warning(
                "another listing would be the program %s: that of %s:%d",
                each.name,
                other.page,
                other.line,
                location=(each.shown.page, each.shown.line),
            )


def pages_to_write(
    env: BuildEnvironment, before: dict[Key, Made], known: dict[Key, Made]
) -> set[str]:
    """Return the pages that say something of a program that is not so any more."""
    changed = {k for k in before.keys() | known.keys() if before.get(k) != known.get(k)}
    there = before.keys() ^ known.keys()
    pages = {shown.page for shown in every_listing(env) if shown.key in there}
    lists = {page for page in env.found_docs if "lists_programs" in env.metadata[page]}
    return pages | lists if changed else pages


# Writing ----------------------------------------------------------------------------


def link_all(app: Sphinx, tree: nodes.document, page: str) -> None:
    """Put links where a page has places for them."""
    known = programs(app.env)
    for place in list(tree.findall(ProgramLink)):
        made = known.get(place.get("key"))
        if app.builder.format != "html" or not (made or place.get("name")):
            place.parent.remove(place)
        elif made:
            place.replace_self(link(app, page, made.name, place["says"]))
        else:
            place.replace_self(link(app, page, place["name"], LINK_TO_FILE))


def link(app: Sphinx, page: str, name: str, text: str) -> Markup:
    """Build a link from a page to a file in the folder of the programs."""
    address = relative_uri(app.builder.get_target_uri(page), f"{FOLDER}/{name}")
    return markup("a", nodes.Text(text), href=address, classes=["program"])


def add_files(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    tree: nodes.document | None,
) -> None:
    """Give pages with links to programs, and no others, what copies them."""
    if tree and any("program" in node["classes"] for node in tree.findall(Markup)):
        # What it builds stands in the first view.
        app.add_js_file("programs.js", defer="defer", blocking="render")
        app.add_css_file("programs.css")


def write_all(app: Sphinx, error: Exception | None) -> None:
    """Format the programs, and put them beside the pages."""
    if error or app.builder.format != "html":
        return
    texts = {
        made.name: f"# {origin(app, made)}\n{made.text}"
        for made in programs(app.env).values()
    }
    replace_files(Path(app.outdir) / FOLDER, formatted(texts))


def origin(app: Sphinx, made: Made) -> str:
    """Say which page a program is from, and with what it was verified."""
    page = app.builder.get_target_uri(made.shown.page)
    base = app.config.html_baseurl.rstrip("/")
    address = f"{base}/{page}" if base else page
    return f"{app.config.project}, {address}. Verified with {made.verified}."


def setup(app: Sphinx) -> dict[str, Any]:
    """Register what makes the programs, and the folder that modules are found in."""
    app.setup_extension("markup")
    app.add_config_value("programs_root", "code", "env", str)
    app.add_config_value("programs_required", False, "env", bool)
    app.add_node(ProgramLink)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", make_all)
    app.connect("doctree-resolved", link_all)
    app.connect("html-page-context", add_files)
    app.connect("build-finished", write_all)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
