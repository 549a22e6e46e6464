"""The dictionary on the site: searched, filtered, linked to, and copied from."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from built_pages import tree
from operations import read_side
from spotdiff.dictionary.topics import TOPICS

PAGE = "dictionary.html"
FOLDER = Path(__file__).parents[2] / "code" / "spotdiff" / "dictionary"
HEAVIEST = 300_000  # bytes
ROWS = sum(len(topic.rows) for topic in TOPICS)
DIFFER = sum(bool(row.differs) for topic in TOPICS for row in topic.rows.values())


@pytest.fixture(scope="module")
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """Return one tab for all: the page is a large one."""
    context = browser.new_context(
        base_url=address, viewport={"width": 1440, "height": 900}
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    tab.goto(f"/{PAGE}")
    yield tab
    context.close()


@pytest.fixture
def dictionary(tab: Page) -> Page:
    """Return the page with nothing searched for."""
    search(tab).fill("")
    if (reset := tab.get_by_role("button", name="Show all rows")).is_visible():
        reset.click()
    expect(status(tab)).to_have_text(f"{ROWS} of {ROWS} rows")
    return tab


def search(tab: Page) -> Locator:
    return tab.get_by_role("searchbox", name="Search in words or in code")


def status(tab: Page) -> Locator:
    return tab.get_by_role("status")


def chip(tab: Page, name: str) -> Locator:
    return tab.get_by_role("button", name=name, exact=True)


def shown(tab: Page) -> list[str]:
    """Return the ids of the rows that can be seen."""
    ids: list[str] = tab.eval_on_selector_all(
        ".dictionary-row",
        "rows => rows.filter(r => r.checkVisibility()).map(r => r.id)",
    )
    return ids


def says(tab: Page, count: int) -> None:
    expect(status(tab)).to_have_text(f"{count} of {ROWS} rows")
    assert len(shown(tab)) == count


# The files ------------------------------------------------------------------------


def test_every_row_shows_exactly_the_code_that_is_tested(site: Path) -> None:
    tables = list(tree(PAGE).all("table.dictionary"))
    assert [table.attributes["data-topic"] for table in tables] == [
        topic.name for topic in TOPICS
    ]
    for table, topic in zip(tables, TOPICS, strict=True):
        sides = [
            read_side(FOLDER / topic.name / file).operations.values()
            for file in ("torch_side.py", "tensorflow_side.py")
        ]
        codes = [[o.code for o in pair] for pair in zip(*sides, strict=True)]
        rows = table.all("tbody.dictionary-row")
        assert [[pre.text for pre in row.all("pre")] for row in rows] == codes


def test_the_page_is_light(site: Path) -> None:
    assert (site / PAGE).stat().st_size < HEAVIEST


def test_no_other_page_loads_the_script(site: Path) -> None:
    found = [p for p in site.rglob("*.html") if "dictionary.js" in p.read_text("utf-8")]
    assert found == [site / PAGE]


# Searching ------------------------------------------------------------------------


def test_a_search_finds_names_of_either_side_and_words(dictionary: Page) -> None:
    for words, row in (
        ("scatter_nd", "row-indexing-write-row"),
        ("PERMUTE(", "row-shapes-channels-last"),
        ("identity matrix", "row-creation-identity"),
        ("losses huber", "row-losses-huber"),
    ):
        search(dictionary).fill(words)
        found = shown(dictionary)
        assert row in found
        says(dictionary, len(found))
        assert len(found) < ROWS / 10


def test_a_search_that_finds_nothing_says_so_and_can_be_taken_back(
    dictionary: Page,
) -> None:
    search(dictionary).fill("zzyzxq")
    expect(status(dictionary)).to_contain_text("No row")
    assert shown(dictionary) == []
    expect(dictionary.get_by_role("heading", name="Shapes")).to_be_hidden()
    dictionary.get_by_role("button", name="Show all rows").click()
    says(dictionary, ROWS)
    expect(search(dictionary)).to_be_focused()


def test_a_topic_and_the_switch_narrow_it_down_together(dictionary: Page) -> None:
    chip(dictionary, "Reductions").click()
    expect(chip(dictionary, "Reductions")).to_have_attribute("aria-pressed", "true")
    says(dictionary, len(next(t.rows for t in TOPICS if t.name == "reductions")))
    dictionary.get_by_label("Only where they differ").check()
    found = shown(dictionary)
    assert "row-reductions-deviation" in found
    assert "row-reductions-total" not in found
    says(dictionary, len(found))
    chip(dictionary, "Reductions").click()
    says(dictionary, DIFFER)
    dictionary.get_by_label("Only where they differ").uncheck()
    says(dictionary, ROWS)


def test_it_is_used_with_the_keyboard_alone(dictionary: Page) -> None:
    search(dictionary).blur()
    dictionary.keyboard.press("/")
    expect(search(dictionary)).to_be_focused()
    dictionary.keyboard.type("softmax/")
    expect(search(dictionary)).to_have_value("softmax/")
    dictionary.keyboard.press("Backspace")
    assert "row-activations-softmax" in shown(dictionary)
    dictionary.keyboard.press("Tab")
    dictionary.keyboard.press("Space")
    expect(dictionary.get_by_label("Only where they differ")).to_be_checked()
    dictionary.keyboard.press("Tab")
    dictionary.keyboard.press("Enter")
    expect(chip(dictionary, TOPICS[0].title)).to_have_attribute("aria-pressed", "true")
    search(dictionary).press("Escape")
    expect(search(dictionary)).to_have_value("")


# The address ------------------------------------------------------------------------


def test_what_is_asked_for_stands_in_the_address_and_is_found_again(
    dictionary: Page,
) -> None:
    search(dictionary).fill("one hot")
    chip(dictionary, "Making tensors").click()
    found = shown(dictionary)
    assert found == ["row-creation-one-hot"]
    assert dictionary.url.endswith("?q=one+hot&topic=creation")
    dictionary.reload()
    assert shown(dictionary) == found
    expect(search(dictionary)).to_have_value("one hot")
    dictionary.get_by_role("button", name="Show all rows").click()
    assert dictionary.url.endswith(PAGE)


def test_a_link_to_a_row_is_followed_whatever_is_searched_for(tab: Page) -> None:
    tab.goto(f"/{PAGE}?q=softmax#row-schedules-cosine")
    row = tab.locator("#row-schedules-cosine")
    expect(row).to_be_in_viewport()
    says(tab, ROWS)
    search(tab).fill("softmax")
    tab.evaluate("location.hash = '#row-saving-whole'")
    expect(tab.locator("#row-saving-whole")).to_be_in_viewport()


# Copying ----------------------------------------------------------------------------


def test_each_side_is_copied_as_it_is_shown_and_its_button_says_so(
    dictionary: Page,
) -> None:
    row = dictionary.locator("#row-gradients-jacobian")
    title = row.locator("th a").inner_text()
    copied = []
    for side, look in (("PyTorch", "of-pytorch"), ("TensorFlow", "of-tensorflow")):
        code = row.locator(f".{look} pre").text_content() or ""
        row.get_by_role("button", name=f"Copy for {side}: {title}").click()
        copied.append(dictionary.evaluate("navigator.clipboard.readText()"))
        assert copied[-1].strip("\n") == code != ""
    assert "\n    tape.watch(x)\n" in copied[1]
    assert len(set(copied)) == 2


# Narrow, and without scripts ---------------------------------------------------------


def test_on_a_phone_a_row_stands_one_side_over_the_other(dictionary: Page) -> None:
    dictionary.set_viewport_size({"width": 390, "height": 844})
    cells = dictionary.locator("#row-layers-convolution td")
    over, under = (cells.nth(i).bounding_box() for i in (0, 1))
    assert over
    assert under
    assert over["x"] == under["x"]
    assert over["y"] + over["height"] <= under["y"]
    assert over["x"] + over["width"] <= 390
    labels = [
        cell.evaluate("cell => getComputedStyle(cell, '::before').content")
        for cell in cells.all()
    ]
    assert labels == ['"PyTorch"', '"TensorFlow and Keras"']
    assert dictionary.evaluate("document.documentElement.scrollWidth") <= 390
    search(dictionary).fill("convolution")
    assert 0 < len(shown(dictionary)) < 20
    dictionary.set_viewport_size({"width": 1440, "height": 900})


def test_without_scripts_it_is_plain_tables(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"/{PAGE}")
    rows = tab.locator(".dictionary-row")
    expect(rows).to_have_count(ROWS)
    expect(rows.first).to_be_visible()
    expect(rows.last).to_be_visible()
    expect(tab.get_by_role("searchbox", name=re.compile("words"))).to_have_count(0)
    context.close()
