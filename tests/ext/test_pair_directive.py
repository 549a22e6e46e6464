"""The `pair` directive, in pages built with it."""

import pytest

from ext.builder import Builder
from ext.html_tree import Element, parse
from ext.small_book import CONF, SmallBook

LEFT = "def step(x):\n    y = tt.mul(x, 2)\n    return y\n\n\nRATE = 1\n"
RIGHT = "def step(x):\n    y = tf.multiply(x, 2)\n\n    return y\n\n\nRATE = 1\n"
OLD = "def step(x):\n    run = session()\n    return run(x)\n"
PAGES = {
    "index": "# Book\n\n```{toctree}\nnamed\nwhole\nold\nalone\n```\n",
    "named": "# Named\n\n```{pair} step\n:names: step\n```\n",
    "whole": "# Whole\n\n```{pair} step\n```\n",
    "old": "# Old\n\n```{pair} step\n:names: step\n"
    ":sides: tensorflow1_side tensorflow_side\n```\n",
    "alone": "# Alone\n\n```{pair} step\n:names: step\n:sides: keras_fit\n```\n",
}
FILES = {
    "code/shop/step/torch_side.py": LEFT,
    "code/shop/step/tensorflow_side.py": RIGHT,
    "code/shop/step/tensorflow1_side.py": OLD,
    "code/shop/step/keras_fit.py": OLD,
    **{f"book/{name}.md": text for name, text in PAGES.items()},
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    made = SmallBook(tmp_path_factory.mktemp("pairs"), builder)
    made.write({"conf.py": CONF, "uv.lock": "", **FILES})
    made.build_well()
    return made


def listings(book: SmallBook, page: str) -> list[Element]:
    return list(parse(book.html(page)).one("div.pair").all("div.listing"))


def marked(listing: Element) -> list[str]:
    return [line.text.strip("\n") for line in listing.all("span.hll")]


def test_both_listings_are_the_files_own_text(book: SmallBook) -> None:
    left, right = (listing.one("pre").text for listing in listings(book, "named"))
    assert left == LEFT.split("\n\n\n")[0] + "\n"
    assert right == RIGHT.split("\n\n\n")[0] + "\n"


def test_exactly_the_lines_that_differ_are_marked(book: SmallBook) -> None:
    left, right = listings(book, "named")
    assert marked(left) == ["    y = tt.mul(x, 2)"]
    assert marked(right) == ["    y = tf.multiply(x, 2)"]


def test_no_names_show_the_whole_files(book: SmallBook) -> None:
    assert all("RATE = 1" in side.text for side in listings(book, "whole"))


def test_each_side_stands_in_one_tab_set_under_its_frameworks_name(
    book: SmallBook,
) -> None:
    tabs = parse(book.html("named")).one("div.sd-tab-set")
    assert [label.text.strip() for label in tabs.all("label")] == [
        "PyTorch",
        "TensorFlow",
    ]
    assert len(list(tabs.all("div.listing"))) == 2


def test_all_tab_sets_answer_to_one_choice_of_framework(book: SmallBook) -> None:
    labels = list(parse(book.html("named")).all("label.sd-tab-label"))
    assert {label.attributes["data-sync-group"] for label in labels} == {"framework"}
    keys = [label.attributes["data-sync-id"] for label in labels]
    assert keys == ["pytorch", "tensorflow"]


def test_each_side_says_which_file_it_comes_from(book: SmallBook) -> None:
    origins = [listing.one("p.origin").text for listing in listings(book, "named")]
    folder = "code/shop/step"
    assert origins == [f"{folder}/torch_side.py", f"{folder}/tensorflow_side.py"]


def test_the_sentence_below_counts_the_differing_lines(book: SmallBook) -> None:
    sentence = parse(book.html("old")).one("p.difference-count").text
    assert "TensorFlow 1: 2 of 3" in sentence
    assert "TensorFlow: 2 of 3" in sentence


def test_the_old_tensorflow_has_a_label_of_its_own(book: SmallBook) -> None:
    labels = parse(book.html("old")).all("label.sd-tab-label")
    assert [label.text.strip() for label in labels] == ["TensorFlow 1", "TensorFlow"]


def test_one_side_alone_is_shown_unmarked_and_uncounted(book: SmallBook) -> None:
    (listing,) = listings(book, "alone")
    assert listing.one("pre").text == OLD
    assert marked(listing) == []
    page = parse(book.html("alone"))
    assert not list(page.all("p.difference-count"))
    (label,) = page.all("label.sd-tab-label")
    assert label.text.strip() == "Keras"
    assert label.attributes["data-sync-id"] == "tensorflow"


def test_an_edited_side_rewrites_the_pages_that_show_it(book: SmallBook) -> None:
    book.edit("code/shop/step/torch_side.py", "tt.mul(x, 2)", "tt.mul(x, 33)")
    book.build_well()
    assert "33" in listings(book, "named")[0].text
    assert "33" in listings(book, "whole")[0].text
    book.write(FILES)


@pytest.mark.parametrize(
    ("directive", "words"),
    [
        ("```{pair} nowhere\n```", "there is no file"),
        ("```{pair} step\n:names: jump\n```", "defines no 'jump'; it defines step"),
        (
            "```{pair} step\n:sides: torch_side jax_side\n```",
            "jax_side.py begins with none of torch, tensorflow, tensorflow1, keras",
        ),
        (
            "```{pair} step\n:sides: torch_side torch_side torch_side\n```",
            "one side is needed, or two",
        ),
        ("```{pair} broken\n:names: step\n```", "does not parse, line 1"),
    ],
)
def test_a_pair_that_cannot_be_shown_fails_the_build_and_names_the_page(
    empty_book: SmallBook, directive: str, words: str
) -> None:
    book = empty_book
    book.write({**FILES, "book/named.md": f"# Named\n\n{directive}\n"})
    book.write({f"code/shop/broken/{s}_side.py": "(" for s in ("torch", "tensorflow")})
    done = book.build()
    assert done.status != 0
    assert "named.md:" in done.output
    assert "ERROR: pair: " in done.output
    assert words in done.output.replace("\n", " ")
    assert "Traceback" not in done.output
