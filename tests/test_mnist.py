"""MNIST's files arrive whole or not at all, and are fetched once."""

import gzip
import hashlib
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pooch
import pytest

from execution import run_pages
from ext.kernels import page
from spotdiff import mnist
from spotdiff.idx import IdxError
from spotdiff.mnist import NAMES, Arrays, DataError

SMALL = Arrays(
    np.arange(2 * 9, dtype=np.uint8).reshape(2, 3, 3),
    np.array([7, 1], np.uint8),
    np.arange(9, dtype=np.uint8).reshape(1, 3, 3),
    np.array([4], np.uint8),
)
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return four small files, by name."""
    folder = tmp_path_factory.mktemp("origin")
    mnist.write(folder, SMALL)
    return {name: (folder / "MNIST/raw" / name).read_bytes() for name in NAMES}


@pytest.fixture(scope="module")
def checksums(files: Files) -> dict[str, str]:
    """Return what the four files must hash to."""
    return {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }


class Mirror(ThreadingHTTPServer):
    """A server on this machine that keeps count of what it is asked for."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Serve files by name."""
        super().__init__(("127.0.0.1", 0), Answer)
        self.files = dict(files)
        self.asked: list[str] = []
        self.sends = 1.0  # the share of a file that is sent

    @property
    def address(self) -> str:
        """Return where it is found."""
        return f"http://127.0.0.1:{self.server_port}/"


class Answer(BaseHTTPRequestHandler):
    """One answer of a mirror."""

    server: Mirror

    def do_GET(self) -> None:
        """Send a file, or the part of it that the mirror sends."""
        name = self.path.removeprefix("/")
        self.server.asked.append(name)
        if name not in self.server.files:
            self.send_error(404)
            return
        content = self.server.files[name]
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: int(len(content) * self.server.sends)])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def start(files: Files) -> Iterator[Callable[[], Mirror]]:
    """Return a call that starts a mirror which has all files."""
    running: list[tuple[Mirror, threading.Thread]] = []

    def start_one() -> Mirror:
        mirror = Mirror(files)
        thread = threading.Thread(target=mirror.serve_forever, args=(0.01,))
        thread.start()
        running.append((mirror, thread))
        return mirror

    yield start_one
    for mirror, thread in running:
        mirror.shutdown()
        mirror.server_close()
        thread.join()


