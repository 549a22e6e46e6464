"""The site's search, in a browser: words, and names of the frameworks."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from built_pages import tree


@pytest.fixture(scope="module")
def tab(browser: Browser, address: str, site: object) -> Iterator[Page]:
    """Return a tab; the search writes nothing that the next one would read."""
    page = browser.new_page(base_url=address)
    yield page
    page.close()


def results(tab: Page, query: str) -> list[str]:
    """Search, and return the addresses of what was found, best first."""
    tab.goto(f"/search.html?q={query}")
    expect(tab.locator(".search-summary")).to_contain_text("Search finished")
    links = tab.locator("#search-results li > a").all()
    return [link.get_attribute("href") or "" for link in links]


@pytest.mark.parametrize(
    "name",
    [
        "tf.GradientTape",
        "GradientTape",
        "nn.Module",
        "torch.compile",
        "tf.function",
        "model.fit",
        "F.relu",
        "torch.nn.functional.relu",
    ],
)
def test_a_name_leads_to_code_that_shows_it(tab: Page, name: str) -> None:
    page, _, anchor = results(tab, name)[0].partition("#")
    code = [block.text for block in tree(page).all("pre")]
    assert any(name.rpartition(".")[2] in text for text in code)
    assert anchor


def test_the_first_result_of_a_name_is_shown_with_its_surroundings(tab: Page) -> None:
    results(tab, "tf.GradientTape")
    first = tab.locator("#search-results li").first
    expect(first.locator("p.context")).to_contain_text("GradientTape")


@pytest.mark.parametrize("word", ["RMSProp", "telephone", "descent"])
def test_a_word_leads_to_a_page_that_has_it(tab: Page, word: str) -> None:
    page, _, _ = results(tab, word)[0].partition("#")
    assert word.lower() in tree(page).text.lower()


def test_a_search_asks_no_other_host(tab: Page, address: str) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    results(tab, "nn.Module")
    tab.wait_for_load_state("networkidle")
    own = (f"{address}/", "data:", "blob:")
    assert asked
    assert [url for url in asked if not url.startswith(own)] == []


def test_a_search_for_what_is_not_there_says_so(tab: Page) -> None:
    tab.goto("/search.html?q=zzyzxqwv")
    expect(tab.locator("#search-results")).to_contain_text("did not match")


def test_results_fit_a_telephone(tab: Page) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    results(tab, "tf.GradientTape")
    rightmost = tab.evaluate(
        """() => Math.max(...[...document.querySelectorAll(".search p")].map(each => {
          const words = document.createRange();
          words.selectNodeContents(each);
          return words.getBoundingClientRect().right;
        }))"""
    )
    assert 0 < rightmost <= 390


def test_what_is_typed_stands_beside_the_sign(tab: Page) -> None:
    tab.goto("/search.html")
    form = tab.locator(".bd-search:visible")
    sign = form.locator("i").bounding_box()
    field = form.locator("input")
    indent = field.evaluate("each => parseFloat(getComputedStyle(each).paddingLeft)")
    box = field.bounding_box()
    assert sign
    assert box
    assert sign["x"] + sign["width"] < box["x"] + indent
