"""Every listing as a program that runs alone, in the folder `snippets` of the site.

A directive that shows a listing calls `show`, with the lines that run it, and gets a
link to put beside it. When all pages have been read the programs are made, from the
sources as they are then; when the site has been written they are formatted and put
beside it. Of a listing that is shown twice one place has the lines.

    ```{programs}
    ```

lists them all, page by page.
"""

import importlib.metadata
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from inlining import ProgramError, part_for, program
from module_source import Library

logger = logging.getLogger(__name__)
FOLDER = "snippets"
# A program's name holds so many names of its listing, and says that there are more.
NAMES_SAID = 3
RUFF = (sys.executable, "-m", "ruff")


Key = tuple[str, tuple[str, ...]]  # a listing's file and names


@dataclass(frozen=True)
class Shown:
    """A listing that a page shows.

    Attributes:
        file: The file it is from, from the project's folder.
        names: Its definitions; none if it is the whole file.
        body: The lines that run it; empty if they stand elsewhere.
        page: The page that shows it.
        line: The line of the page.
    """

    file: str
    names: tuple[str, ...]
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
        packages: The libraries that it imports.
    """

    shown: Shown
    name: str
    text: str
    title: str
    packages: tuple[str, ...]


class ProgramLink(nodes.Inline, nodes.TextElement):
    """A place for the link to a program; `key` says of which listing."""


def show(
    env: BuildEnvironment, files: list[Path], names: list[str], body: str, line: int
) -> list[ProgramLink]:
    """Note that the page being read shows listings, and return a link for each.

    Args:
        env: Of the build.
        files: The file of each side, from the project's folder.
        names: The definitions shown of each.
        body: The lines that run them, with a part per side or for all of them.
        line: Of the page.

    Raises:
        ProgramError: The body cannot be read.
    """
    stems = [file.stem for file in files]
    links = []
    for file in files:
        own = part_for(body, file.stem, stems)
        shown = Shown(file.as_posix(), tuple(names), own, env.docname, line)
        listings(env).setdefault(env.docname, []).append(shown)
        links.append(ProgramLink("", key=shown.key))
    return links


def listings(env: BuildEnvironment) -> dict[str, list[Shown]]:
    """Return the listings of each page that has been read."""
    if not hasattr(env, "spotdiff_listings"):
        env.spotdiff_listings = {}  # type: ignore[attr-defined]
    known: dict[str, list[Shown]] = env.spotdiff_listings  # type: ignore[attr-defined]
    return known


def programs(env: BuildEnvironment) -> dict[Key, Made]:
    """Return the programs that were made, by the listings that they run."""
    if not hasattr(env, "spotdiff_programs"):
        env.spotdiff_programs = {}  # type: ignore[attr-defined]
    known: dict[Key, Made] = env.spotdiff_programs  # type: ignore[attr-defined]
    return known


def forget(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Forget what a page showed, before it is read again."""
    listings(env).pop(page, None)


def merge(
    app: Sphinx, env: BuildEnvironment, pages: set[str], other: BuildEnvironment
) -> None:
    """Take over what another process has read."""
    listings(env).update(
        {p: listings(other)[p] for p in pages & listings(other).keys()}
    )


# Making -----------------------------------------------------------------------------


