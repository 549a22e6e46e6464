"""What a reader does on the site: choosing a side, copying, searching, opening."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from built_pages import pages, tree

PHONE, DESK = 390, 1440
OF_TENSORFLOW = {"side-tensorflow", "side-tensorflow1", "side-keras"}
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


@pytest.fixture(scope="module")
def reader(browser: Browser, address: str) -> Iterator[Page]:
    """Return a tab of a reader who stays: it saves loading everything again."""
    context = browser.new_context(base_url=address)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def open_page(tab: Page, page: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(f"/{page}")


# A listing of one framework alone leaves nothing to choose.
SEVERAL = ".sides:has(> .sd-tab-content ~ .sd-tab-content)"


IS_OPEN = """label => label.control.checked
  && document.getElementById(label.getAttribute("aria-controls")).checkVisibility()"""


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
    assert all(sides <= OF_TENSORFLOW for sides in chosen)
    tab.reload()
    assert shown_sides(tab) == chosen


# Labels that another thing covers, or that open nothing. A page has dozens of them.
CLOSED_ALTHOUGH_CHOSEN = f"""() => [...document.querySelectorAll(".sides > label")]
  .filter(label => {{
    label.scrollIntoView({{block: "center", behavior: "instant"}});
    const {{x, y, width, height}} = label.getBoundingClientRect();
    const hit = document.elementFromPoint(x + width / 2, y + height / 2);
    if (!label.contains(hit)) return true;
    hit.click();
    return !({IS_OPEN})(label);
  }})
  .map(label => label.outerHTML)"""


@pytest.mark.parametrize("page", pages())
def test_every_tab_can_be_chosen(reader: Page, site: object, page: str) -> None:
    open_page(reader, page, PHONE)
    reader.evaluate(
        "document.querySelectorAll('details').forEach(d => { d.open = true })"
    )
    assert reader.evaluate(CLOSED_ALTHOUGH_CHOSEN) == []


def test_a_tab_can_be_chosen_with_the_keyboard(tab: Page, site: object) -> None:
    open_page(tab, first_page_with("div.sides"), PHONE)
    tab.locator(".sides > input").first.focus()
    tab.keyboard.press("ArrowRight")
    assert shown_sides(tab)[0] != {"side-pytorch"}


def test_the_tab_that_the_keyboard_is_at_can_be_seen(tab: Page, site: object) -> None:
    open_page(tab, first_page_with("div.sides"), PHONE)
    tab.locator(".sides > input").first.focus()
    tab.keyboard.press("ArrowRight")
    label = tab.locator(".sides > input:focus-visible + label")
    expect(label).to_have_css("outline-style", "solid")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_without_scripts_both_sides_can_be_read(
    browser: Browser, address: str, width: int
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    tab = context.new_page()
    open_page(tab, first_page_with("mark.differs"), width)
    panels = tab.locator(f"{SEVERAL} > .sd-tab-content")
    assert panels.count() >= 2
    assert all(panel.is_visible() for panel in panels.all())
    expect(tab.locator("button.fold").first).to_be_hidden()
    context.close()


# Links that hold a choice -----------------------------------------------------

# Noted before any other script hears that the page has been read.
NOTE = """addEventListener("DOMContentLoaded", () => {
  window.atFirst = [...document.querySelectorAll(".sides > input:checked + label")]
    .map(label => label.dataset.syncId);
})"""


def test_a_link_opens_every_tab_set_as_it_says_and_what_it_points_to(
    tab: Page, site: object
) -> None:
    page = first_page_with("div.pair", at_least=2)
    anchor = list(tree(page).all("div.pair"))[1].attributes["id"]
    open_page(tab, f"{page}?framework=tensorflow#{anchor}", PHONE)
    assert len(shown_sides(tab)) >= 2
    assert all(sides <= OF_TENSORFLOW for sides in shown_sides(tab))
    expect(tab.locator(f"[id='{anchor}']")).to_be_in_viewport()
    # What a link asks for is a choice like any other: it lasts.
    open_page(tab, page, PHONE)
    assert all(sides <= OF_TENSORFLOW for sides in shown_sides(tab))


def test_a_choice_that_nobody_knows_leaves_everything_as_it_was(
    tab: Page, site: object
) -> None:
    page = first_page_with("div.sides")
    open_page(tab, f"{page}?framework=cobol&matters=speed", PHONE)
    assert {"side-pytorch"} in shown_sides(tab)
    assert tab.url.endswith(f"{page}?matters=speed")
    assert (
        tab.evaluate("localStorage.getItem('sphinx-design-tab-id-framework')") is None
    )


def test_where_a_choice_is_missing_its_kin_is_opened(tab: Page, site: object) -> None:
    page = first_page_with("div.sides", at_least=2)
    open_page(tab, f"{page}?framework=tensorflow1", PHONE)
    assert {"side-tensorflow"} in shown_sides(tab)
    assert all(sides <= OF_TENSORFLOW for sides in shown_sides(tab))


def test_a_tab_that_is_remembered_is_open_before_the_page_is_shown(
    tab: Page, site: object
) -> None:
    tab.add_init_script(NOTE)
    page = first_page_with("div.sides", at_least=2)
    open_page(tab, f"{page}?framework=tensorflow", PHONE)
    open_page(tab, page, PHONE)
    assert "tensorflow" in tab.evaluate("atFirst")
    assert tab.evaluate("atFirst") == tab.eval_on_selector_all(
        ".sides > input:checked + label", "all => all.map(l => l.dataset.syncId)"
    )


def test_the_address_follows_when_another_tab_is_chosen(
    tab: Page, site: object
) -> None:
    page = first_page_with("div.sides")
    open_page(tab, f"{page}?framework=tensorflow", PHONE)
    tab.locator(LABEL.format("pytorch")).first.click()
    assert tab.url.endswith("?framework=pytorch")


def test_the_link_to_a_side_is_copied_and_opens_that_side(
    tab: Page, site: object
) -> None:
    page = first_page_with("div.pair", at_least=2)
    open_page(tab, page, DESK)
    pair = tab.locator(f".pair:has({SEVERAL})").first
    link = pair.get_by_role("link", name="Link to the side of TensorFlow").first
    expect(link).to_have_css("opacity", "0")
    link.focus()
    expect(link).to_have_css("opacity", "1")
    tab.keyboard.press("Enter")
    expect(tab.locator(".sides-status")).to_have_text("Link copied.")
    address = tab.evaluate("navigator.clipboard.readText()")
    assert address == tab.url
    assert address.endswith(f"?framework=tensorflow#{pair.get_attribute('id')}")


# What differs -----------------------------------------------------------------

LIT = "marks => marks.map(mark => [mark.dataset.place, mark.closest('.pair').id])"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_difference_leads_to_its_counterpart_and_back_by_keyboard(
    reader: Page, site: object, width: int
) -> None:
    open_page(reader, first_page_with("mark.differs"), width)
    first = reader.locator("a.counterpart:visible").first
    begin = reader.locator(f"[id='{first.get_attribute('id')}']")
    begin.focus()
    lit = reader.eval_on_selector_all("mark.lit", LIT)
    assert len(lit) == 2
    assert lit[0] == lit[1]
    reader.keyboard.press("Enter")
    target = (begin.get_attribute("href") or "").removeprefix("#")
    end = reader.locator(f"[id='{target}']")
    expect(end).to_be_focused()
    expect(end).to_be_in_viewport()
    assert reader.eval_on_selector_all("mark.lit", LIT) == lit
    reader.keyboard.press("Enter")
    expect(begin).to_be_focused()


def test_pointing_at_a_difference_shows_both_sides_of_it(
    reader: Page, site: object
) -> None:
    open_page(reader, first_page_with("mark.differs"), DESK)
    reader.locator("mark.differs .hll").first.hover()
    expect(reader.locator("mark.lit")).to_have_count(2)
    reader.mouse.move(0, 0)
    expect(reader.locator("mark.lit")).to_have_count(0)


def test_only_what_differs_is_shown_remembered_and_told(
    tab: Page, site: object
) -> None:
    open_page(tab, first_page_with("mark.differs", at_least=3), DESK)
    button = tab.get_by_role("button", name="Only what differs").first
    code, row = (tab.locator(f".equal{part}").first for part in (" > span", ""))
    expect(button).to_have_attribute("aria-pressed", "false")
    tall = row.bounding_box()
    tab.keyboard.press("Alt+=")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(tab.locator(".sides-status")).to_have_text("Only what differs is shown.")
    expect(code).to_be_hidden()
    said = row.evaluate("row => getComputedStyle(row, '::before').content")
    assert re.fullmatch(r'"\d+ equal lines?"', said)
    thin = row.bounding_box()
    assert tall
    assert thin
    assert thin["height"] < min(tall["height"], 30)
    expect(tab.locator("mark.differs .hll").first).to_be_visible()
    listing = tab.locator(".listing").first
    assert (
        copied(tab, listing).strip()
        == (listing.locator("pre").text_content() or "").strip()
    )
    tab.reload()
    expect(code).to_be_hidden()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.scroll_into_view_if_needed()
    before = button.bounding_box()
    button.click()
    expect(code).to_be_visible()
    assert before
    assert button.bounding_box() == pytest.approx(before, abs=1)


def test_the_keys_do_nothing_while_one_types(reader: Page, site: object) -> None:
    open_page(reader, first_page_with("mark.differs"), DESK)
    reader.keyboard.press("Control+k")
    field = reader.locator("input[type=search]:focus")
    expect(field).to_have_count(1)
    reader.keyboard.press("Alt+=")
    button = reader.locator("button.fold").first
    expect(button).to_have_attribute("aria-pressed", "false")


# Links that last ----------------------------------------------------------------


@pytest.mark.parametrize("page", pages())
def test_no_two_things_of_a_page_have_one_id(site: object, page: str) -> None:
    ids = [e.attributes["id"] for e in tree(page).all("") if "id" in e.attributes]
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize("page", pages())
def test_every_listing_and_figure_has_an_id_and_a_link_to_it(
    site: object, page: str
) -> None:
    for pair in tree(page).all("div.pair"):
        links = [p.one("a").attributes["href"] for p in pair.all("p.side-link")]
        assert links
        assert {link.partition("#")[2] for link in links} == {pair.attributes["id"]}
    for figure in tree(page).all("figure"):
        link = figure.one("a.headerlink").attributes["href"]
        assert link == f"#{figure.attributes['id']}"
        assert link.startswith("#figure-")


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
