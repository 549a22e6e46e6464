"""A transcript reads as it stood on the screen, and is safe to set on a page."""

import pytest

from spotdiff.transcripts import Exchange, Transcript

HELD = Transcript(
    (
        Exchange("$ ", "python -m it", "hello"),
        Exchange("(Pdb) ", "p x", "<Tensor & co>"),
        Exchange("(Pdb) ", "p x", "later"),
        Exchange("(Pdb) ", "c", ""),
    ),
    0,
)


def test_it_reads_as_it_stood_on_the_screen() -> None:
    assert str(HELD).split("\n") == [
        "$ python -m it",
        "hello",
        "(Pdb) p x",
        "<Tensor & co>",
        "(Pdb) p x",
        "later",
        "(Pdb) c",
    ]


def test_a_page_sets_what_was_typed_apart_from_what_was_answered() -> None:
    html = HELD._repr_html_()
    assert html.count("<kbd>") == len(HELD.exchanges)
    assert "(Pdb) <kbd>c</kbd>\n</pre>" in html
    assert html.count("<samp>") == 3


def test_a_page_shows_signs_that_mean_something_in_html_as_they_are() -> None:
    html = HELD._repr_html_()
    assert "<samp>&lt;Tensor &amp; co&gt;</samp>" in html
    typed = Transcript((Exchange("<p> ", "x<y", ""),), 0)._repr_html_()
    assert "&lt;p&gt; <kbd>x&lt;y</kbd>" in typed


def test_a_long_line_can_be_scrolled_to_with_the_keyboard() -> None:
    assert 'tabindex="0"' in HELD._repr_html_()


def test_a_page_names_it_for_those_who_hear_it() -> None:
    assert 'role="group" aria-label="Terminal session"' in HELD._repr_html_()


def test_an_answer_is_found_by_what_was_typed_first() -> None:
    assert HELD.answer_to("p x") == "<Tensor & co>"


@pytest.mark.parametrize("asked", [HELD.answer_to, HELD.parted])
def test_what_nobody_typed_is_an_error_that_says_what_was(asked: object) -> None:
    assert callable(asked)
    with pytest.raises(KeyError, match=r"nobody typed 'q'.*p x"):
        asked("q")


def test_a_session_can_be_read_in_two_parts() -> None:
    first, second = HELD.parted("p x")
    assert (first.typed, second.typed) == (["python -m it"], ["p x", "p x", "c"])
    assert f"{first}\n{second}" == str(HELD)
