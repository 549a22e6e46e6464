"""A chapter begins with what was said in 2017, and ends with a verdict and its use."""

import re
from collections.abc import Sequence

import pytest

from manuscript import BOOK, OF_ALL, Passage, pages, passages, passages_of


def lacks(found: Sequence[Passage]) -> list[str]:
    """Return what a chapter's page lacks of its form."""
    body = [each for each in found if "footnote" not in each.within]
    headings = [each for each in body if "heading" in each.within]
    last = body[body.index(headings[-1]) :]
    form = {
        "a claim first": "claim" in body[1].within,
        "a verdict last": any("verdict" in each.within for each in last),
        "what to copy": any("what to copy" in each.text.lower() for each in last),
    }
    return [part for part, is_there in form.items() if not is_there]


@pytest.mark.parametrize(
    ("end", "missing"),
    [
        ("## Verdict\n\n```{div} verdict\n- Yes.\n```\n\n**What to copy.** All.", []),
        ("## Verdict\n\n```{div} verdict\n- Yes.\n```", ["what to copy"]),
        ("## Verdict\n\nYes. What to copy: all.", ["a verdict last"]),
        ("```{div} verdict\n- So.\n```\n\n## More", ["a verdict last", "what to copy"]),
    ],
)
def test_what_a_page_lacks_is_seen(end: str, missing: list[str]) -> None:
    claim = "# A\n\n```{div} claim\n**Said.** So.\n```\n\nIs it?\n\n"
    assert lacks(list(passages_of(claim + end))) == missing
    assert lacks(list(passages_of(f"# A\n\n{end}")))[0] == "a claim first"


@pytest.mark.parametrize("page", [each for each in pages() if each not in OF_ALL])
def test_a_chapter_has_the_form_of_the_book(page: str) -> None:
    assert lacks(passages(page)) == []


def unexplained(text: str) -> list[str]:
    """Return the tags of cells that vary, and have no comment above that says why."""
    cells = re.findall(
        r"^(% \w.+\n\n)?```\{code-cell\}.*\n(:tags:.*\bvaries\b.*)", text, re.M
    )
    return [tags for why, tags in cells if not why]


def test_a_cell_without_its_reason_is_seen() -> None:
    cell = "```{code-cell} python\n:tags: [varies, remove-cell]\nmemory()\n```\n"
    assert unexplained(f"Prose.\n\n{cell}") == [":tags: [varies, remove-cell]"]
    assert unexplained(f"% It is memory.\n\n{cell}") == []


@pytest.mark.parametrize("page", pages())
def test_a_cell_that_is_never_twice_the_same_says_why(page: str) -> None:
    assert unexplained((BOOK / page).read_text("utf-8")) == []
