"""TensorBoard's dashboards, photographed: each one opened as a reader would open it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, Error, Page

from spotdiff.browser import found, with_browser
from spotdiff.photographs import Photograph, photograph
from spotdiff.visualization.board import Board, BoardError

WIDTH, HEIGHT = 1000, 640  # CSS pixels
PATIENCE = 30_000.0  # milliseconds for something to appear
LOOKS_STILL = 30  # glances at the most until two of them are the same
BETWEEN = 150.0  # milliseconds from glance to glance


@dataclass(frozen=True)
class View:
    """What to open, and what has to be seen before it is photographed.

    Attributes:
        fragment: Of the address, behind the hash.
        prepare: Waits for what has to be there, and clicks what a reader would.
        alt: What the photograph shows.
        caption: What to look at.
        height: Of the window, in CSS pixels.
    """

    fragment: str
    prepare: Callable[[Page], None]
    alt: str
    caption: str
    height: int = HEIGHT


@dataclass(frozen=True)
class Missing:
    """What stands in a photograph's place where there is none."""

    reason: str

    def _repr_markdown_(self) -> str:
        return f"*(No photograph: {self.reason}.)*"


@dataclass
class Seen:
    """What the browser saw.

    Attributes:
        photographs: By the names of the views; empty where there is no browser.
        hosts: Whom the pages asked for anything.
        reason: Why there are no photographs, if there are none.
    """

    photographs: dict[str, Photograph] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    reason: str = ""

    def told(self) -> str:
        """Say whether there are photographs, in a sentence for the reader."""
        if self.reason:
            return f"None could be photographed here: {self.reason}."
        return "A browser did so while this page was built, and photographed it."

    def show(self, name: str) -> "Photograph | Missing":
        """Return a photograph, for a cell to end in, or why there is none."""
        return self.photographs.get(name) or Missing(self.reason)


def look(board: Board, views: Mapping[str, View]) -> Seen:
    """Photograph dashboards in both of TensorBoard's looks.

    Args:
        board: Up, with all runs read.
        views: By name.

    Raises:
        BoardError: Something that has to be seen did not appear.
    """
    if found() is None:
        return Seen(reason="there was no Chromium where this page was built")
    hosts: set[str] = set()

    def work(browser: Browser) -> dict[str, tuple[bytes, bytes]]:
        page = browser.new_context(color_scheme="light").new_page()
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda asked: hosts.add(host_of(asked.url)))
        return {name: shoot(page, board.address, name, views[name]) for name in views}

    pictures = with_browser(work)
    told = {name: (views[name].alt, views[name].caption) for name in views}
    return Seen(
        {
            name: photograph(*both, name=name, alt=told[name][0], caption=told[name][1])
            for name, both in pictures.items()
        },
        hosts - {""},
    )


def host_of(address: str) -> str:
    """Return whom an address asks; nobody, where it holds its own data."""
    return urlsplit(address).hostname or ""


def shoot(page: Page, address: str, name: str, view: View) -> tuple[bytes, bytes]:
    """Open one view, and photograph it once it stands still: light, then dark.

    Raises:
        BoardError: Something that has to be seen did not appear.
    """
    # Only another page makes TensorBoard read its address anew.
    page.goto("about:blank")
    page.set_viewport_size({"width": WIDTH, "height": view.height})
    try:
        page.goto(f"{address}/#{view.fragment}")
        view.prepare(page)
        light = still(page, name)
        turn_dark(page)
        dark = still(page, name, unlike=light)
        page.evaluate("localStorage.clear()")  # light again when it is opened next
    except Error as error:
        message = str(error).splitlines()[0]
        raise BoardError(f"TensorBoard did not show {name!r}: {message}") from error
    return light, dark


def turn_dark(page: Page) -> None:
    """Choose TensorBoard's dark look."""
    page.locator("app-header-dark-mode-toggle button").click()
    page.get_by_role("menuitem").filter(has_text="Dark").click()
    page.mouse.move(1, 1)
    page.locator("body.dark-mode").wait_for()


def still(page: Page, name: str, unlike: bytes = b"") -> bytes:
    """Photograph a page as soon as two glances at it are the same.

    Args:
        page: What is looked at.
        name: What it is called.
        unlike: What it showed before something was asked of it, which a busy machine
            may go on showing for a while.

    Raises:
        BoardError: It never stands still.
    """
    last = b""
    for _ in range(LOOKS_STILL):
        now = page.screenshot(animations="disabled")
        if now == last != unlike:
            return now
        last = now
        page.wait_for_timeout(BETWEEN)
    raise BoardError(f"TensorBoard's page for {name!r} does not stand still")


def fragment(dashboard: str, runs: str = "", tags: str = "") -> str:
    """Write the part of an address that chooses what is shown.

    Args:
        dashboard: As TensorBoard calls it.
        runs: A regular expression.
        tags: Another.
    """
    chosen = {"_smoothingWeight": "0", "regexInput": runs, "tagFilter": tags}
    parts = [f"{key}={quote(value)}" for key, value in chosen.items() if value]
    return "&".join([dashboard, *parts])


def wide_chart(page: Page) -> None:
    """Make the first chart as wide as the page, with all of its lines in it."""
    card = page.locator("tf-scalar-card").first
    card.locator("vz-line-chart2 .line-plot path").first.wait_for(state="attached")
    card.locator("paper-icon-button[icon=fullscreen]").click()
    page.get_by_text("Ignore outliers in chart scaling").click()
    card.locator("paper-icon-button[icon=settings-overscan]").click()


def several(selector: str, count: int) -> Callable[[Page], None]:
    """Wait for so many things of a kind, and for the last of them to be drawn."""

    def prepare(page: Page) -> None:
        page.locator(selector).nth(count - 1).wait_for(state="attached")

    return prepare


def pictures(page: Page) -> None:
    """Wait until the first pictures have come."""
    first = page.locator("tf-image-loader img").first
    first.wait_for()
    page.wait_for_function(
        "picture => picture.complete && picture.naturalWidth > 0",
        arg=first.element_handle(),
    )


def surface(page: Page) -> None:
    """Wait for the surface, and scroll to it."""
    canvas = page.locator("tf-mesh-loader canvas").first
    canvas.wait_for()
    canvas.scroll_into_view_if_needed()


def points(page: Page) -> None:
    """Wait for the points, colour them by what they are, and stop their turning."""
    projector = page.frame_locator("iframe").first.frame_locator("iframe").first
    canvas = projector.locator("#scatter canvas").first
    canvas.wait_for()
    projector.locator("vz-projector-data-panel #colorby").click()
    projector.locator("#colorby paper-item", has_text="label").first.click()
    canvas.click(position={"x": 5, "y": 5})


def graph_of(run: str, box: str) -> Callable[[Page], None]:
    """Choose a run's graph, and open a box in it.

    Args:
        run: By its folder.
        box: How its name begins.
    """

    def prepare(page: Page) -> None:
        offered = page.locator("tf-graph-controls paper-item", has_text=run)
        offered.wait_for(state="attached")
        page.locator("tf-graph-controls paper-dropdown-menu").first.click()
        offered.click()
        node = page.locator(f'tf-graph-scene g.node[data-name^="{box}"]')
        node.first.dblclick()
        node.nth(2).wait_for(state="attached")
        # A click beside the graph closes what TensorBoard tells of the box.
        still(page, run)
        page.locator("tf-graph-scene svg").first.click(position={"x": 5, "y": 200})
        page.get_by_text("Fit to screen").click()

    return prepare
