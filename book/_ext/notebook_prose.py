"""The prose of a built page as Markdown, cut where its cells stand.

It is taken from the page's HTML, and so has the verdicts, the listings and the
numbers in its sentences, as the site does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

import varying
from varying import VARIES

# Characters that no page has, around the number of a cell.
MARK = "\ue000{}\ue001"
MARKED = re.compile(r"\s*\ue000\d+\ue001\s*")
# What would be taken for Markdown, for HTML or for a formula.
SPECIAL = re.compile(r"([\\`*_<$\[\]])")
# Linked to at every turn.
SIDE_PAGES = {"glossary.html", "verdicts.html"}
# For a pointer or a hand, or without a meaning where nothing can be pressed.
LEFT_OUT = "a.headerlink, button, input, script, style, .run-stamp dl"


@dataclass(frozen=True)
class Place:
    """Where a page stands.

    Attributes:
        page: its path on the site.
        site: the address of the site, with a slash at the end; empty if unknown.
    """

    page: str
    site: str = ""

    def address(self, target: str) -> str:
        """Return the whole address of what the page links to, as far as it is known."""
        return urljoin(urljoin(self.site, self.page), target)


def prose(html: str, place: Place) -> list[str]:
    """Return a page's prose in Markdown.

    Args:
        html: the page, without what surrounds it on the site.
        place: where it stands, for its links.

    Returns:
        What stands before the first cell that the page shows, between each and the
        next, and after the last.
    """
    page = BeautifulSoup(html, "html.parser")
    for each in page.select(LEFT_OUT):
        each.decompose()
    for number, cell in enumerate(page.select("div.cell")):
        cell.replace_with(*stand_in(page, number, cell))
    for pair in page.select(".pair"):
        name_differing_lines(pair)
    for change in (set_listings, set_tables, set_boxes, set_notes):
        change(page)
    for link in page.select("a[href]"):
        redirect(link, place)
    for picture in page.select("img"):
        picture["src"] = place.address(str(picture["src"]))
    text = Converter(heading_style="atx", bullets="-").convert_soup(page)
    return [part.strip() for part in MARKED.split(text)]


def stand_in(page: BeautifulSoup, number: int, cell: Tag) -> Iterator[Tag]:
    """Yield what takes a cell's place: its mark, and the captions of its pictures."""
    mark = page.new_tag("p")
    mark.string = MARK.format(number)
    yield mark
    for caption in cell.select("figcaption"):
        if caption.get_text().strip():
            words, caption.name = page.new_tag("p"), "em"
            words.append(caption)
            yield words


def name_differing_lines(pair: Tag) -> None:
    """Say which lines of two listings differ: there are no marks in Markdown."""
    count = pair.select_one(".difference-count")
    if count is None:
        return
    labels = [label.get_text().strip() for label in pair.select("label")]
    marked = [", ".join(differing(listing)) for listing in pair.select("pre")]
    both = zip(labels, marked, strict=True)
    places = "; ".join(f"in {label} {lines or 'none'}" for label, lines in both)
    count.string = f"Lines that differ: {places}."


def differing(listing: Tag) -> Iterator[str]:
    """Yield the marked lines of a listing, counted from 1: "3", "5–7"."""
    line, found = 1, set()
    for text in listing.strings:
        if text.find_parent(class_="hll"):
            found.add(line)
        line += text.count("\n")
    numbers = sorted(found)
    while numbers:
        first = last = numbers.pop(0)
        while numbers and numbers[0] == last + 1:
            last = numbers.pop(0)
        yield str(first) if first == last else f"{first}–{last}"


def set_listings(page: BeautifulSoup) -> None:
    """Leave of a listing its text, under the name of its framework."""
    for label in page.select("label"):
        name = page.new_tag("strong")
        name.string = label.get_text().strip()
        label.name = "p"
        label.clear()
        label.append(name)
    for listing in page.select("pre"):
        lines = listing.get_text().strip("\n").split("\n")
        if listing.find_parent("td"):
            # A table of Markdown has no room for more than a line.
            listing.name = "div"
            listing.clear()
            for line in lines:
                code = page.new_tag("code")
                code.string = line
                listing.extend([code, page.new_tag("newline")])
            listing.contents[-1].extract()
        else:
            listing.string = "\n".join(lines)


def set_tables(page: BeautifulSoup) -> None:
    """Leave no heading inside a table: Markdown has them in the first row."""
    for heading in page.select("tbody th"):
        name = page.new_tag("strong")
        name.extend(list(heading.contents))
        heading.name = "td"
        heading.append(name)


def set_boxes(page: BeautifulSoup) -> None:
    """Quote the claims, and write the verdicts' badges as words."""
    for box in page.select(".claim, .admonition"):
        box.name = "blockquote"
    for badge in page.select(".badge-of-claim"):
        when, word = badge.select_one(".when"), badge.select_one(".word")
        if when and word:
            badge.string = f"({when.get_text()}: {word.get_text()})"
    for summary in page.select("summary"):
        summary.name = "p"


def set_notes(page: BeautifulSoup) -> None:
    """Put a footnote's number before its first word; numbers lead nowhere."""
    for number in page.select("a.footnote-reference, aside.footnote .label"):
        number.name = "span"
        number.string = number.get_text()
    for note in page.select("aside.footnote"):
        label, words = note.select_one(".label"), note.select_one("p")
        if label and words:
            words.insert(0, label.extract(), " ")


def redirect(link: Tag, place: Place) -> None:
    """Have a link lead to the site, or say where on the site it would."""
    target = str(link["href"])
    if urlsplit(target).scheme:
        return
    if place.site:
        link["href"] = place.address(target)
        return
    path = urlsplit(place.address(target)).path
    if "download" in link.get_attribute_list("class"):
        link.decompose()
        return
    link.name = "span"
    if path.endswith(".html") and path not in {place.page, *SIDE_PAGES}:
        link.append(f" ({path})")


class Converter(MarkdownConverter):
    """Writes Markdown as Jupyter reads it."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Take a text's signs for what they are."""
        return SPECIAL.sub(r"\\\1", text)

    def convert_math(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a formula in TeX, which it was made from."""
        tex = " ".join(str(el["alttext"]).split())
        return f"\n\n$${tex}$$\n\n" if el.get("display") == "block" else f"${tex}$"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a listing, with its language."""
        around = el.find_parent("div", class_=re.compile("^highlight-"))
        kinds = " ".join(around["class"]) if around else ""
        found = re.search(r"highlight-(python|cpp|sh|toml|yaml)\b", kinds)
        fence = f"```{found[1] if found else ''}"
        return f"\n\n{fence}\n{el.get_text()}\n```\n\n"

    def convert_newline(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Begin a line within a table."""
        return "<br>"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a cell of a table."""
        words = " ".join(text.split()).replace("|", "\\|")
        return f" {words} |"

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write what is explained."""
        return f"\n\n**{text.strip()}**\n\n"

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write the explanation."""
        return f"\n\n{text.strip()}\n\n"

    def convert_span(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Leave the mark of what differs from build to build."""
        return varying.html(text) if VARIES in el.get_attribute_list("class") else text

    def convert_svg(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Say what a drawing shows, if it says so itself."""
        return str(el.get("aria-label", ""))
