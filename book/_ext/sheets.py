"""Find out from a PDF that Chromium printed on which sheet each link ends."""

import re
from collections.abc import Iterator

OBJECT = re.compile(r"^(\d+) 0 obj\n(.*?)endobj", re.DOTALL | re.MULTILINE)
DESTINATION = re.compile(r"/(\S*) \[(\d+) 0 R")
# A PDF writes all but plain letters of a name by their numbers.
ESCAPED = re.compile(r"#([0-9A-Fa-f]{2})")


class SheetError(ValueError):
    """A PDF that is not written as Chromium writes them."""


def sheets_of_links(pdf: bytes) -> dict[str, int]:
    """Return the sheet, counted from 1, of everything that a link of the PDF leads to.

    Raises:
        SheetError: the PDF does not say.
    """
    objects = dict(OBJECT.findall(pdf.decode("latin-1")))
    try:
        order = {page: n for n, page in enumerate(pages(objects), 1)}
        links = DESTINATION.findall(objects[named("Dests", objects)])
        return {plain(name): order[page] for name, page in links}
    except KeyError as error:
        raise SheetError(f"the PDF has no object {error}") from error


def pages(objects: dict[str, str]) -> Iterator[str]:
    """Yield the objects of the sheets, in their order."""
    waiting = [named("Pages", objects)]
    while waiting:
        name = waiting.pop(0)
        found = re.search(r"/Kids \[(.*?)\]", objects[name], re.DOTALL)
        if found:
            waiting[:0] = re.findall(r"(\d+) 0 R", found[1])
        else:
            yield name


def named(key: str, objects: dict[str, str]) -> str:
    """Return the object that the catalogue names.

    Raises:
        SheetError: it names none.
    """
    for text in objects.values():
        found = re.search(rf"/{key} (\d+) 0 R", text)
        if found and "/Type /Catalog" in text:
            return found[1]
    raise SheetError(f"the PDF's catalogue names no {key}")


def plain(name: str) -> str:
    """Return a name without its escapes."""
    letters = ESCAPED.sub(lambda found: chr(int(found[1], 16)), name)
    return letters.encode("latin-1").decode("utf-8")
