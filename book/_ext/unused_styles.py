"""Take out of the theme's style sheets what no page of the site uses.

The theme and its extensions bring half a megabyte of rules for things that a book may
have; this book has few of them. A rule stays if every class and id that it names
stands in a page or in a script. Our own sheets are left as they were written.
"""

import re
from collections.abc import Iterator
from pathlib import Path

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# A rule without braces of its own: those inside of @media are found there.
RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
EMPTY = re.compile(r"@(?:media|supports|container|layer)[^{};]*\{\s*\}")
# What a selector says of elements that need not be there.
OTHERWISE = re.compile(r":(?:not|is|where|has)\([^()]*\)|\[[^\]]*\]")
NAME = re.compile(r"[.#](-?[A-Za-z_](?:[\w-]|\\.)*)")
STRING = re.compile(r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)""")
VALUE = r"""(?:"[^"]*"|'[^']*'|\((?:[^()]|\([^()]*\))*\)|[^;{}"'()])*"""
VARIABLE = re.compile(rf"(?<=[{{;])\s*(--[\w-]+)\s*:{VALUE}(?:;|(?=\}}))")
# A page that stands at any address names its scripts from the root of the host.
SCRIPT = re.compile(r'<script[^>]*\ssrc="(?:[^"?]*/)?(_[a-z]+/[^"?]*)')
ASKED = re.compile(r"--[\w-]+(?=\s*[,)\"'`])")


def names_in(site: Path) -> set[str]:
    """Return the classes and ids of the pages, and words that their scripts quote."""
    found: set[str] = set()
    scripts: set[str] = set()
    for page in pages_of(site):
        text = page.read_text("utf-8")
        for value in re.findall(r'\s(?:class|id)="([^"]*)"', text):
            found.update(value.split())
        scripts.update(SCRIPT.findall(text))
    for script in scripts:
        for text in STRING.findall((site / script).read_text("utf-8")):
            found.update(re.findall(r"[\w-]+", text))
    return found


def pages_of(site: Path) -> Iterator[Path]:
    """Yield the pages of a site; the theme leaves templates in its own folder."""
    for page in site.rglob("*.html"):
        if "_static" not in page.relative_to(site).parts:
            yield page


def selectors(text: str) -> Iterator[str]:
    """Split a list of selectors at its commas, not at those inside of brackets."""
    depth, start = 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and not depth:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def is_used(selector: str, names: set[str]) -> bool:
    """Say whether everything that a selector wants can be there."""
    wanted = NAME.findall(OTHERWISE.sub("", selector))
    return all(name.replace("\\", "") in names for name in wanted)


def without_unused(sheet: str, names: set[str]) -> str:
    """Return a style sheet with the rules that can apply.

    Args:
        sheet: CSS in which no rule stands inside another, as in the theme's.
        names: the classes and ids that there are.
    """

    def kept(rule: re.Match[str]) -> str:
        head = rule[1].strip()
        if head.startswith("@"):
            return rule[0]
        used = [each for each in selectors(head) if is_used(each, names)]
        return f"{','.join(used)}{{{rule[2]}}}" if used else ""

    sheet, before = RULE.sub(kept, COMMENT.sub("", sheet)), ""
    while sheet != before:
        before, sheet = sheet, EMPTY.sub("", sheet)
    return sheet


def without_unasked(sheets: dict[Path, str], others: str) -> dict[Path, str]:
    """Return style sheets without the variables that nobody asks for.

    Args:
        sheets: the sheets, by file.
        others: all else that may ask: our own sheets, and scripts.
    """
    asked: set[str] = set()

    def kept(variable: re.Match[str]) -> str:
        return variable[0] if variable[1] in asked else ""

    before: dict[Path, str] = {}
    while sheets != before:
        before = sheets
        asked = set(ASKED.findall(" ".join([others, *sheets.values()])))
        sheets = {file: VARIABLE.sub(kept, sheet) for file, sheet in sheets.items()}
    return sheets


def lighten(site: Path, own: Path) -> None:
    """Rewrite the style sheets of a site that is all there.

    Args:
        site: the folder of the site.
        own: a folder whose sheets are left alone; they may ask for variables.
    """
    names = names_in(site)
    sheets, others = {}, ""
    for file in (site / "_static").rglob("*.css"):
        text = file.read_text("utf-8")
        if (own / file.relative_to(site / "_static")).exists():
            others += text
        else:
            sheets[file] = without_unused(text, names)
    for file, sheet in without_unasked(sheets, others).items():
        file.write_text(sheet, "utf-8")
