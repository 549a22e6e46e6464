"""The book as it is written: its pages cut into stretches of running text.

MyST's own parser reads the sources, so that what counts as prose here is what
Sphinx makes prose of. Cells and listings are left out, headings are kept apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "book"
# As in conf.py: a test compares.
EXTENSIONS = {"colon_fence", "deflist", "dollarmath", "attrs_inline"}
# What stands where a reader sees code, a formula, a link or a quoted number.
ELSEWHERE = "\N{OBJECT REPLACEMENT CHARACTER}"

# Directives by what their body is. A new one has to be entered: whoever makes it
# knows whether people write sentences into it.
PROSE = {"div", "dropdown", "glossary", "note", "warning"}
NO_PROSE = {
    "api-names",
    "build-record",
    "checklist",
    "choices",
    "code-cell",
    "dictionary",
    "ledger",
    "listing",
    "literalinclude",
    "pair",
    "programs",
    "tolerances",
    "licences",
    "toctree",
    "verdicts",
}
# Pages that are not of one difference, but of all: they point everywhere, and the
# menu of every page points to them.
OF_ALL = {
    "adoption.md",
    "api-names.md",
    "benchmarks.md",
    "conclusion.md",
    "dictionary.md",
    "glossary.md",
    "index.md",
    "licences.md",
    "method.md",
    "origins.md",
    "snippets.md",
    "verdicts.md",
}

DIRECTIVE = re.compile(r"\{(?P<name>[\w:-]+)\}\s*(?P<argument>.*)")
OPTION = re.compile(r":[\w-]+:")
TITLED_ROLE = re.compile(r"(?P<title>.+?)\s*<[^<>]+>$", re.DOTALL)


class ManuscriptError(Exception):
    """A page that cannot be read; the message names page and line."""


@dataclass(frozen=True)
class Passage:
    """A paragraph, a list's item, a table's cell or a heading.

    Attributes:
        page: the file, from the folder of the book.
        line: where it begins, from 1.
        within: what it stands in, from outside in: "claim", "table", "heading"...
        text: as it is read: links' words too, code and formulas in backticks, and "0"
            for a number that a cell quotes.
        typed: what was typed as running text: all else is `ELSEWHERE`.
        links: where it points to, as written.
    """

    page: str
    line: int
    within: tuple[str, ...]
    text: str
    typed: str
    links: tuple[str, ...]

    @property
    def place(self) -> str:
        """Where it is: "graphs.md:12"."""
        return f"{self.page}:{self.line}"


def pages(book: Path = BOOK) -> list[str]:
    """Return the pages' files, from the folder of the book, in order."""
    found = (path.relative_to(book) for path in book.rglob("*.md"))
    return sorted(path.as_posix() for path in found if path.parts[0][0] != "_")


@cache
def passages(page: str, book: Path = BOOK) -> tuple[Passage, ...]:
    """Return a page's running text, in order.

    Raises:
        ManuscriptError: the page has a directive of which nobody said what it holds.
    """
    return tuple(passages_of((book / page).read_text("utf-8"), page))


def passages_of(text: str, page: str = "page.md") -> Iterator[Passage]:
    """Yield the running text of a page's source."""
    yield from _of_tokens(_parser().parse(text), Passage(page, 1, (), "", "", ()))


@cache
def _parser() -> MarkdownIt:
    """Return MyST's parser, with the syntax that the book has."""
    return create_md_parser(MdParserConfig(enable_extensions=EXTENSIONS), RendererHTML)


def _of_tokens(tokens: list[Token], here: Passage) -> Iterator[Passage]:
    """Yield the passages of tokens; `here` says in what and from which line."""
    open_blocks: list[str] = []
    line = here.line
    for token in tokens:
        line = here.line + token.map[0] if token.map else line
        if token.nesting:
            _step(open_blocks, token)
        elif token.type == "inline":
            within = (*here.within, *filter(None, open_blocks))
            inside = replace(here, line=line, within=within)
            yield _passage(token.children or [], inside)
        elif token.type in {"fence", "colon_fence"}:
            yield from _of_directive(token, replace(here, line=line))


# What a reader knows by name; of other blocks it does not matter that one is in them.
BLOCKS = {"heading": "heading", "table": "table", "footnote": "footnote"}
BLOCKS |= {"footnote_reference": "footnote"}


def _step(open_blocks: list[str], token: Token) -> None:
    """Enter a block, or leave one."""
    if token.nesting > 0:
        open_blocks.append(BLOCKS.get(token.type.removesuffix("_open"), ""))
    else:
        open_blocks.pop()


def _of_directive(token: Token, here: Passage) -> Iterator[Passage]:
    """Yield the passages of a directive's body, if it is prose."""
    found = DIRECTIVE.match(token.info.strip())
    if found is None or found["name"] in NO_PROSE:
        return
    name = found["name"]
    if name not in PROSE:
        raise ManuscriptError(
            f"{here.place}: tests/manuscript.py does not know the directive {name!r}: "
            "enter it there under PROSE, or NO_PROSE if nobody writes sentences in it"
        )
    body = token.content
    if name == "glossary":
        body = _definitions(body)
    lines = ["" if OPTION.match(each) else each for each in body.splitlines()]
    # A div is known by its class, the others by their own name.
    within = (*here.within, found["argument"] if name == "div" else name)
    inside = replace(here, line=here.line + 1, within=within)
    yield from _of_tokens(_parser().parse("\n".join(lines)), inside)


def _definitions(body: str) -> str:
    """Return a glossary's definitions without its terms, line for line."""
    lines = body.splitlines()
    return "\n".join(each[4:] if each.startswith("    ") else "" for each in lines)


def _passage(tokens: list[Token], here: Passage) -> Passage:
    """Return the passage of a block's inline tokens."""
    text, typed, links, depth = "", "", [], 0
    for token in tokens:
        if token.type == "link_open":
            links.append(str(token.attrs["href"]))
        depth += token.nesting if token.type.startswith("link_") else 0
        read = _read(token)
        text += read
        plain = token.type in {"text", "softbreak", "hardbreak"} and not depth
        typed += read if plain else ELSEWHERE if read else ""
    return replace(here, text=text, typed=typed, links=tuple(links))


def _read(token: Token) -> str:
    """Return what a reader reads of an inline token."""
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    if token.type == "myst_role":
        if token.meta["name"].startswith("glue:"):
            return "0"
        titled = TITLED_ROLE.match(token.content)
        return titled["title"] if titled else token.content
    if token.type in {"footnote_ref", "html_inline"} or token.nesting:
        return ""
    if token.type in {"code_inline", "math_inline"}:
        return f"`{token.content}`"
    return token.content


CLOSING, OPENING = '["\u201d\u2019)*]*', '["\u201c\u2018(*]*'
SENTENCE_END = re.compile(rf"(?<=[.!?:;]){CLOSING}\s+(?={OPENING}[A-Z0-9])")


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a colon before a capital ends one, too."""
    return [each for each in SENTENCE_END.split(text.strip()) if each]
