"""Built pages as trees, to look things up in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self

VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Element:
    """An element of a page."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        """Return its classes."""
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """Return the text in it, at any depth."""
        parts = (c if isinstance(c, str) else c.text for c in self.children)
        return "".join(parts)

    def all(self, selector: str) -> Iterator[Self]:
        """Yield the elements in it that are `tag`, `.class` or `tag.class`."""
        tag, _, wanted = selector.partition(".")
        for child in self.children:
            if isinstance(child, type(self)):
                fits = tag in ("", child.tag)
                if fits and (not wanted or wanted in child.classes):
                    yield child
                yield from child.all(selector)

    def one(self, selector: str) -> Self:
        """Return the only such element."""
        (element,) = self.all(selector)
        return element


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("document", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)

    def handle_endtag(self, tag: str) -> None:
        names = [element.tag for element in self.open]
        if tag in names:
            while self.open.pop().tag != tag:
                continue

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> Element:
    """Return a page as a tree."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.open[0]
