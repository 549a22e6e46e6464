"""Pages point to each other so that nobody is sent where no way leads back."""

import posixpath
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest

from manuscript import OF_ALL, pages, passages, passages_of


def links(page: str) -> set[str]:
    """Return the pages that a page's running text points to."""
    found = (link for each in passages(page) for link in each.links)
    paths = (urlsplit(link).path for link in found if not urlsplit(link).scheme)
    folder = posixpath.dirname(page)
    there = {posixpath.normpath(posixpath.join(folder, path)) for path in paths if path}
    return {path for path in there if path.endswith(".md")} - {page}


def chapter(page: str) -> str:
    """Return the chapter that a page belongs to: itself, or what its folder names."""
    folder = posixpath.dirname(page)
    return f"{folder}.md" if folder else page


def without_return(pointing: Mapping[str, set[str]]) -> list[tuple[str, str]]:
    """Return the links to a further page of another chapter that do not lead back.

    Args:
        pointing: each page's links.

    Pages of one chapter stand together in the menu, and a chapter is known to all.
    """
    return [
        (here, there)
        for here in sorted(pointing)
        for there in sorted(pointing[here])
        if here not in OF_ALL
        and chapter(there) not in {there, chapter(here)}
        and here not in pointing.get(there, set())
    ]


def test_only_a_further_page_of_another_chapter_must_point_back() -> None:
    pointing = {
        "a.md": {"a/one.md", "b.md", "b/one.md", "b/two.md"},
        "a/one.md": {"a/two.md", "b/two.md"},
        "a/two.md": set(),
        "b/two.md": {"a/one.md"},
        "glossary.md": {"b/one.md"},
    }
    assert without_return(pointing) == [("a.md", "b/one.md"), ("a.md", "b/two.md")]


def test_a_page_that_is_pointed_to_knows_the_way_back() -> None:
    lost = without_return({page: links(page) for page in pages()})
    assert not lost, "\n".join(
        f"{here} -> {there}, and not back" for here, there in lost
    )


@pytest.mark.parametrize("page", [each for each in pages() if "/" in each])
def test_a_chapter_sends_its_readers_to_its_further_pages(page: str) -> None:
    assert page in links(chapter(page))


def test_links_are_read_from_where_they_stand() -> None:
    text = "[a](../one.md#x), [b](https://e.org/two.md), [](two.md), [c](#here)"
    (passage,) = passages_of(text, "a/page.md")
    assert passage.links == ("../one.md#x", "https://e.org/two.md", "two.md", "#here")
