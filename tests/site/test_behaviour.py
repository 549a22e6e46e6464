"""What a reader does on the site: choosing a side, copying, searching, opening."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from built_pages import pages, tree

PHONE, DESK = 390, 1440
LABEL = '.sides > label[data-sync-id="{}"]'


def first_page_with(selector: str, at_least: int = 1) -> str:
    """Return the first page that holds an element so many times."""
    found = [p for p in pages() if len(list(tree(p).all(selector))) >= at_least]
    assert found, f"no page of the site has {at_least} {selector}"
    return found[0]


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """Return an empty tab of a reader who was never here."""
    context = browser.new_context(base_url=address)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def open_page(tab: Page, page: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(f"/{page}")


# A listing of one framework alone leaves nothing to choose.
SEVERAL = ".sides:has(> .sd-tab-content ~ .sd-tab-content)"


def shown_sides(tab: Page) -> list[set[str]]:
    """Return, wherever there are several, the sides whose content is shown."""
    sides: list[list[str]] = tab.eval_on_selector_all(
        SEVERAL,
        """sets => sets.map(set => [...set.children]
             .filter(child => child.matches(".sd-tab-content"))
             .filter(child => child.checkVisibility())
             .map(child => [...child.classList].find(c => c.startsWith("side-"))))""",
    )
    return [set(names) for names in sides]


# Tabs and columns -------------------------------------------------------------


def test_a_wide_screen_shows_both_sides_of_every_pair_in_columns(
    tab: Page, site: object
) -> None:
    open_page(tab, first_page_with("div.sides"), DESK)
    pairs = tab.locator(SEVERAL).all()
    assert all(len(sides) >= 2 for sides in shown_sides(tab))
    assert pairs
    for pair in pairs:
        left, right = (pair.locator("> .sd-tab-content").nth(i) for i in (0, 1))
        one, other = left.bounding_box(), right.bounding_box()
        assert one
        assert other
        assert one["x"] + one["width"] <= other["x"]
        assert one["y"] == pytest.approx(other["y"], abs=2)
        assert one["width"] == pytest.approx(other["width"], rel=0.02)


def test_a_phone_shows_one_side_of_every_pair(tab: Page, site: object) -> None:
    open_page(tab, first_page_with("div.sides"), PHONE)
    assert all(len(sides) == 1 for sides in shown_sides(tab))


def test_choosing_tensorflow_once_chooses_it_everywhere_and_is_remembered(
    tab: Page, site: object
) -> None:
    open_page(tab, first_page_with("div.sides", at_least=2), PHONE)
    assert {"side-pytorch"} in shown_sides(tab)
    tab.locator(LABEL.format("tensorflow")).first.click()
    chosen = shown_sides(tab)
    assert len(chosen) >= 2
    assert all(
        sides <= {"side-tensorflow", "side-tensorflow1", "side-keras"}
        for sides in chosen
    )
    tab.reload()
    assert shown_sides(tab) == chosen


@pytest.mark.parametrize("page", pages())
def test_every_tab_can_be_chosen(tab: Page, site: object, page: str) -> None:
    open_page(tab, page, PHONE)
    tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    for label in tab.locator(".sides > label").all():
        label.click()
        chosen = label.get_attribute("for")
        expect(tab.locator(f"#{chosen}")).to_be_checked()
        expect(tab.locator(f"#{chosen}-content")).to_be_visible()


def test_a_tab_can_be_chosen_with_the_keyboard(tab: Page, site: object) -> None:
    open_page(tab, first_page_with("div.sides"), PHONE)
    tab.locator(".sides > input").first.focus()
    tab.keyboard.press("ArrowRight")
    assert shown_sides(tab)[0] != {"side-pytorch"}


# The copy button --------------------------------------------------------------


def copied(tab: Page, block: Locator) -> str:
    block.hover()
    block.locator("button.copybtn").click()
    text: str = tab.evaluate("navigator.clipboard.readText()")
    return text


@pytest.mark.parametrize("block", ["div.cell_input", "div.listing"])
def test_the_copy_button_copies_exactly_the_code_that_is_shown(
    tab: Page, site: object, block: str
) -> None:
    open_page(tab, first_page_with(block), DESK)
    blocks = [b for b in tab.locator(block).all() if b.is_visible()]
    assert blocks
    for shown in blocks[:5]:
        code = (shown.locator("pre").text_content() or "").strip("\n")
        assert copied(tab, shown).strip("\n") == code != ""


def test_an_output_has_no_copy_button(tab: Page, site: object) -> None:
    open_page(tab, first_page_with("div.cell_output"), DESK)
    expect(tab.locator(".cell_output button.copybtn")).to_have_count(0)


# The run stamp ----------------------------------------------------------------


def test_the_run_stamp_opens_to_all_that_is_known(tab: Page, site: object) -> None:
    open_page(tab, first_page_with("details.run-stamp"), PHONE)
    stamp = tab.locator("details.run-stamp")
    expect(stamp.locator("summary")).to_be_visible()
    expect(stamp.locator("dl")).to_be_hidden()
    stamp.locator("summary").click()
    expect(stamp.locator("dl")).to_be_visible()
    expect(stamp.locator("dl")).to_contain_text("code/spotdiff/runtime.py")
