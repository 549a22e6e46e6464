"""Numbers that somebody typed into a sentence, and those that may be typed.

A number on a page comes from a cell. What has digits and is no such number: a
year or a date, a name such as float32, a version, the width of a format, a size
such as 28 × 28, and the confidence of this book's intervals. Of anything else
`prose/numbers.toml` must say why it is typed, and where it can be looked up.

A number may be set as code, `0.9`, where it is a value of a program. Then it has to
stand in a listing or a cell of the page, or in a module that the page is made from.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from imports import modules_imported_by
from manuscript import BOOK, ELSEWHERE, ROOT, Passage
from spotdiff.measure import CONFIDENCE

PERMITS = Path(__file__).parent / "prose" / "numbers.toml"
CODE = ROOT / "code" / "spotdiff"

NUMBER = re.compile(r"\d+(?:[.,\u202f]\d+)*")
YEAR = r"(?:19[5-9]|20[0-2])\d"
MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November"
    "|December"
)
VERSIONED = (
    "Chromium|CUDA|ExecuTorch|JAX|Keras|LiteRT|ONNX|Python|PyTorch|TensorFlow"
    "|torchao|torchvision|[Vv]ersions?"
)
NO_NUMBERS = [
    re.compile(pattern)
    for pattern in (
        rf"\b{YEAR}-\d\d-\d\d\b",
        rf"\b\d{{1,2}} (?:{MONTHS})\b",
        rf"(?<![.,\d]){YEAR}\b(?![.,]?\d)",
        r"\b[A-Za-z]+\d+[A-Za-z]*\b|\bTensorFloat-32\b",
        r"\b[1-5]xx\b",
        rf"\b(?:{VERSIONED}) \d+(?:\.\d+)*",
        r"\b(?:8|16|32|64)[- ]bits?\b",
        r"(?<![.,\d])\b\d+ (?:×|by) \d+\b(?![⁻⁰¹²³⁴⁵⁶⁷⁸⁹])",
        rf"\b{CONFIDENCE * 100:g} %(?= interval| of what resampling)",
    )
]
SET_AS_CODE = re.compile(r"`[−-]?(\d[\d.,\u202f]*)`")
LISTING = re.compile(r"^(```+)(?!\{div).*?\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
CELL = re.compile(r"^(```+)\{code-cell\}[^\n]*\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Permit:
    """A number that may be typed.

    Attributes:
        page: the page it stands on.
        text: it, and the words around it, as they are read.
        reason: why no cell quotes it.
        code: the file that has it, below code/spotdiff, or "cell" for a cell of the
            page; "" for what is in no code.
    """

    page: str
    text: str
    reason: str
    code: str = ""


class PermitError(Exception):
    """The list of permits cannot be read; the message says which entry."""


def permits(text: str) -> list[Permit]:
    """Read the list of numbers that may be typed.

    Raises:
        PermitError: an entry lacks a field or has an unknown one, says nothing,
            or has no number in it.
    """
    found = []
    for entry in tomllib.loads(text).get("number", []):
        try:
            one = Permit(**entry)
        except TypeError as error:
            raise PermitError(
                f"{PERMITS.name}: {entry}: wants page, text and reason, and may have "
                "code"
            ) from error
        if not (one.page and one.reason.strip() and NUMBER.search(one.text)):
            raise PermitError(
                f"{PERMITS.name}: {entry}: wants a page, a reason, and a number in text"
            )
        found.append(one)
    return found


def typed_in(passage: Passage) -> list[re.Match[str]]:
    """Return the numbers that were typed into a passage; footnotes give sources."""
    if "footnote" in passage.within:
        return []
    text = passage.typed
    for pattern in NO_NUMBERS:
        text = pattern.sub(lambda found: ELSEWHERE * len(found[0]), text)
    return list(NUMBER.finditer(text))


def covers(permit: Permit, passage: Passage, number: re.Match[str]) -> bool:
    """Return whether a permit is for this number."""
    return any(
        start <= number.start() and number.end() <= start + len(permit.text)
        for start in _starts(permit.text, passage.typed)
    )


def _starts(part: str, text: str) -> Iterator[int]:
    """Yield where a part begins in a text."""
    start = text.find(part)
    while start >= 0:
        yield start
        start = text.find(part, start + 1)


def around(passage: Passage, number: re.Match[str]) -> str:
    """Return a number with the words beside it and its place."""
    left = passage.typed[max(0, number.start() - 30) : number.start()]
    right = passage.typed[number.end() : number.end() + 30]
    return f"{passage.place}: …{left}[{number[0]}]{right}…".replace(ELSEWHERE, "▢")


def set_as_code(text: str) -> set[str]:
    """Return the numbers in a text that look like code."""
    return {plain(number) for number in SET_AS_CODE.findall(text)}


def covers_code(permit: Permit, passage: Passage, number: str) -> bool:
    """Return whether a permit is for this number, which is set as code."""
    return permit.text in passage.text and number in set_as_code(permit.text)


def of_programs(page: str) -> set[str]:
    """Return every number in a page's listings and cells, and in what they import."""
    text = (BOOK / page).read_text("utf-8")
    shown = {
        plain(n[0]) for body in LISTING.finditer(text) for n in NUMBER.finditer(body[2])
    }
    files = modules_imported_by(_cells(page), CODE.parent).values()
    return shown.union(*(_of_code(file.read_text("utf-8")) for file in files))


def literals(permit: Permit) -> set[str]:
    """Return every number in the code that a permit names."""
    if permit.code == "cell":
        return set().union(*map(_of_code, _cells(permit.page)))
    return _of_code((CODE / permit.code).read_text("utf-8"))


def _cells(page: str) -> list[str]:
    """Return the code of a page's cells, without their options."""
    text = (BOOK / page).read_text("utf-8")
    bodies = (found[2] for found in CELL.finditer(text))
    return [re.sub(r"^:\w+:.*$", "", body, flags=re.MULTILINE) for body in bodies]


def _of_code(source: str) -> set[str]:
    """Return every number in a piece of Python; inside its strings, too."""
    constants = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Constant))
    texts = " ".join(str(constant.value) for constant in constants)
    return {plain(found[0]) for found in NUMBER.finditer(texts)}


def plain(number: str) -> str:
    """Return a number without what only helps to read it: "1,000.0" is "1000"."""
    bare = number.replace("\u202f", "").replace(",", "")
    try:
        return f"{float(bare):g}"
    except ValueError:
        return bare  # an address, or a version with two points
