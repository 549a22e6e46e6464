"""Formulas, set without a script."""

import pytest

from ext.builder import Builder
from ext.html_tree import Element, parse
from ext.small_book import CONF, SmallBook

PAGE = r"""# Formulas

A short one, $x^\varphi < 1$, in a line.

$$ f(x) = x^\varphi $$

$$ g(x) = \frac{a}{b} $$ (labelled)

As {eq}`labelled` says.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> Element:
    book = SmallBook(tmp_path_factory.mktemp("formulas"), builder)
    book.write({"conf.py": CONF, "uv.lock": "", "book/index.md": PAGE})
    book.build_well()
    return parse(book.html("index"))


def test_formulas_are_mathml(built: Element) -> None:
    first, second, third = built.all("math")
    assert "".join(next(first.all("msup")).text.split()) == "xφ"
    assert "".join(second.text.split()) == "f(x)=xφ"
    assert [len(list(formula.all("mfrac"))) for formula in (second, third)] == [0, 1]


def test_a_formula_on_a_line_of_its_own_is_set_as_a_block(built: Element) -> None:
    inline, block, labelled = built.all("math")
    assert inline.attributes.get("display") != "block"
    assert block.attributes["display"] == labelled.attributes["display"] == "block"


def test_a_wide_formula_can_be_scrolled_with_the_keyboard(built: Element) -> None:
    boxes = list(built.all("div.formula"))
    assert len(boxes) == 2
    assert all(box.attributes["tabindex"] == "0" for box in boxes)


def test_special_characters_are_escaped(built: Element) -> None:
    assert "<" in next(built.all("math")).text


def test_no_script_is_asked_for(built: Element) -> None:
    sources = [script.attributes.get("src", "") for script in built.all("script")]
    assert not any("mathjax" in source.lower() for source in sources)


def test_a_reference_to_a_formula_leads_to_it(built: Element) -> None:
    (link,) = (a for a in built.all("a") if a.attributes["href"].startswith("#eq"))
    target = link.attributes["href"].removeprefix("#")
    places = [e for e in built.all("") if e.attributes.get("id") == target]
    assert len(places) == 1
    assert len(list(places[0].all("mfrac"))) == 1
    assert link.text == "(1)"
    assert "(1)" in places[0].text


@pytest.mark.parametrize(
    "formula", [r"$\nonsense$", r"$$ \nonsense $$", r"$x^$", r"$a & b$"]
)
def test_a_formula_that_cannot_be_read_fails_the_build_and_names_the_page(
    empty_book: SmallBook, formula: str
) -> None:
    book = empty_book
    book.write({"book/index.md": f"# Formulas\n\nWords.\n\n{formula}\n"})
    done = book.build()
    assert done.status != 0
    assert "index.md:" in done.output
    assert f"WARNING: formula {formula.strip('$ ')}: " in done.output
    assert "Traceback" not in done.output
