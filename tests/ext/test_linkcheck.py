"""Every external link is collected and asked for, and no cell is executed for it."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

import linkcheck
from ext.builder import Build
from ext.small_book import SmallBook, page

CHECK = """
import sys
import linkcheck, live_pages, publish
publish.runtime = lambda device, data: {"device": "cpu", "data": data}
sys.exit(linkcheck.main(OPTIONS))
"""
MOVED, GONE = "/moved", "/gone"


class Host(BaseHTTPRequestHandler):
    """Knows every address but one, and has moved another."""

    asked: list[str] = []  # noqa: RUF012 (each test begins with an empty one)

    def do_HEAD(self) -> None:
        """Answer as a server that has the page, had it, or has it elsewhere."""
        self.asked.append(self.path)
        self.send_response({MOVED: 301, GONE: 404}.get(self.path, 200))
        if self.path == MOVED:
            self.send_header("Location", "/new")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def host() -> Iterator[str]:
    """Serve at this machine, and return the address."""
    Host.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def check(book: SmallBook, *options: str) -> Build:
    return book.run(CHECK.replace("OPTIONS", repr(options)))


@pytest.fixture
def linked(empty_book: SmallBook, host: str) -> SmallBook:
    """Return a book with links in a sentence, a footnote, an output and a text."""
    output = "from IPython.display import Markdown\nMarkdown('[in](HOST/output)')"
    front = "# Book\n\n[Here](HOST/here#part), [there](two.md).[^1]\n\n"
    files = {
        "README.md": "# Book\n\nSee [it](HOST/readme), and <HOST/here>.\n",
        "book/index.md": f"{front}```{{toctree}}\none\ntwo\n```\n\n[^1]: <HOST/note>\n",
        "book/one.md": page(output),
        "book/two.md": "# Two\n\n`HOST/code` [twice](HOST/here)\n",
    }
    empty_book.write({name: text.replace("HOST", host) for name, text in files.items()})
    return empty_book


def test_links_stand_in_sentences_notes_outputs_and_texts(
    linked: SmallBook, host: str
) -> None:
    linked.build_well()
    listed = check(linked, "--list")
    paths = ["here", "here#part", "note", "output", "readme"]
    assert (listed.status, listed.output.split()) == (0, [f"{host}/{p}" for p in paths])
    assert Host.asked == []
    asked = check(linked)
    assert (asked.status, asked.output) == (0, "5 links: 5 answer, 0 do not.\n")
    assert set(Host.asked) == {"/here", "/note", "/output", "/readme"}


def test_what_is_gone_is_named_with_its_page_and_nothing_is_executed(
    empty_book: SmallBook, host: str
) -> None:
    links = f"[a]({host}{GONE}), [b]({host}{MOVED}), [c]({host}/here)\n"
    cell = "from pathlib import Path\nPath('ran').touch()"
    empty_book.write({"book/index.md": page(cell, title="Book") + f"\n{links}"})
    done = check(empty_book)
    assert done.status == 1
    bare, gone, moved, total = done.output.splitlines()
    assert bare == "Without their outputs, as they have not run: index"
    assert re.match(rf"broken +index\.md:11: {host}{GONE} 404", gone)
    assert re.match(rf"redirected +index\.md:11: {host}{MOVED} {host}/new$", moved)
    assert total == "3 links: 2 answer, 1 do not."
    assert not list(empty_book.folder.rglob("ran"))
    assert not (empty_book.folder / "_build").exists()


def test_a_book_that_cannot_be_read_is_no_book_of_good_links(
    empty_book: SmallBook,
) -> None:
    empty_book.write({"conf.py": "extensions = ['no_such_extension']\n"})
    done = check(empty_book)
    assert done.status == 2
    assert done.output.startswith("The links were not checked: ")


def test_a_link_in_a_text_ends_before_what_ends_the_sentence(tmp_path: Path) -> None:
    text = "# A\n\n(https://a.org/b_c), <https://a.org>, and **https://b.org/x**.\n"
    (tmp_path / "README.md").write_text(f"{text}Again https://a.org.\n", "utf-8")
    found = linkcheck.links_of_texts(tmp_path)
    lines = {link.uri: (link.docname, link.lineno) for link in found.values()}
    assert lines == {
        "https://a.org/b_c": ("README", 3),
        "https://a.org": ("README", 3),
        "https://b.org/x": ("README", 3),
    }
