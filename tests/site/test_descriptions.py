"""Every picture of the built site says in words what it shows; no browser is needed."""

import html
import re
from pathlib import Path, PurePosixPath

import pytest

PICTURE = re.compile(r"<img\b[^>]*>|<svg\b[^>]*>")
WORDS = re.compile(r'\b(?:alt|aria-label)="([^"]*)"')
# What decorates a thing that has a name of its own.
HIDDEN = re.compile(r'\baria-hidden="true"|\brole="(?:presentation|none)"')


def undescribed(page: str) -> list[str]:
    """Return the pictures of a page that do not say what they show."""
    tags = (tag for tag in PICTURE.findall(page) if not HIDDEN.search(tag))
    return [tag for tag in tags if not describes(" ".join(WORDS.findall(tag)))]


def describes(text: str) -> bool:
    """Return whether a text is a description: some words, and not a file's name."""
    plain = html.unescape(text).strip()
    return len(plain.split()) > 1 and not PurePosixPath(plain).suffix[1:].isalpha()


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ('<img alt="Both losses fall." src="a.svg">', True),
        ('<svg role="img" aria-label="A &quot;loop&quot; of three">', True),
        ('<svg aria-hidden="true">', True),
        ('<img src="a.svg">', False),
        ('<img alt="" src="a.svg">', False),
        ('<img alt="../_images/my figure.svg" src="a.svg">', False),
        ('<img alt="Figure" src="a.svg">', False),
        ('<svg role="img">', False),
    ],
)
def test_a_picture_without_words_is_seen(tag: str, *, told: bool) -> None:
    assert undescribed(f"<p>{tag}</p>") == ([] if told else [tag])


def test_every_picture_says_what_it_shows(site: Path) -> None:
    pages = {
        page.relative_to(site).as_posix(): page.read_text("utf-8")
        for page in sorted(site.rglob("*.html"))
    }
    assert sum(len(PICTURE.findall(text)) for text in pages.values()) > 100
    mute = {name: undescribed(text) for name, text in pages.items()}
    assert {name: tags for name, tags in mute.items() if tags} == {}