def make_all(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Make the programs; return the pages that have to be written because of it."""
    library = Library(Path(app.confdir) / app.config.programs_root)
    before = programs(env)
    known: dict[Key, Made] = {}
    for shown in every_listing(env):
        if not shown.body:
            continue
        place = (shown.page, shown.line)
        if shown.key in known:
            if known[shown.key].shown.body != shown.body:
                where = known[shown.key].shown
                logger.warning(
                    "the program of %s %s has other lines in %s:%d; let one be empty",
                    shown.file,
                    " ".join(shown.names),
                    where.page,
                    where.line,
                    location=place,
                )
            continue
        try:
            known[shown.key] = make(library, shown, app.config.programs_root)
        except ProgramError as error:
            logger.warning("program of %s: %s", shown.file, error, location=place)
    refuse_one_name_twice(known.values())
    env.spotdiff_programs = known  # type: ignore[attr-defined]
    changed = {
        key for key in before.keys() | known.keys() if before.get(key) != known.get(key)
    }
    pages = {
        s.page
        for s in every_listing(env)
        if s.key in changed and (s.key in known) != (s.key in before)
    }
    if changed:
        pages |= {page for page in env.found_docs if env.metadata[page].get("programs")}
    return sorted(pages)


def every_listing(env: BuildEnvironment) -> Iterator[Shown]:
    """Yield the listings in the order of the book."""
    known = listings(env)
    for page in pages_in_order(env):
        yield from known.get(page, [])


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
    module = Path(shown.file).relative_to(root).with_suffix("").as_posix()
    made = program(library, module.replace("/", "."), list(shown.names), shown.body)
    name = file_name(module, shown.names)
    return Made(shown, name, made.text, made.title, made.packages)


def file_name(module: str, names: Iterable[str]) -> str:
    """Return the name of a program's file, after where its listing is from."""
    _, *folders, stem = module.split("/")
    said = list(names)
    if len(said) > NAMES_SAID:
        said = [*said[: NAMES_SAID - 1], "and_more"]
    return "_".join([*folders, stem.removesuffix("_side"), *said]) + ".py"


def refuse_one_name_twice(made: Iterable[Made]) -> None:
    """Warn where two programs would have one name."""
    known: dict[str, Made] = {}
    for each in made:
        other = known.setdefault(each.name, each)
        if other is not each:
            logger.warning(
                "two listings would be the program %s: this and %s:%d",
                each.name,
                other.shown.page,
                other.shown.line,
                location=(each.shown.page, each.shown.line),
            )


# Writing ----------------------------------------------------------------------------


def link_all(app: Sphinx, tree: nodes.document, page: str) -> None:
    """Put links where pages have places for them."""
    known = programs(app.env)
    for place in list(tree.findall(ProgramLink)):
        made = known.get(place["key"])
        if made and app.builder.format == "html":
            place.replace_self(link(app, page, made, "as a program"))
        else:
            place.parent.remove(place)


def link(app: Sphinx, page: str, made: Made, text: str) -> nodes.reference:
    """Build a link from a page to a program."""
    address = relative_uri(app.builder.get_target_uri(page), f"{FOLDER}/{made.name}")
    made_link = nodes.reference("", text, refuri=address, classes=["program"])
    made_link["reftitle"] = "The listing with all that it needs to run alone"
    return made_link


def write_all(app: Sphinx, error: Exception | None) -> None:
    """Format the programs, and put them beside the pages."""
    if error or app.builder.format != "html":
        return
    made = programs(app.env).values()
    versions = Versions()
    texts = {m.name: f"# {stamp(app, m, versions)}\n{m.text}" for m in made}
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        if file.name not in texts:
            file.unlink()
    for name, text in formatted(texts).items():
        (folder / name).write_text(text, "utf-8")


def stamp(app: Sphinx, made: Made, versions: "Versions") -> str:
    """Say which page a program is from, and with what it was verified."""
    page = app.builder.get_target_uri(made.shown.page)
    base = app.config.html_baseurl.rstrip("/")
    address = f"{base}/{page}" if base else page
    verified = ", ".join(versions.of(made.packages))
    return f"{app.config.project}, {address}. Verified with {verified}."


class Versions:
    """The versions of what is installed here, by what is imported."""

    def __init__(self) -> None:
        """Ask for none yet."""
        self.known: dict[str, str] = {}

    def of(self, packages: Iterable[str]) -> Iterator[str]:
        """Yield the version of Python, then of each package."""
        yield f"Python {platform.python_version()}"
        for package in packages:
            if package not in self.known:
                self.known[package] = self.version(package)
            yield f"{package} {self.known[package]}"

    def version(self, package: str) -> str:
        """Return the version of the distribution that a package comes with."""
        try:
            return importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            # It is called otherwise: find out who brings it.
            (name, *_) = importlib.metadata.packages_distributions()[package]
            return importlib.metadata.version(name)


def formatted(texts: dict[str, str]) -> dict[str, str]:
    """Return programs with their imports sorted, as the formatter sets them."""
    if not texts:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            Path(folder, name).write_text(text, "utf-8")
        ruff("check", "--select", "I,F401", "--fix", folder)
        ruff("format", folder)
        return {name: Path(folder, name).read_text("utf-8") for name in texts}


def ruff(command: str, *arguments: str) -> None:
    """Run Ruff, whatever settings stand about.

    Raises:
        CalledProcessError: It found something that it cannot mend.
    """
    subprocess.run(
        [*RUFF, command, "--isolated", "--no-cache", "--quiet", *arguments], check=True
    )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register what makes the programs, and the folder that modules are found in."""
    app.add_config_value("programs_root", "code", "env", str)
    app.add_node(ProgramLink)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", make_all)
    app.connect("doctree-resolved", link_all)
    app.connect("build-finished", write_all)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
