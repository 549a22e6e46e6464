"""A digit drawn on the site: with the mouse, a finger and the keyboard."""

import base64
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from built_pages import tree
from spotdiff.deployment.exports.table import TOLERANCE
from spotdiff.deployment.in_the_browser.exported import reader

PAGE = "deployment/in-the-browser.html"
FRAMEWORKS = ("PyTorch", "TensorFlow")
PATIENCE = 30_000  # milliseconds

# As shares of the paper: the corners of a stroke.
Stroke = list[tuple[float, float]]
ZERO: Stroke = [
    (0.5, 0.1),
    (0.3, 0.25),
    (0.27, 0.55),
    (0.35, 0.82),
    (0.5, 0.9),
    (0.68, 0.8),
    (0.73, 0.5),
    (0.68, 0.22),
    (0.5, 0.1),
]
ONE: Stroke = [(0.52, 0.1), (0.52, 0.9)]
THREE: Stroke = [
    (0.3, 0.2),
    (0.5, 0.1),
    (0.68, 0.22),
    (0.6, 0.4),
    (0.45, 0.47),
    (0.66, 0.55),
    (0.7, 0.75),
    (0.5, 0.9),
    (0.3, 0.8),
]
FOUR: list[Stroke] = [
    [(0.55, 0.1), (0.28, 0.6), (0.75, 0.6)],
    [(0.6, 0.35), (0.6, 0.92)],
]
DRAWINGS: dict[int, list[Stroke]] = {0: [ZERO], 3: [THREE], 4: FOUR}


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """Return a reader who was never here, with a mouse and a touch screen."""
    context = browser.new_context(base_url=address, has_touch=True)
    yield context
    context.close()


@pytest.fixture
def pad(context: BrowserContext, has_pad: None) -> Page:
    """Return the page with its pad opened."""
    tab = context.new_page()
    tab.goto(f"/{PAGE}")
    open_pad(tab)
    return tab


@pytest.fixture
def has_pad(site: Path) -> None:
    """Ask for a pad: there is none where the engine could not be had."""
    if not list(tree(PAGE).all("div.digit-pad")):
        pytest.fail("the site was built without its engine: be online once")


def open_pad(tab: Page) -> None:
    tab.get_by_role("button", name="Load the engine").click()
    expect(paper(tab)).to_be_visible(timeout=PATIENCE)


def paper(tab: Page) -> Any:
    return tab.locator(".digit-pad-paper")


def at(tab: Page, point: tuple[float, float]) -> tuple[float, float]:
    frame = paper(tab).bounding_box()
    assert frame
    x, y = point
    return frame["x"] + x * frame["width"], frame["y"] + y * frame["height"]


def draw(tab: Page, strokes: list[Stroke]) -> None:
    for first, *rest in strokes:
        tab.mouse.move(*at(tab, first))
        tab.mouse.down()
        for point in rest:
            tab.mouse.move(*at(tab, point), steps=4)
        tab.mouse.up()


def both_say(tab: Page, digit: int) -> None:
    status = tab.locator(".digit-pad-status")
    said = re.compile(rf"PyTorch: {digit}, .* TensorFlow: {digit}, ")
    expect(status).to_have_text(said)
    assert [
        answer.inner_text() for answer in tab.locator(".digit-pad-digit").all()
    ] == [str(digit)] * len(FRAMEWORKS)


@pytest.mark.parametrize("digit", DRAWINGS)
def test_what_is_drawn_with_the_mouse_is_read_by_both(pad: Page, digit: int) -> None:
    draw(pad, DRAWINGS[digit])
    both_say(pad, digit)


def test_what_is_drawn_with_a_finger_is_read_by_both(pad: Page) -> None:
    paper(pad).scroll_into_view_if_needed()
    session = pad.context.new_cdp_session(pad)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        places = [{"x": x, "y": y} for x, y in (at(pad, point) for point in points)]
        event = {"type": kind, "touchPoints": places}
        session.send("Input.dispatchTouchEvent", event)

    before = pad.evaluate("scrollY")
    touch("touchStart", THREE[0])
    for point in THREE[1:]:
        touch("touchMove", point)
    touch("touchEnd")
    both_say(pad, 3)
    assert pad.evaluate("scrollY") == before


def test_what_is_drawn_with_the_keyboard_is_read_by_both(pad: Page) -> None:
    expect(paper(pad)).to_be_focused()
    steps = ["ArrowUp"] * 10 + ["Space"] + ["ArrowDown"] * 20 + ["Space"]
    # Lifted, the pen leaves nothing.
    for key in [*steps, *["ArrowLeft"] * 8]:
        pad.keyboard.press(key)
    both_say(pad, 1)


