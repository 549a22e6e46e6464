"""The tables of what to choose, in pages built with them."""

import re

import pytest

from ext.builder import Builder
from ext.html_tree import Element, parse
from ext.small_book import CONF, SmallBook

ENTRIES = """
[line.quick]
of = "pytorch"
said = "Speed"
rested = "On *hearsay*."
found = "It was `timed`."
then = "true"
today = "was never so"
pages = ["speed#when-it-counts", "speed#elsewhere"]
claims = ["S1"]
tests = []

[line.both]
of = "both"
said = "Try both"
rested = "On sense."
found = "It holds."
then = "true"
today = "holds"
pages = ["speed"]
claims = []
tests = []

[need.small-steps]
topic = "Pace & more"
need = "Small steps"
question = "My steps are small."
favours = "tensorflow"
reason = "It was `timed`."
pages = ["speed#when-it-counts"]
claims = ["S1"]
tests = ["tests/test_a.py::test_b", "tests/test_a.py::test_c"]

[need.moons]
topic = "Places"
need = "Moons"
question = "I train on a moon."
favours = "untested"
reason = "Nobody was there."
pages = ["speed"]
claims = []
tests = []
"""
FILES = {
    "conf.py": CONF + 'extensions.append("choices")\nmyst_heading_anchors = 3\n',
    "uv.lock": "",
    "book/choices.toml": ENTRIES,
    "book/index.md": "# Book\n\n```{toctree}\nspeed\nold\nnew\n```\n",
    "book/speed.md": "# Speed\n\n(s1)=\n\n## When it counts\n\n## Elsewhere\n",
    "book/old.md": "# Old\n\n```{checklist}\n```\n",
    "book/new.md": "# New\n\n```{choices}\n```\n",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    made = SmallBook(tmp_path_factory.mktemp("choices"), builder)
    made.write(FILES)
    made.build_well()
    return made


@pytest.fixture
def broken(empty_book: SmallBook) -> SmallBook:
    """Return a book with tables that a test may break."""
    empty_book.write(FILES)
    return empty_book


def words(element: Element) -> str:
    return " ".join(element.text.split())


def rows(book: SmallBook, page: str, name: str) -> list[Element]:
    table = parse(book.html(page)).one(f"table.{name}")
    return list(table.one("tbody").all("tr"))


def hrefs(element: Element) -> list[str]:
    return [a.attributes["href"] for a in element.all("a")]


def test_a_line_says_what_it_rested_on_and_what_was_found(book: SmallBook) -> None:
    heading, quick, best, both = rows(book, "old", "checklist")
    assert [words(heading), words(best)] == ["Choose PyTorch for", "Or, best of all"]
    assert words(quick.one("th")) == "Speed"
    assert words(quick.one("td")) == (
        "2017 true Today was never so Then. On hearsay. Now. It was timed. "
        "Speed: When it counts · Elsewhere · S1"
    )
    assert [e.text for e in quick.all("em")] == ["hearsay"]
    assert words(both.one("th")) == "Try both"


def test_a_source_leads_to_the_page_the_place_and_the_claim(book: SmallBook) -> None:
    _, quick, *_ = rows(book, "old", "checklist")
    assert hrefs(quick) == [
        "speed.html",
        "speed.html#when-it-counts",
        "speed.html#elsewhere",
        "speed.html#s1",
    ]


def test_a_need_says_whom_the_evidence_favours_and_why(book: SmallBook) -> None:
    topic, steps, other, moons = rows(book, "new", "choices")
    assert [words(topic), words(other)] == ["Pace & more", "Places"]
    assert words(steps.one("th")) == "Small steps My steps are small."
    assert words(steps.one("td")) == (
        "TensorFlow It was timed. Speed: When it counts · S1"
    )
    assert words(moons.one("td")) == "Not tested here Nobody was there. Speed"


def test_a_script_finds_of_each_need_its_name_and_whom_it_favours(
    book: SmallBook,
) -> None:
    needs = [row for row in rows(book, "new", "choices") if "id" in row.attributes]
    assert [row.attributes["id"] for row in needs] == ["need-small-steps", "need-moons"]
    kinds = [re.findall(r"favours-(\w+)", row.attributes["class"]) for row in needs]
    assert kinds == [["tensorflow"], ["untested"]]
    assert all(
        list(row.all("p.question")) and list(row.all("p.reason")) for row in needs
    )


def test_the_needs_are_counted(book: SmallBook) -> None:
    paragraphs = [words(p) for p in parse(book.html("new")).all("p")]
    assert "Needs in the table: 2. TensorFlow: 1; Not tested here: 1." in paragraphs


def test_the_tests_behind_a_need_are_a_command(book: SmallBook) -> None:
    proof = parse(book.html("new")).one("details.proof")
    assert proof.one("pre").text.strip() == (
        "# Small steps\n.venv/bin/pytest \\\n"
        "  tests/test_a.py::test_b \\\n  tests/test_a.py::test_c"
    )


@pytest.mark.parametrize(
    ("page", "style", "script"),
    [("new", True, True), ("old", True, False), ("speed", False, False)],
)
def test_only_a_page_with_something_to_tick_loads_the_script(
    book: SmallBook, page: str, style: bool, script: bool
) -> None:
    text = book.html(page)
    assert ("chooser.css" in text, "chooser.js" in text) == (style, script)


def test_a_page_follows_the_file(broken: SmallBook) -> None:
    broken.build_well()
    broken.edit("book/choices.toml", "Nobody was there.", "We were there.")
    broken.build_well()
    assert "We were there." in broken.html("new")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"untested"', '"somebody"', "choices.toml: [need.moons] favours: 'somebody'"),
        ('["speed"]', '["pace"]', "'/pace.md'"),
        ("speed#elsewhere", "speed#nowhere", "nowhere"),
        ('["S1"]', '["S9"]', "s9"),
    ],
)
def test_what_is_wrong_or_leads_nowhere_fails_the_build(
    broken: SmallBook, old: str, new: str, complaint: str
) -> None:
    broken.edit("book/choices.toml", old, new)
    done = broken.build()
    assert done.status != 0
    assert complaint in done.output
