"""One viewer for the traces of both frameworks: speedscope, in a real browser."""

import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser

from spotdiff.browser import NoBrowserError, with_browser
from spotdiff.children import LOOPBACK, Child, free_port
from spotdiff.node_packages import NodePackagesError, installed
from spotdiff.photographs import Photograph, photograph
from spotdiff.visualization.profiles.spans import Span, to_chrome
from spotdiff.visualization.profiles.where import FUNCTION, TORCH, Record

LOCK = Path(__file__).with_name("speedscope")
WIDTH, HEIGHT, SCALE = 760, 330, 2
# By then the viewer has drawn; it has no sign that says so.
SETTLE = 700  # milliseconds
THEMES = ("light", "dark")


# How TensorFlow's pool of threads marks that one of them has something to do.
POOL = "ThreadpoolListener"
TORCH_STEP = "PyTorch"
ASKED = "TensorFlow, who asks"
WORKS = "TensorFlow, who works"


def chosen(records: Mapping[str, Record]) -> dict[str, list[Span]]:
    """Choose what is looked at: a typical step on one thread each.

    Args:
        records: By the way a step is taken, PyTorch's and TensorFlow's function
            among them.

    Returns:
        All of PyTorch's one thread; of TensorFlow's the thread that asks for the
        step, and the busier one of those that work, without the marks of the pool
        it belongs to, which lie over its operations in any number.
    """
    of_torch, of_graph = records[TORCH], records[FUNCTION]
    busy: dict[str, float] = {}
    for span in of_graph.of(of_graph.typical):
        busy[span.thread] = busy.get(span.thread, 0) + span.seconds
    asks, works = of_graph.typical.thread, max(busy, key=lambda name: busy[name])
    return {
        TORCH_STEP: during(of_torch),
        ASKED: [span for span in during(of_graph) if span.thread == asks],
        WORKS: [
            span
            for span in during(of_graph)
            if span.thread == works and not span.name.startswith(POOL)
        ],
    }


def during(record: Record) -> list[Span]:
    """Return all that was recorded during the typical step."""
    step = record.typical
    return [span for span in record.spans if span.within(step)]


@dataclass(frozen=True)
class Views:
    """The viewer's pictures of some traces, or why there are none.

    Attributes:
        pictures: By title, the PNG of the light look and of the dark one.
        missing: What was not to be had; empty if nothing was missing.
    """

    pictures: Mapping[str, Sequence[bytes]]
    missing: str = ""

    def of(self, title: str, name: str, alt: str) -> Photograph | str:
        """Return one picture, or the reason why there is none."""
        if self.missing:
            return self.missing
        return photograph(*self.pictures[title], name=name, alt=alt, scale=SCALE)


def views(traces: Mapping[str, Sequence[Span]]) -> Views:
    """Photograph traces, if a viewer and a browser are to be had."""
    try:
        return Views(photographed(traces))
    except (NodePackagesError, NoBrowserError) as reason:
        return Views({}, f"Not photographed here: {reason}")


def lay_out(folder: Path, traces: Mapping[str, Sequence[Span]]) -> None:
    """Lay the viewer into a folder, and traces beside it.

    Args:
        folder: Where to; it must not exist.
        traces: By the name of each file, without its ending.

    Raises:
        NodePackagesError: the viewer is not to be had.
    """
    shutil.copytree(installed(LOCK) / "speedscope" / "dist" / "release", folder)
    for name, spans in traces.items():
        (folder / f"{name}.json").write_text(to_chrome(spans))


def photographed(traces: Mapping[str, Sequence[Span]]) -> dict[str, list[bytes]]:
    """Open each trace in the viewer.

    Args:
        traces: By the name under which the viewer shows it.

    Returns:
        For each the PNG of the viewer's light look, and of its dark one.

    Raises:
        NodePackagesError: the viewer is not to be had.
        NoBrowserError: there is no browser.
    """
    port = free_port()
    command = [sys.executable, "-m", "http.server", "--bind", LOOPBACK, str(port)]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "viewer"
        files = {f"trace-{n}": spans for n, spans in enumerate(traces.values())}
        lay_out(folder, files)
        with Child(command, folder=folder) as server:
            server.listening(port)
            address = f"http://{LOOPBACK}:{port}/index.html"
            views = {
                title: f"{address}#profileURL={file}.json&title={quote(title)}"
                for title, file in zip(traces, files, strict=True)
            }
            return with_browser(lambda browser: look(browser, views))


def look(browser: Browser, views: Mapping[str, str]) -> dict[str, list[bytes]]:
    """Photograph addresses in both looks.

    Raises:
        playwright.sync_api.Error: the viewer could not read a trace.
    """
    taken: dict[str, list[bytes]] = {title: [] for title in views}
    for theme in THEMES:
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT},
            device_scale_factor=SCALE,
            color_scheme="dark" if theme == "dark" else "light",
        )
        for title, address in views.items():
            page = context.new_page()
            page.goto(address)
            # It names the trace when it has read it.
            page.get_by_text(title, exact=False).first.wait_for(timeout=20_000)
            page.wait_for_timeout(SETTLE)
            taken[title].append(page.screenshot())
            page.close()
        context.close()
    return taken
