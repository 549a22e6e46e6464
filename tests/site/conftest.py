"""The built site, served from this machine and opened in a browser."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import BinaryIO

import pytest
from playwright.sync_api import Browser, sync_playwright

from page_weight import COMPRESSED, sent
from spotdiff.browser import ARGUMENTS
from spotdiff.node_packages import NodePackagesError, installed

SITE = Path(__file__).parents[2] / "_build" / "html"
PACKAGES = Path(__file__).parent / "npm"


@pytest.fixture(scope="session")
def site() -> Path:
    """Return the folder of the built site."""
    if not (SITE / "index.html").exists():
        pytest.fail(f"there is no site in {SITE}: run `make html` first", pytrace=False)
    return SITE


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and keeps its log to itself."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class Compressing(Quiet):
    """Serves text compressed, over connections that stay open, as GitHub Pages does."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Answer with a file's head, and return its body."""
        file = Path(self.translate_path(self.path))
        if file.suffix not in COMPRESSED or not file.is_file():
            return super().send_head()
        body = sent(file.read_bytes())
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)


@contextmanager
def served(site: Path, handler: type[Quiet]) -> Iterator[str]:
    """Serve the site, and yield where."""
    handle = partial(handler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handle) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve the site as it is, and return where."""
    with served(site, Quiet) as where:
        yield where


@pytest.fixture(scope="session")
def compressed(site: Path) -> Iterator[str]:
    """Serve the site as its host does, and return where."""
    with served(site, Compressing) as where:
        yield where


@pytest.fixture(scope="module")
def browser(needs_chromium: str) -> Iterator[Browser]:
    """Return Chromium. While it is open, no other test can have an event loop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=needs_chromium, args=ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """Return the folder of npm packages; without it, the test that asks is skipped."""
    try:
        return installed(PACKAGES)
    except NodePackagesError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def axe() -> str | None:
    """Return the source of axe-core, if it can be had."""
    try:
        return (installed(PACKAGES) / "axe-core" / "axe.min.js").read_text("utf-8")
    except NodePackagesError:
        return None