@pytest.fixture
def dead() -> str:
    """Return an address where nobody answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


Start = Callable[[], Mirror]
Sums = dict[str, str]


def test_four_files_are_fetched_and_read(
    start: Start, checksums: Sums, tmp_path: Path
) -> None:
    found = mnist.fetch(tmp_path / "new/mnist", [start().address], checksums)
    assert found == [tmp_path / "new/mnist" / name for name in NAMES]
    assert left_in(tmp_path / "new/mnist") == set(NAMES)
    for array, wanted in zip(mnist.read(tmp_path / "new/mnist"), SMALL, strict=True):
        np.testing.assert_array_equal(array, wanted, strict=True)


def test_the_second_time_nobody_is_asked(
    start: Start, checksums: Sums, tmp_path: Path
) -> None:
    mirror = start()
    for _ in range(2):
        mnist.fetch(tmp_path, [mirror.address], checksums)
    assert mirror.asked == list(NAMES)


def test_once_fetched_they_are_there_offline(
    start: Start, checksums: Sums, tmp_path: Path, dead: str
) -> None:
    mnist.fetch(tmp_path, [start().address], checksums)
    assert len(mnist.fetch(tmp_path, [dead], checksums)) == 4


def test_a_dead_mirror_is_passed_over(
    start: Start, checksums: Sums, tmp_path: Path, dead: str
) -> None:
    mirror = start()
    mnist.fetch(tmp_path, [dead, mirror.address], checksums)
    assert mirror.asked == list(NAMES)


def test_a_mirror_that_sends_something_else_is_passed_over(
    start: Start, checksums: Sums, tmp_path: Path, files: Files
) -> None:
    bad, good = start(), start()
    bad.files = dict.fromkeys(NAMES, b"<html>Please log in</html>")
    mnist.fetch(tmp_path, [bad.address, good.address], checksums)
    assert bad.asked == good.asked == list(NAMES)
    assert {name: (tmp_path / name).read_bytes() for name in NAMES} == files


FAULTS: dict[str, tuple[Callable[[Mirror], object], str]] = {
    "cut short": (
        lambda mirror: setattr(mirror, "sends", 0.5),
        "the connection broke off",
    ),
    "wrong": (
        lambda mirror: mirror.files.update({NAMES[0]: b"other"}),
        "what it sent has the wrong checksum",
    ),
    "not there": (lambda mirror: mirror.files.clear(), "it answered 404"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_download_that_fails_leaves_nothing_and_says_one_line(
    start: Start, checksums: Sums, tmp_path: Path, fault: str
) -> None:
    mirror = start()
    spoil, reason = FAULTS[fault]
    spoil(mirror)
    with pytest.raises(DataError) as refusal:
        mnist.fetch(tmp_path, [mirror.address], checksums)
    message = str(refusal.value)
    assert message == (
        f"{tmp_path / NAMES[0]} is missing and could not be fetched (127.0.0.1: "
        f"{reason}). Go online and try again, put the file there yourself, or build "
        "with DATA=digits"
    )
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None
    assert left_in(tmp_path) == set()


def test_what_was_interrupted_is_fetched_anew(
    start: Start, checksums: Sums, tmp_path: Path, files: Files
) -> None:
    mirror = start()
    mirror.sends = 0.5
    with pytest.raises(DataError, match="broke off"):
        mnist.fetch(tmp_path, [mirror.address], checksums)
    mirror.sends = 1.0
    mnist.fetch(tmp_path, [mirror.address], checksums)
    assert {name: (tmp_path / name).read_bytes() for name in NAMES} == files


def test_a_reader_who_interrupts_leaves_nothing_behind(
    start: Start, checksums: Sums, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = pooch.HTTPDownloader.__call__

    def interrupted(*arguments: object) -> None:
        send(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", interrupted)
    with pytest.raises(KeyboardInterrupt):
        mnist.fetch(tmp_path, [start().address], checksums)
    assert left_in(tmp_path) == set()


def test_where_all_are_dead_it_says_what_each_answered(
    start: Start, checksums: Sums, tmp_path: Path, dead: str
) -> None:
    empty = start()
    empty.files = {}
    with pytest.raises(DataError) as refusal:
        mnist.fetch(tmp_path, [dead, empty.address], checksums)
    assert "(127.0.0.1: no connection; 127.0.0.1: it answered 404)" in str(
        refusal.value
    )


def test_a_damaged_file_is_fetched_again(
    start: Start, checksums: Sums, tmp_path: Path, files: Files
) -> None:
    mirror = start()
    mnist.fetch(tmp_path, [mirror.address], checksums)
    (tmp_path / NAMES[2]).write_bytes(files[NAMES[2]][:-3])
    mnist.fetch(tmp_path, [mirror.address], checksums)
    assert mirror.asked == [*NAMES, NAMES[2]]
    assert (tmp_path / NAMES[2]).read_bytes() == files[NAMES[2]]


def test_a_damaged_file_that_cannot_be_fetched_is_named(
    start: Start, checksums: Sums, tmp_path: Path, dead: str
) -> None:
    mnist.fetch(tmp_path, [start().address], checksums)
    (tmp_path / NAMES[2]).write_bytes(b"\0")
    with pytest.raises(DataError, match=rf"{NAMES[2]} is damaged and could not"):
        mnist.fetch(tmp_path, [dead], checksums)


def test_a_folder_that_cannot_be_made_is_a_reason_too(
    start: Start, checksums: Sums, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(DataError, match=r"File exists|Not a directory|NotADirectory"):
        mnist.fetch(tmp_path / "taken", [start().address], checksums)


# Progress ---------------------------------------------------------------------


def test_no_page_is_disturbed_by_progress(
    start: Start,
    checksums: Sums,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    mnist.fetch(tmp_path, [start().address], checksums)
    assert capfd.readouterr() == ("", "")
    assert pooch.get_logger().level == logging.WARNING


def test_a_page_that_imports_it_is_not_disturbed_either() -> None:
    imports = page("data", "import spotdiff.mnist")
    # In a thread of its own: the tests in a browser leave an event loop in this one.
    with ThreadPoolExecutor() as thread:
        run = thread.submit(run_pages, [imports], {}, "", 1, print, lambda *_: None)
        assert run.result() == []


def test_a_terminal_is_shown_the_progress(
    start: Start,
    checksums: Sums,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    mnist.fetch(tmp_path, [start().address], checksums)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("100%") >= 4
    assert pooch.get_logger().level == logging.INFO


# The files --------------------------------------------------------------------


def test_the_names_say_what_is_inside() -> None:
    kinds = [name.split("-")[:2] for name in NAMES]
    assert kinds == [
        ["train", "images"],
        ["train", "labels"],
        ["t10k", "images"],
        ["t10k", "labels"],
    ]


def test_every_file_has_a_checksum_and_every_mirror_a_slash() -> None:
    assert list(mnist.SHA256) == list(NAMES)
    assert all(len(bytes.fromhex(digest)) == 32 for digest in mnist.SHA256.values())
    assert len(set(mnist.SHA256.values())) == 4
    assert all(mirror.endswith("/") for mirror in mnist.MIRRORS)


def test_labels_of_other_images_are_refused(tmp_path: Path) -> None:
    mnist.write(tmp_path, SMALL._replace(test_labels=np.array([1, 2], np.uint8)))
    with pytest.raises(IdxError, match=r"test images .* do not belong together"):
        mnist.read(tmp_path / "MNIST/raw")


def test_both_forms_are_written(tmp_path: Path) -> None:
    mnist.write(tmp_path, SMALL)
    for name in NAMES:
        path = tmp_path / "MNIST/raw" / name
        plain = path.with_suffix("").read_bytes()
        assert gzip.decompress(path.read_bytes()) == plain


# The cache --------------------------------------------------------------------


def test_the_cache_is_the_systems_unless_another_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SPOTDIFF_CACHE", raising=False)
    assert mnist.cache() == Path(pooch.os_cache("spotdiff")) / "mnist"
    monkeypatch.setenv("SPOTDIFF_CACHE", "/somewhere/else")
    assert mnist.cache() == Path("/somewhere/else/mnist")


def test_a_relative_cache_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPOTDIFF_CACHE", "here")
    with pytest.raises(DataError, match="SPOTDIFF_CACHE=here must be an absolute path"):
        mnist.cache()
