"""What a reader ticks on the site, and the reasons that come of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import needs
from built_pages import tree

PAGE = "conclusion.html"
FOUND = needs.read(Path(__file__).parents[2] / "book" / "choices.toml").needs
PYTORCH, TENSORFLOW, EITHER = (
    next(need for need in FOUND.values() if need.favours == side)
    for side in ("pytorch", "tensorflow", "either")
)


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """Return the page as a reader opens it who was never here."""
    context = browser.new_context(base_url=address)
    tab = context.new_page()
    tab.goto(f"/{PAGE}")
    yield tab
    context.close()


def box(tab: Page, need: needs.Need) -> Locator:
    return tab.locator(f"#matters-{need.id}")


def status(tab: Page) -> Locator:
    return tab.get_by_role("status")


def reasons(tab: Page, side: str) -> Locator:
    return tab.locator(f".chooser-side.for-{side} li")


def plain(text: str) -> str:
    """Return a text without its marks; apostrophes are set as the page sets them."""
    return re.sub(r"[`*]", "", text).replace("'", "\u2019")


def test_every_need_of_the_file_has_a_box_with_its_name_and_question(
    tab: Page,
) -> None:
    boxes = tab.locator("table.choices").get_by_role("checkbox")
    assert boxes.count() == len(FOUND)
    for need in FOUND.values():
        name = plain(need.need)
        expect(box(tab, need)).to_have_accessible_name(name)
        expect(box(tab, need)).to_have_accessible_description(plain(need.question))


def test_what_is_ticked_is_listed_counted_and_taken_back(tab: Page) -> None:
    expect(status(tab)).to_have_text("Nothing is ticked yet.")
    tab.get_by_text(EITHER.need, exact=True).first.click()
    expect(status(tab)).to_have_text(
        "1 need ticked. PyTorch 0, TensorFlow 0, Either 1."
    )
    told = tab.locator(".chooser-conclusion")
    expect(told).to_have_text("Nothing that you ticked tells the two apart.")
    box(tab, PYTORCH).check()
    expect(told).to_contain_text("speaks for PyTorch")
    box(tab, TENSORFLOW).check()
    expect(told).to_contain_text("counted and not weighed")
    expect(status(tab)).to_have_text(
        "3 needs ticked. PyTorch 1, TensorFlow 1, Either 1."
    )
    for need in (PYTORCH, TENSORFLOW, EITHER):
        (item,) = reasons(tab, need.favours).all()
        expect(item).to_contain_text(plain(need.reason))
        assert item.get_by_role("link").count() >= len(need.pages)
    box(tab, PYTORCH).uncheck()
    expect(reasons(tab, "pytorch")).to_have_count(0)
    expect(told).to_contain_text("speaks for TensorFlow")
    tab.get_by_role("button", name="Clear").click()
    expect(status(tab)).to_have_text("Nothing is ticked yet.")
    assert "matters" not in tab.url


def test_a_choice_is_shared_by_its_address(tab: Page) -> None:
    for need in (PYTORCH, EITHER):
        box(tab, need).check()
    assert tab.url.endswith(f"?matters={','.join(in_order(PYTORCH, EITHER))}")
    link = tab.get_by_role("link", name="Link to this choice")
    assert link.get_attribute("href") == tab.url
    there = tab.context.new_page()
    there.goto(tab.url + ",nothing-of-ours#a-list-for-today")
    expect(there.get_by_role("checkbox", checked=True)).to_have_count(2)
    expect(box(there, EITHER)).to_be_checked()
    expect(reasons(there, "pytorch")).to_have_count(1)


def in_order(*chosen: needs.Need) -> list[str]:
    return [name for name, need in FOUND.items() if need in chosen]


def test_all_of_it_works_with_the_keyboard(tab: Page) -> None:
    box(tab, PYTORCH).focus()
    tab.keyboard.press("Space")
    expect(box(tab, PYTORCH)).to_be_checked()
    tab.get_by_role("link", name="Reasons", exact=True).focus()
    before = tab.url
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("region", name="What speaks for which")).to_be_focused()
    assert tab.url == before
    clear = tab.get_by_role("button", name="Clear")
    clear.focus()
    tab.keyboard.press("Enter")
    expect(box(tab, PYTORCH)).not_to_be_checked()
    # The button can no longer be pressed, so the focus is not left on it.
    expect(box(tab, next(iter(FOUND.values())))).to_be_focused()


def test_without_scripts_the_table_says_it_all(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"/{PAGE}")
    rows = tab.locator("table.choices tr[id^='need-']")
    assert rows.count() == len(FOUND)
    for row, need in zip(rows.all(), FOUND.values(), strict=True):
        expect(row.locator(".favours")).to_have_text(needs.NAMES[need.favours])
        expect(row.locator(".reason")).to_have_text(plain(need.reason))
    assert tab.locator("article").get_by_role("checkbox").count() == 0
    context.close()


CONTRAST = """() => {
  const luminance = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      if (!/, 0\\)$|transparent/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const texts = [".ticked .question", ".ticked .reason", ".ticked .favours",
                 ".chooser-status", ".chooser-side h4", ".chooser-bar button"];
  return Object.fromEntries(texts.map(selector => {
    const element = document.querySelector(selector);
    const pair = [getComputedStyle(element).color, behind(element)].map(luminance);
    const [low, high] = pair.sort((a, b) => a - b);
    return [selector, (high + 0.05) / (low + 0.05)];
  }));
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_it_fits_and_can_be_read_in_both_themes(
    browser: Browser, address: str, theme: str
) -> None:
    context = browser.new_context(
        base_url=address,
        viewport={"width": 390, "height": 844},
        reduced_motion="reduce",
    )
    context.add_init_script(
        f"for (const key of ['mode', 'theme']) localStorage.setItem(key, '{theme}')"
    )
    tab = context.new_page()
    tab.goto(f"/{PAGE}?matters={','.join(FOUND)}")
    expect(status(tab)).to_contain_text(f"{len(FOUND)} needs ticked")
    assert tab.evaluate("document.documentElement.dataset.theme") == theme
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    assert min(tab.evaluate(CONTRAST).values()) >= 4.5
    box(tab, PYTORCH).scroll_into_view_if_needed()
    expect(status(tab)).to_be_in_viewport()
    context.close()


def test_the_page_alone_loads_the_script(site: Path) -> None:
    loading = re.compile(r"chooser\.js")
    with_script = [
        page.relative_to(site).as_posix()
        for page in site.rglob("*.html")
        if loading.search(page.read_text("utf-8"))
    ]
    assert with_script == [PAGE]
    assert len(list(tree(PAGE).all("table.choices"))) == 1
