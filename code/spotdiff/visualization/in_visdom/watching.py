"""Somebody who watches visdom's page in a real browser, and turns a knob."""

import time
import warnings
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from playwright.sync_api import Browser, Page

from spotdiff.browser import NoBrowserError, with_browser
from spotdiff.photographs import Photograph, photograph
from spotdiff.visualization.in_visdom import client
from spotdiff.visualization.in_visdom.live import problem
from spotdiff.visualization.in_visdom.server import Running
from spotdiff.visualization.in_visdom.shows import refusals

WIDTH, HEIGHT, SCALE = 800, 425, 1.5
PATIENCE = 20_000  # milliseconds
SETTLE = 1000  # milliseconds in which the page has drawn and arranged its panes
GLANCES = 5
# How many points the first curve of the page has.
POINTS = "() => document.querySelector('.js-plotly-plot').data[0].x.length"
KNOB = ".table-properties input, .content-properties input, .window input[type=text]"


@dataclass
class Seen:
    """What somebody saw who watched a descent in the browser.

    Attributes:
        delays: Seconds from a call to the new point on the screen, some of them.
        rates: The learning rate of every step.
        loss: The curve that the server holds at the end: the loss of every step.
        pictures: PNGs, by name.
        hosts: Whom the page asked for anything.
        missing: Why there is nothing; empty if there is something.
    """

    delays: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    missing: str = ""

    def of(self, name: str, alt: str, caption: str = "") -> Photograph | str:
        """Return a picture, or the reason why there is none."""
        if self.missing:
            return self.missing
        png = self.pictures[name]
        return photograph(png, name=name, alt=alt, caption=caption, scale=SCALE)


def watched(server: Running, side: ModuleType, name: str) -> Seen:
    """Watch a descent, and stop it from the browser by setting its rate to zero.

    Args:
        server: Where it is shown.
        side: The framework's side of `live`.
        name: Of the page of panes on which it is shown.
    """

    def work(browser: Browser) -> Seen:
        with client.connected(server, name) as vis:
            return descent(browser, f"{server.address}/env/{name}", vis, side)

    try:
        return with_browser(work)
    except NoBrowserError as reason:
        return Seen(missing=f"Not watched here: {reason}.")


def descent(browser: Browser, address: str, vis: Any, side: ModuleType) -> Seen:
    """Descend while the page at an address is open."""
    seen = Seen()
    knobs = client.knobs(vis, problem.RATE)
    x, y = problem.points()

    def go_on(start: float, steps: range) -> float:
        seen.rates += [knobs["rate"]] * len(steps)
        phi: float = side.descend(vis, knobs, x, y, start, steps)
        return phi

    phi = go_on(problem.START, range(2))
    page = opened(browser, address, seen)
    page.wait_for_function("() => document.querySelector('.js-plotly-plot')?.data")
    for step in range(2, 2 + GLANCES):
        before = page.evaluate(POINTS)
        began = time.perf_counter()
        phi = go_on(phi, range(step, step + 1))
        page.wait_for_function(f"n => ({POINTS})() > n", arg=before, timeout=PATIENCE)
        seen.delays.append(time.perf_counter() - began)
    phi = go_on(phi, range(2 + GLANCES, problem.STEPS // 2))
    turn(page, lambda: knobs["rate"] == 0)
    go_on(phi, range(problem.STEPS // 2, problem.STEPS))
    page.wait_for_function(f"n => ({POINTS})() >= n", arg=problem.STEPS)
    page.wait_for_timeout(SETTLE)
    seen.pictures["visdom-live"] = page.screenshot()
    seen.loss = client.curve(vis, problem.LOSS)[1].tolist()
    return seen


def opened(browser: Browser, address: str, seen: Seen) -> Page:
    """Open the page, and note whom it asks."""
    page = browser.new_page(
        viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SCALE
    )
    page.on("request", lambda request: seen.hosts.add(request.url.split("/")[2]))
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    return page


def turn(page: Page, heeded: Callable[[], bool]) -> None:
    """Type a zero where the rate stands, and wait until the program knows.

    Raises:
        TimeoutError: it never learns.
    """
    box = page.locator(KNOB).last
    box.fill("0")
    box.press("Enter")
    for _ in range(PATIENCE // 50):
        if heeded():
            return
        page.wait_for_timeout(50)
    raise TimeoutError("the program was not told of the new rate")


def panes(server: Running, shown: Any) -> Seen:
    """Photograph a pane of every kind that visdom shows."""
    seen = Seen()
    with client.connected(server, "panes") as vis:
        refusals(vis, shown)

    def work(browser: Browser) -> None:
        page = opened(browser, f"{server.address}/env/panes", seen)
        page.set_viewport_size({"width": 1100, "height": 930})
        page.locator(".js-plotly-plot").nth(2).wait_for()
        page.wait_for_timeout(SETTLE)
        seen.pictures["visdom-panes"] = page.screenshot()

    try:
        with_browser(work)
    except NoBrowserError as reason:
        seen.missing = f"Not photographed here: {reason}."
    return seen


def tensorboard_looks_every() -> float:
    """Return after how many seconds TensorBoard looks for news by default."""
    with warnings.catch_warnings():
        # Of a library that TensorBoard brings along.
        warnings.filterwarnings("ignore", "html5lib's sanitizer", DeprecationWarning)
        from tensorboard.plugins.core.core_plugin import CorePluginLoader
    parser = ArgumentParser()
    CorePluginLoader().define_flags(parser)
    seconds: float = parser.get_default("reload_interval")
    return seconds
