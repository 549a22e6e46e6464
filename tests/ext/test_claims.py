"""The directives that show verdicts, in pages built with them."""

import pytest

from ext.builder import Builder
from ext.html_tree import Element, parse
from ext.small_book import CONF, SmallBook, page

CLAIM = """
[{id}]
page = "{page}"
short = "{short}"
said = "What {id} said."
then = "{then}"
today = "{today}"
evidence = "What {id} showed."
tests = [{tests}]
"""


def claim(name: str, page: str, **told: str) -> str:
    """Write a claim of the ledger."""
    usual = {"then": "true", "today": "holds", "tests": '"tests/test_a.py::test_b"'}
    fields = {"short": f"in short {name}", **usual, **told}
    return CLAIM.format(id=name, page=page, **fields)


LEDGER = (
    claim("W1", "wine", then="partly true", today="was never so")
    + claim("W2", "wine", tests='"tests/test_a.py::test_b", "tests/test_a.py::test_c"')
    + claim("B1", "bread/rye", today="changed")
)
CHAPTERS = {"Wine & more": "W1 W2", "Bread": "B1"}
FILES = {
    "conf.py": CONF + f'extensions.append("claims")\nclaims_chapters = {CHAPTERS}\n',
    "uv.lock": "",
    "code/shop.py": "",
    "book/claims.toml": LEDGER,
    "book/index.md": "# Book\n\n```{toctree}\nwine\nbread/rye\nverdicts\nglance\n```\n",
    "book/wine.md": page("import shop", title="Wine").replace(
        "# Wine\n",
        "# Wine\n\n````{div} claim\nCold.\n\n```{verdicts} W1 W2\n```\n````\n",
    ),
    "book/bread/rye.md": "# Rye\n\n```{verdicts} B1 W2\n```\n\nSee [B1](#b1).\n",
    "book/verdicts.md": "# All\n\n```{ledger}\n:counts:\n```\n\n```{ledger}\n```\n",
    "book/glance.md": "# Glance\n\n```{ledger}\n:glance:\n```\n",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    made = SmallBook(tmp_path_factory.mktemp("claims"), builder)
    made.write(FILES)
    made.build_well()
    return made


@pytest.fixture
def broken(empty_book: SmallBook) -> SmallBook:
    """Return a book with verdicts, and without cells, that a test may break."""
    wine = FILES["book/wine.md"].partition("```{code-cell}")[0]
    empty_book.write({**FILES, "book/wine.md": wine})
    return empty_book


def lines(book: SmallBook, page: str) -> list[Element]:
    return list(parse(book.html(page)).one("ul.verdicts").all("li"))


def words(element: Element) -> str:
    return " ".join(element.text.split())


def targets(element: Element) -> list[str]:
    return [link.attributes["href"] for link in element.all("a")]


def table(book: SmallBook, page: str, name: str) -> list[list[str]]:
    found = parse(book.html(page)).one(f"table.{name}")
    return [
        [words(cell) for cell in row.all("") if cell.tag in ("th", "td")]
        for row in found.all("tr")
    ]


def test_a_page_shows_both_verdicts_of_each_of_its_claims(book: SmallBook) -> None:
    assert [words(line) for line in lines(book, "wine")] == [
        "W1 in short W1 2017 partly true Today was never so",
        "W2 in short W2 2017 true Today holds",
    ]


def test_the_lines_stand_in_the_box_of_the_claim(book: SmallBook) -> None:
    box = parse(book.html("wine")).one("div.claim")
    assert len(list(box.one("ul.verdicts").all("li"))) == 2


def test_each_verdict_has_a_class_of_its_own_for_its_mark(book: SmallBook) -> None:
    first, second = lines(book, "wine")
    marks = [badge.classes[1] for badge in first.all("span.badge-of-claim")]
    assert marks == ["then-partly-true", "today-was-never-so"]
    marks = [badge.classes[1] for badge in second.all("span.badge-of-claim")]
    assert marks == ["then-true", "today-holds"]


def test_a_line_leads_to_the_claim_s_entry(book: SmallBook) -> None:
    assert [targets(line) for line in lines(book, "wine")] == [
        ["verdicts.html#w1"],
        ["verdicts.html#w2"],
    ]
    entry = next(
        section
        for section in parse(book.html("verdicts")).all("section.of-claim")
        if section.attributes["id"] == "w2"
    )
    assert "W2: in short W2" in entry.one("h3").text


def test_on_another_page_than_its_own_a_line_leads_to_that_page(
    book: SmallBook,
) -> None:
    own, other = lines(book, "bread/rye")
    assert targets(own) == ["../verdicts.html#b1"]
    assert targets(other) == ["../verdicts.html#w2", "../wine.html"]


def test_a_claim_can_be_linked_to_from_prose(book: SmallBook) -> None:
    links = targets(parse(book.html("bread/rye")))
    assert links.count("../verdicts.html#b1") == 2


def test_an_entry_says_all_that_the_ledger_knows(book: SmallBook) -> None:
    tree = parse(book.html("verdicts"))
    first, second, third = tree.all("section.of-claim")
    assert [words(part) for part in first.all("p")] == [
        "What W1 said.",
        "2017 partly true Today was never so",
        "Evidence. What W1 showed.",
        "Judged in Wine",
    ]
    assert "wine.html" in targets(first)
    assert "bread/rye.html" in targets(third)
    assert second.one("summary").text == "2 tests of W2"
    command = second.one("details.proof").one("pre").text
    assert command == (
        ".venv/bin/pytest \\\n  tests/test_a.py::test_b \\\n  tests/test_a.py::test_c\n"
    )


def test_the_chapters_are_headings_in_the_order_of_the_settings(
    book: SmallBook,
) -> None:
    headings = [h.text.rstrip("#") for h in parse(book.html("verdicts")).all("h2")]
    assert [text.removesuffix("¶") for text in headings] == list(CHAPTERS)


def test_a_glance_has_a_line_a_claim_under_its_chapter(book: SmallBook) -> None:
    assert table(book, "glance", "ledger-glance") == [
        ["Claim", "2017", "Today"],
        ["Wine & more"],
        ["W1 in short W1", "2017 partly true", "Today was never so"],
        ["W2 in short W2", "2017 true", "Today holds"],
        ["Bread"],
        ["B1 in short B1", "2017 true", "Today changed"],
    ]
    links = targets(parse(book.html("glance")).one("table.ledger-glance"))
    assert links[-2:] == ["verdicts.html#b1", "bread/rye.html"]


def test_the_counts_are_those_of_the_verdicts_that_occur(book: SmallBook) -> None:
    assert table(book, "verdicts", "ledger-counts") == [
        ["2017", "holds", "changed", "was never so", "all"],
        ["true", "1", "1", "0", "2"],
        ["partly true", "0", "0", "1", "1"],
        ["all", "1", "1", "1", "3"],
    ]


def test_an_edited_claim_rewrites_the_pages_that_show_it_and_runs_no_cell(
    book: SmallBook,
) -> None:
    before = {name: written_at(book, name) for name in ("wine", "bread/rye")}
    book.edit("book/claims.toml", "in short W1", "in other words")
    book.build_well()
    assert "in other words" in words(lines(book, "wine")[0])
    assert "in other words" in book.html("verdicts")
    assert "in other words" in book.html("glance")
    changed = {name for name, time in before.items() if written_at(book, name) != time}
    assert changed == {"wine"}
    assert book.executed() == set()
    book.write({"book/claims.toml": LEDGER})
    book.build_well()


def written_at(book: SmallBook, page: str) -> int:
    return (book.folder / f"_build/html/{page}.html").stat().st_mtime_ns


def test_a_page_that_does_not_show_what_it_judges_fails_the_build(
    broken: SmallBook,
) -> None:
    broken.edit("book/wine.md", "W1 W2", "W2")
    done = broken.build()
    assert done.status != 0
    assert "wine.md" in done.output
    assert (
        "book/claims.toml has W1 judged on this page, which does not show it: add it "
        "to a verdicts directive"
    ) in done.output.replace("\n", " ")
    assert "W2 judged" not in done.output
    # Nothing has changed, and it is still wrong.
    assert broken.build().status != 0


def test_a_page_that_is_not_there_fails_the_build_until_it_is(
    broken: SmallBook,
) -> None:
    broken.edit("book/claims.toml", "bread/rye", "bread/white")
    done = broken.build()
    assert done.status != 0
    assert (
        "book/claims.toml: B1: there is no page 'bread/white': name the page that "
        "judges this"
    ) in done.output.replace("\n", " ")
    broken.edit("book/index.md", "bread/rye", "bread/rye\nbread/white")
    broken.write({"book/bread/white.md": "# White\n\n```{verdicts} B1\n```\n"})
    broken.build_well()
    assert "bread/white.html" in targets(parse(broken.html("glance")))


WRONG = {
    "```{verdicts} W1 W9\n```": "verdicts: 'W9' is none of W1, W2, B1",
    "```{verdicts} W2 W2\n```": "verdicts: W2 is there twice",
    "```{verdicts}\n```": "1 argument(s) required",
    "```{ledger}\n:glance:\n:counts:\n```": "ledger: choose one of glance and counts",
}


def test_a_directive_that_asks_for_what_is_not_there_fails_the_build(
    broken: SmallBook,
) -> None:
    broken.write({"book/index.md": FILES["book/index.md"] + "\n".join(WRONG)})
    done = broken.build()
    assert done.status != 0
    for complaint in WRONG.values():
        assert complaint in done.output
    assert done.output.count("index.md:") == len(WRONG)


def test_a_bad_ledger_fails_the_build_with_all_that_is_to_mend(
    broken: SmallBook,
) -> None:
    broken.edit("book/claims.toml", 'today = "changed"', 'today = "better"')
    broken.edit("book/claims.toml", 'evidence = "What W2 showed."', 'evidence = ""')
    done = broken.build()
    assert done.status != 0
    assert "The ledger of claims" in done.output
    assert "claims.toml: [B1] today: 'better' is none of" in done.output
    assert "claims.toml: [W2] evidence: it is empty: say something" in done.output


def test_badges_need_a_page_that_tells_all(broken: SmallBook) -> None:
    broken.edit("book/verdicts.md", "```{ledger}\n```", "")
    done = broken.build()
    assert done.status != 0
    assert "undefined label: 'w1'" in done.output


def test_a_book_without_claims_needs_no_ledger(empty_book: SmallBook) -> None:
    empty_book.write(
        {
            "conf.py": CONF + 'extensions.append("claims")\n',
            "book/index.md": "# Book\n",
        }
    )
    empty_book.build_well()
