"""The `pair` directive, in pages built with it."""

import pytest

from ext.builder import Builder
from ext.html_tree import Element, parse
from ext.small_book import CONF, SmallBook

LEFT = "def step(x):\n    y = tt.mul(x, 2)\n    return y\n\n\nRATE = 1\n"
RIGHT = "def step(x):\n    y = tf.multiply(x, 2)\n\n    return y\n\n\nRATE = 1\n"
OLD = "def step(x):\n    run = session()\n    return run(x)\n"
PAGES = {
    "index": "# Book\n\n```{toctree}\nnamed\nwhole\nold\nalone\napart\n```\n",
    "named": "# Named\n\n```{pair} step\n:names: step\n```\n",
    "whole": "# Whole\n\n```{pair} step\n```\n",
    "old": "# Old\n\n```{pair} step\n:names: step\n"
    ":sides: tensorflow1_side tensorflow_side\n```\n",
    "apart": "# Apart\n\n```{pair} apart\n```\n",
    "alone": "# Alone\n\n```{pair} step\n:names: step\n:sides: keras_fit\n```\n",
}
FILES = {
    "code/shop/step/torch_side.py": LEFT,
    "code/shop/step/tensorflow_side.py": RIGHT,
    "code/shop/step/tensorflow1_side.py": OLD,
    "code/shop/step/keras_fit.py": OLD,
    "code/shop/apart/torch_side.py": "import torch\n",
    "code/shop/apart/tensorflow_side.py": "import tensorflow\n",
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


def marks(listing: Element) -> list[Element]:
    return list(listing.all("mark.differs"))


def test_a_mark_leads_to_its_counterpart_and_back(book: SmallBook) -> None:
    ids, targets = [], []
    for listing in listings(book, "old"):
        links = [mark.one("a.counterpart").attributes for mark in marks(listing)]
        ids.append([link["id"] for link in links])
        targets.append([link["href"].removeprefix("#") for link in links])
    assert targets == ids[::-1]
    anchor = "listing-step-step-tensorflow1-side-tensorflow-side"
    assert ids[0] == [f"{anchor}-tensorflow1-side-1"]


def test_a_mark_is_told_once_to_those_who_do_not_see_it(book: SmallBook) -> None:
    (mark,) = marks(listings(book, "old")[1])
    assert mark.one("a.counterpart").attributes["aria-label"] == (
        "Difference 1 of 1: lines 2 to 4 here, lines 2 to 3 in TensorFlow 1"
    )
    assert mark.one("a.counterpart").text == ""


def test_what_is_equal_says_how_many_lines_it_folds(book: SmallBook) -> None:
    for listing in listings(book, "whole"):
        said = [run.attributes["data-says"] for run in listing.all("span.equal")]
        assert said == ["1 equal line", "2 equal lines"]


def test_only_where_something_is_equal_it_can_be_folded(book: SmallBook) -> None:
    for page, buttons in (("named", 1), ("alone", 0), ("apart", 0)):
        found = list(parse(book.html(page)).all("button.fold"))
        assert len(found) == buttons, page


@pytest.mark.parametrize(
    ("page", "anchor"),
    [
        ("named", "listing-step-step"),
        ("whole", "listing-step"),
        ("alone", "listing-step-step-keras-fit"),
    ],
)
def test_a_listing_has_an_id_made_of_what_it_shows(
    book: SmallBook, page: str, anchor: str
) -> None:
    assert parse(book.html(page)).one("div.pair").attributes["id"] == anchor


def test_each_side_has_a_link_that_opens_it_where_there_are_two(
    book: SmallBook,
) -> None:
    def links(page: str) -> list[tuple[str, str]]:
        found = parse(book.html(page)).all("p.side-link")
        told = [p.one("a.headerlink").attributes for p in found]
        return [(link["aria-label"], link["href"]) for link in told]

    assert links("named") == [
        ("Link to the side of PyTorch", "?framework=pytorch#listing-step-step"),
        ("Link to the side of TensorFlow", "?framework=tensorflow#listing-step-step"),
    ]
    alone = [("Link to this listing", "#listing-step-step-keras-fit")]
    assert links("alone") == alone


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
        (
            "```{pair} step\n:names: step\n```\n\n" * 2,
            "this page shows it already, as #listing-step-step",
        ),
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
