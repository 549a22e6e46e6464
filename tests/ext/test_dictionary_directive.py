"""The `dictionary` directive, in pages built with it."""

import json

import pytest

from ext.builder import Builder
from ext.html_tree import Element, parse
from ext.small_book import CONF, HEADER, SmallBook

TORCH = '''"""Words."""

import tt


def less(x):
    """Ask what is less."""
    return tt.less(x, 1) & ("a" < "b")


def write_it(x):
    """Write."""
    x[0] = None
    return x
'''
TENSORFLOW = TORCH.replace("tt", "tf").replace('"a"', '"c"')
RESULTS = {
    "words": {
        "less": {"ended": "equal", "note": "Equal."},
        "write_it": {"ended": "differs", "note": "See [there](other.md#place)."},
    }
}
CELL = """```{{code-cell}} python
:tags: [remove-cell]
from IPython.display import display

key = "application/papermill.record/"
mark = {{"scrapbook": {{"name": "dictionary", "mime_prefix": key}}}}
display({{key + "text/plain": {results!r}}}, raw=True, metadata=mark)
```
"""
DIRECTIVE = "```{dictionary} words\n```\n"


def pages(results: object = RESULTS, directive: str = DIRECTIVE) -> dict[str, str]:
    """Return a book's pages: the table above the cell that found out about it."""
    cell = CELL.format(results=json.dumps(results))
    return {
        "book/index.md": "# Book\n\n```{toctree}\nwords\nother\n```\n",
        "book/other.md": "# Other\n\n(place)=\n## There\n\nText.\n",
        "book/words.md": f"{HEADER}# Words\n\n{directive}\n## Cells\n\n{cell}",
    }


FILES = {
    "conf.py": CONF.replace('"figure_files"', '"dictionary", "figure_files"')
    + 'dictionary_root = "code/shop"\nmyst_heading_anchors = 3\n',
    "code/shop/words/torch_side.py": TORCH,
    "code/shop/words/tensorflow_side.py": TENSORFLOW,
    **pages(),
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    made = SmallBook(tmp_path_factory.mktemp("dictionary"), builder)
    made.write({"uv.lock": "", **FILES})
    made.build_well()
    return made


@pytest.fixture(scope="module")
def table(book: SmallBook) -> Element:
    return parse(book.html("words")).one("table.dictionary")


def test_a_row_shows_the_bodies_of_both_functions(table: Element) -> None:
    (first, second) = table.all("tbody.dictionary-row")
    assert [pre.text for pre in first.all("pre")] == [
        'tt.less(x, 1) & ("a" < "b")',
        'tf.less(x, 1) & ("c" < "b")',
    ]
    assert [pre.text for pre in second.all("pre")] == ["x[0] = None"] * 2


def test_a_row_is_titled_by_the_docstring_and_says_how_it_ended(table: Element) -> None:
    first, second = table.all("tbody.dictionary-row")
    assert first.one("a").text == "Ask what is less"
    assert first.one("span.dictionary-note").text == "Equal."
    assert "equal" in first.classes
    assert "differs" in second.classes


def test_a_title_links_to_its_own_row(table: Element) -> None:
    _, second = table.all("tbody.dictionary-row")
    link = next(second.all("a")).attributes["href"]
    assert link == "#row-words-write-it" == f"#{second.attributes['id']}"


def test_other_pages_can_link_to_a_row(book: SmallBook) -> None:
    book.write(
        {"book/other.md": "# Other\n\n(place)=\n## There\n\n[x](#row-words-less)\n"}
    )
    book.build_well()
    assert 'href="words.html#row-words-less"' in book.html("other")
    book.write(FILES)


def test_a_note_is_markdown_whose_links_are_checked(table: Element) -> None:
    links = [a.attributes["href"] for a in table.all("a")]
    assert "other.html#place" in links


def test_both_columns_are_named_and_the_imports_stand_on_top(table: Element) -> None:
    assert [th.text for th in table.one("thead").all("th")] == [
        "PyTorch",
        "TensorFlow and Keras",
    ]
    names = table.one("tbody.dictionary-names")
    assert [pre.text for pre in names.all("pre")] == ["import tt", "import tf"]


def test_words_texts_and_numbers_are_coloured_and_nothing_else(table: Element) -> None:
    first, second = (next(b.all("pre")) for b in table.all("tbody.dictionary-row"))
    marked = [(s.classes, s.text) for s in (*first.all("span"), *second.all("span"))]
    assert marked == [
        (["m"], "1"),
        (["s"], '"a"'),
        (["s"], '"b"'),
        (["m"], "0"),
        (["k"], "None"),
    ]


def test_only_pages_with_rows_load_the_script(book: SmallBook) -> None:
    for file in ("dictionary.js", "dictionary.css"):
        assert file in book.html("words")
        assert file not in book.html("other")


def test_an_edited_side_rewrites_the_page(book: SmallBook) -> None:
    book.edit("code/shop/words/torch_side.py", "tt.less", "tt.fewer")
    book.build_well()
    assert "tt.fewer(" in parse(book.html("words")).one("table.dictionary").text
    book.write(FILES)


LESS = {"less": RESULTS["words"]["less"]}
UNKNOWN = {**RESULTS["words"], "less": {"ended": "well"}}
# By page: its topic, what a cell found out, and the error that names the page.
BAD = {
    "nowhere": ("verbs", RESULTS, "there is no file"),
    "broken": ("broken", RESULTS, "does not parse, line 1"),
    "erased": ("erased", RESULTS, "the sides of erased differ in"),
    "missing": ("words", {"words": LESS}, "results of words differ in write_it"),
    "unknown": ("words", {"words": UNKNOWN}, "words/less ended in none of"),
    "silent": ("words", None, "no cell of this page quotes"),
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> str:
    """Return what a build says of a page for each mistake."""
    book = SmallBook(tmp_path_factory.mktemp("bad"), builder)
    book.write({"uv.lock": "", **FILES})
    for side in ("torch", "tensorflow"):
        book.write({f"code/shop/broken/{side}_side.py": "("})
    book.write({"code/shop/erased/torch_side.py": TORCH.replace("Write.", "Erase.")})
    book.write({"code/shop/erased/tensorflow_side.py": TENSORFLOW})
    for name, (topic, results, _) in BAD.items():
        text = pages(results, DIRECTIVE.replace("words", topic))["book/words.md"]
        without_cell = f"# Words\n\n{DIRECTIVE}"
        book.write({f"book/{name}.md": text if results else without_cell})
    done = book.build()
    assert done.status != 0
    return done.output.replace("\n    ", " ")


@pytest.mark.parametrize("name", BAD)
def test_a_topic_that_cannot_be_shown_fails_the_build_and_names_the_page(
    complaints: str, name: str
) -> None:
    assert "Traceback" not in complaints
    found = [line for line in complaints.splitlines() if f"{name}.md:" in line]
    assert any("ERROR: dictionary: " in line and BAD[name][2] in line for line in found)