def press_delete(pad: Page) -> None:
    pad.keyboard.press("Delete")


def press_clear(pad: Page) -> None:
    pad.get_by_role("button", name="Clear").click()


def test_delete_takes_a_drawing_away_and_so_does_the_button(pad: Page) -> None:
    for clear in (press_delete, press_clear):
        draw(pad, [ONE])
        both_say(pad, 1)
        clear(pad)
        expect(pad.locator(".digit-pad-status")).to_contain_text("Ready")
        assert pad.locator("tr.best").count() == 0


def test_size_and_place_of_a_drawing_do_not_matter(pad: Page) -> None:
    draw(pad, [[(0.05 + x / 3, 0.6 + y / 3) for x, y in THREE]])
    both_say(pad, 3)


def test_the_pad_answers_as_onnx_runtime_does_in_python(pad: Page, site: Path) -> None:
    links = [a.attributes["href"] for a in tree(PAGE).all("a.demonstration-file")]
    (file,) = [link for link in links if link.endswith("models.js")]
    text = (site / PAGE).parent.joinpath(file).read_text("utf-8")
    carried = json.loads(text[text.index(", {") + 2 : text.rindex(")")])
    samples = np.frombuffer(unpacked(carried["samples"]), np.float32)
    for sample in samples.reshape(-1, 28, 28)[:5]:
        there = pad.evaluate(
            "pixels => document.querySelector('.digit-pad').pad.scores(pixels)",
            sample.ravel().tolist(),
        )
        for name in FRAMEWORKS:
            (here,) = reader(unpacked(carried["models"][name]))(sample[None])
            np.testing.assert_allclose(there[name], here, rtol=0, atol=TOLERANCE)


def unpacked(text: str) -> bytes:
    return gzip.decompress(base64.b64decode(text))


def test_a_digit_held_back_is_shown_as_the_models_see_it(pad: Page) -> None:
    pad.get_by_role("button", name="Show one").click()
    expect(pad.locator(".digit-pad-status")).to_contain_text("PyTorch: ")
    given, sample = pad.evaluate(
        """() => {
          const { pad } = document.querySelector(".digit-pad");
          return [[...pad.pixels], [...pad.samples.slice(0, 784)]];
        }"""
    )
    assert given == sample


def test_nothing_is_loaded_before_the_reader_asks_and_nobody_else_is_asked(
    context: BrowserContext, address: str, has_pad: None
) -> None:
    tab = context.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(f"/{PAGE}", wait_until="networkidle")
    assert not [url for url in asked if "engine" in url or "models.js" in url]
    before = len(asked)
    open_pad(tab)
    draw(tab, [THREE])
    both_say(tab, 3)
    after = [url for url in asked[before:] if not url.startswith("blob:")]
    assert [url.rpartition(".js")[0][-6:] for url in after] == ["engine", "models"]
    assert all(url.startswith(f"{address}/") for url in after)


def test_it_works_from_a_disk_without_a_net(
    browser: Browser, site: Path, has_pad: None
) -> None:
    context = browser.new_context(offline=True)
    tab = context.new_page()
    tab.goto((site / PAGE).resolve().as_uri())
    open_pad(tab)
    draw(tab, [ZERO])
    both_say(tab, 0)
    context.close()


def test_without_scripts_the_page_says_what_is_missing(
    browser: Browser, address: str, has_pad: None
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"/{PAGE}")
    expect(tab.locator(".digit-pad")).to_contain_text("It needs JavaScript")
    context.close()


def test_on_a_phone_nothing_sticks_out_before_the_pad_is_opened(
    context: BrowserContext, has_pad: None
) -> None:
    tab = context.new_page()
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(f"/{PAGE}")
    expect(tab.get_by_role("button", name="Load the engine")).to_be_visible()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_a_phone_the_pad_fits_and_both_answers_stand_side_by_side(
    pad: Page,
) -> None:
    pad.set_viewport_size({"width": 390, "height": 844})
    draw(pad, [ZERO])
    both_say(pad, 0)
    left, right = (
        answer.bounding_box() for answer in pad.locator("table.digit-pad-answer").all()
    )
    assert left
    assert right
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    assert right["x"] + right["width"] <= 390
    assert pad.evaluate("document.documentElement.scrollWidth") <= 390
