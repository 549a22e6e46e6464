"""Code is coloured with few marks, and not a letter of it is lost."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments import highlight
from pygments.lexers import PythonLexer

from light_code import LightFormatter

CODE = '''\
def halve(x: float) -> float:
    """Halve.

    Twice over.
    """
    return x / 2 if x else 0.0
'''


def html_of(code: str, **options: object) -> str:
    html: str = highlight(code, PythonLexer(), LightFormatter(**options))
    return html


def marks(html: str) -> set[str]:
    return set(re.findall(r'<span class="(\w+)"', html))


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def test_names_brackets_operators_and_blanks_are_plain() -> None:
    assert marks(html_of("a = b(c) + d[0 : 1]\n")) == {"mi"}


@pytest.mark.parametrize("kind", ["k", "nf", "nb", "sd", "mi", "mf"])
def test_what_has_a_colour_keeps_it(kind: str) -> None:
    assert kind in marks(html_of(CODE))


def test_a_word_that_is_an_operator_keeps_its_colour() -> None:
    assert marks(html_of("a and b\n")) == {"ow"}


def test_what_looks_the_same_is_marked_once() -> None:
    assert html_of("'a' 'b'\n").count('<span class="s1">') == 1


def test_every_mark_ends_with_its_line() -> None:
    for line in html_of(CODE, nowrap=True).splitlines():
        assert line.count("<span") == line.count("</span>")


def test_lines_can_be_marked_too() -> None:
    assert html_of(CODE, hl_lines=[1]).count('<span class="hll">') == 1


@given(st.text(st.characters(codec="ascii", exclude_characters="\r\0\f")))
def test_no_letter_is_lost(code: str) -> None:
    whole = highlight(code, PythonLexer(stripnl=False), LightFormatter(nowrap=True))
    assert text_of(whole).rstrip("\n") == code.rstrip("\n")
