"""What is published, and that nothing but a good build ever replaces it."""

import fcntl
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import publish
from ext.builder import Builder
from ext.small_book import CONF, SmallBook, page

REPOSITORY = Path(__file__).parents[2]
FILES = {
    "conf.py": CONF,
    "uv.lock": "version = 1\n",
    "code/shop.py": "WINE = 7\n",
    "book/index.md": "# Small\n\nFirst words.\n\n```{toctree}\none\ntwo\n```\n",
    "book/one.md": page("import shop\nprint('one', shop.WINE)"),
    "book/two.md": page("print('two', 1 + 1)"),
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    """Return a book with a published site."""
    book = SmallBook(tmp_path_factory.mktemp("publish"), builder)
    book.write(FILES)
    done = book.publish()
    assert done.status == 0, done.output
    return book


@pytest.fixture
def book(published: SmallBook) -> Iterator[SmallBook]:
    """Lend the book to a test, and bring its files back to what they were."""
    yield published
    published.write({n: text for n, text in FILES.items() if published.read(n) != text})


def test_the_site_is_published_through_a_link(book: SmallBook) -> None:
    done = book.publish()
    link = book.folder / "_build" / "html"
    assert done.status == 0
    assert link.is_symlink()
    assert not link.readlink().is_absolute()
    assert "one 7" in book.html("one")
    assert "index.html" in done.output


def test_a_good_build_replaces_the_site_and_removes_the_old_one(
    book: SmallBook,
) -> None:
    link = book.folder / "_build" / "html"
    before = link.readlink()
    book.edit("book/index.md", "First words", "Second words")
    assert book.publish().status == 0
    assert "Second words" in book.html("index")
    (left,) = book.folder.glob("_build/site-*")
    assert Path(left.name) == link.readlink() != before


def test_others_may_read_the_published_site(book: SmallBook) -> None:
    folder = (book.folder / "_build" / "html").resolve()
    assert folder.stat().st_mode & 0o777 == 0o755


FAILURES = {
    "cell": ("book/one.md", "print('one'", "1 / 0; print('one'"),
    "warning": ("book/index.md", "First words.", "See {doc}`nowhere`."),
    "directive": ("book/index.md", "First words.", "```{pair} nowhere\n```"),
    "settings": ("conf.py", '"mathml", "pair"', '"mathml", "nowhere"'),
    "nitpick": ("book/index.md", "First words.", "{py:func}`nowhere.to_be_found`"),
}


@pytest.mark.parametrize("kind", FAILURES)
def test_a_build_that_fails_leaves_the_last_site_as_it_was(
    book: SmallBook, kind: str
) -> None:
    before = book.site()
    book.edit(*FAILURES[kind])
    done = book.publish()
    assert done.status == 2
    assert "The site was not rebuilt" in done.output
    assert book.site() == before


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("cell", "one.md, line 7, cell 1: ZeroDivisionError: division by zero"),
        ("warning", "unknown document: 'nowhere'"),
        ("directive", "pair: there is no file"),
        ("nitpick", "nowhere.to_be_found"),
    ],
)
def test_a_build_that_fails_says_where_in_few_words(
    book: SmallBook, kind: str, words: str
) -> None:
    book.edit(*FAILURES[kind])
    output = book.publish().output
    assert words in output
    assert FAILURES[kind][0].removeprefix("book/") in output
    assert "Please also report this" not in output
    assert "  File " not in output
    assert len(output.splitlines()) < 30


def test_after_a_failure_is_mended_the_next_build_is_published(
    book: SmallBook,
) -> None:
    book.edit(*FAILURES["warning"])
    assert book.publish().status == 2
    book.edit("book/index.md", "See {doc}`nowhere`.", "Mended.")
    done = book.publish()
    assert done.status == 0, done.output
    assert "Mended." in book.html("index")
    assert "to execute" not in done.output


def test_a_build_killed_half_way_is_started_afresh_and_ends_right(
    book: SmallBook,
) -> None:
    before = book.site()
    book.edit("book/two.md", "1 + 1", "2 + 2")
    # It dies when one page has been written and the next has not.
    die = """
import os
from sphinx.builders.html import StandaloneHTMLBuilder as Builder
write = Builder.write_doc
def write_one(self, name, tree):
    write(self, name, tree)
    os.kill(os.getpid(), 9)
Builder.write_doc = write_one
"""
    assert book.publish(die).status == -9
    assert not (book.folder / "_build" / "workshop" / "finished").exists()
    assert book.site() == before
    done = book.publish()
    assert done.status == 0
    assert "two 4" in book.html("two")
    assert "one 7" in book.html("one")
    assert "to execute" not in done.output


def test_what_an_unfinished_build_left_in_the_workshop_is_not_published(
    book: SmallBook,
) -> None:
    workshop = book.folder / "_build" / "workshop"
    (workshop / "finished").unlink()
    (workshop / "html" / "half.html").write_text("half a page", "utf-8")
    assert book.publish().status == 0
    assert "half.html" not in book.site()


@pytest.mark.parametrize(
    "name", ["html/two.html", "doctrees/two.doctree", "doctrees/environment.pickle"]
)
def test_what_a_disk_has_spoilt_in_the_workshop_is_made_anew(
    book: SmallBook, name: str
) -> None:
    assert book.publish().status == 0
    file = book.folder / "_build" / "workshop" / name
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    book.edit("book/index.md", "First words", "Words anew")
    done = book.publish()
    assert done.status == 0, done.output
    assert "to execute" not in done.output
    assert "two 2" in book.html("two")
    assert "</html>" in book.html("two")


def test_what_killed_builds_have_left_is_cleared_away_even_by_one_that_fails(
    book: SmallBook,
) -> None:
    build = book.folder / "_build"
    left = [
        build / "site-half",
        build / "results/.writing-a",
        build / "figures/.writing-b",
    ]
    left[0].mkdir()
    for file in left[1:]:
        file.parent.mkdir(exist_ok=True)
        file.write_text("half", "utf-8")
    before = book.site()
    book.edit(*FAILURES["warning"])
    assert book.publish().status == 2
    assert not any(file.exists() for file in left)
    assert book.site() == before


BROKEN = "def broken(*_, **__): raise OSError('no space left on device')\n"


@pytest.mark.parametrize(
    "step", ["shutil.copytree", "publish.Path.symlink_to", "publish.Path.replace"]
)
def test_a_copy_that_fails_leaves_the_last_site_and_no_traceback(
    book: SmallBook, step: str
) -> None:
    before = book.site()
    book.edit("book/index.md", "First words", "Other words")
    done = book.publish(f"{BROKEN}{step} = broken")
    assert done.status == 2
    assert "not rebuilt: no space left on device" in done.output
    assert "Traceback" not in done.output
    assert book.site() == before


def test_a_copy_that_failed_leaves_nothing_behind_once_a_build_worked(
    book: SmallBook,
) -> None:
    book.publish(f"{BROKEN}shutil.copytree = broken")
    assert book.publish().status == 0
    assert len(list(book.folder.glob("_build/site-*"))) == 1
    assert not (book.folder / "_build" / "html.next").is_symlink()


def test_a_second_build_at_the_same_time_ends_with_a_clear_message(
    book: SmallBook,
) -> None:
    before = book.site()
    with (book.folder / "_build" / "lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = book.publish()
    assert done.status == 2
    assert "another build is at work in _build" in done.output
    assert book.site() == before


def test_a_stopped_build_says_so_and_leaves_the_last_site(book: SmallBook) -> None:
    before = book.site()
    book.edit("book/two.md", "1 + 1", "3 + 3")
    stop = "def stop(*_): raise KeyboardInterrupt\nlive_pages.run_pages = stop"
    done = book.publish(stop)
    assert done.status == 130
    assert done.output.endswith("Stopped. The site is as it was.\n")
    assert book.site() == before


# From within: a cell's kernel is the build's own child.
TELL_TO_END = "import os, time; os.kill(os.getppid(), {:d}); time.sleep(60)"
# Whoever runs the tests may have been started to ignore Ctrl-C.
HEED = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_told_to_end_does_so_at_once_and_says_so(
    book: SmallBook, number: signal.Signals
) -> None:
    before = book.site()
    book.edit("book/two.md", "print('two', 1 + 1)", TELL_TO_END.format(number))
    done = book.publish(HEED)
    assert done.status == 130
    assert done.output.endswith("Stopped. The site is as it was.\n")
    assert book.site() == before


# Disks and clocks ---------------------------------------------------------------

# No file may grow larger than this from some step on.
FULL = """
import resource
def when_full(step):
    def stepping(*arguments):
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
        return step(*arguments)
    return stepping
STEP = when_full(STEP)
"""


@pytest.mark.parametrize(
    ("step", "place"),
    [
        ("live_pages.keep", "_build/results/two."),
        ("live_pages.fill_in_outputs", ""),
        ("publish.replace_site", "_build/site-"),
    ],
)
def test_what_cannot_be_written_is_named_in_a_line_and_the_last_site_stays(
    book: SmallBook, step: str, place: str
) -> None:
    before = book.site()
    # Something that has not been run yet, and is long.
    book.edit("book/two.md", "1 + 1", f"2 + 2, 30_000 * '.', {step!r}")
    done = book.publish(FULL.replace("STEP", step))
    assert done.status == 2
    last = done.output.splitlines()[-1]
    assert last.startswith("The site was not rebuilt: ")
    assert "File too large" in last
    assert place in last
    assert "Traceback" not in done.output
    assert book.site() == before
    assert book.publish().status == 0
    assert "two 4" in book.html("two")


# A disk of its own for the results, which only this build sees.
SMALL_DISK = """
import ctypes
libc = ctypes.CDLL(None)
NEW_MOUNTS, ALONE = 0x20000, 0x4000 | 0x40000
if libc.unshare(NEW_MOUNTS) or libc.mount(b"", b"/", b"", ALONE, None):
    sys.exit(77)
if libc.mount(b"tmpfs", b"_build/results", b"tmpfs", 0, b"size=4k"):
    sys.exit(77)
"""


def test_a_disk_that_is_full_is_told_with_what_to_do(book: SmallBook) -> None:
    before = book.site()
    book.edit("book/two.md", "1 + 1", "3 + 3, 30_000 * '.'")
    done = book.publish(SMALL_DISK)
    if done.status == 77:
        pytest.skip("this system does not let us mount a small disk")
    assert done.status == 2
    last = done.output.splitlines()[-1]
    assert re.search("No space left on device: '.*_build/results/two", last)
    assert last.endswith("make room on the disk, and build again")
    assert book.site() == before


# Root may write anywhere; without its capabilities it is like everybody else.
LIKE_EVERYBODY = """
import ctypes
header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
assert ctypes.CDLL(None).capset(header, none) == 0
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has capabilities")
@pytest.mark.parametrize("part", ["", "workshop", "results"])
def test_a_folder_that_cannot_be_written_to_is_named_and_the_last_site_stays(
    book: SmallBook, part: str
) -> None:
    assert book.publish().status == 0
    before = book.site()
    # Something that has not been run yet.
    book.edit("book/two.md", "1 + 1", f"4 + 4, {part!r}")
    folder = book.folder / "_build" / part
    mode = folder.stat().st_mode
    folder.chmod(0o555)
    try:
        done = book.publish(LIKE_EVERYBODY)
    finally:
        folder.chmod(mode)
    assert done.status == 2
    last = done.output.splitlines()[-1]
    assert re.search(rf"Permission denied: '.*_build/{part}", last)
    assert last.endswith("build where files can be written")
    assert book.site() == before
    assert book.publish().status == 0
    assert "two 8" in book.html("two")


TOMORROW = "import time\nnow = time.time_ns\ntime.time_ns = lambda: now() + 10**14"


def test_after_the_clock_was_set_back_an_edit_is_still_seen(book: SmallBook) -> None:
    book.edit("book/index.md", "First words", "Words of tomorrow")
    assert book.publish(TOMORROW).status == 0
    book.edit("book/index.md", "Words of tomorrow", "Words of today")
    assert book.publish().status == 0
    assert "Words of today" in book.html("index")


ALONE = """
import ctypes
NEW_NETWORK = 0x40000000
if ctypes.CDLL(None).unshare(NEW_NETWORK):
    sys.exit(77)
"""


def test_a_build_needs_no_network_at_all(book: SmallBook) -> None:
    book.edit("book/two.md", "1 + 1", "5 + 5")
    done = book.publish(ALONE)
    if done.status == 77:
        pytest.skip("this system does not let us be without a network")
    assert done.status == 0, done.output
    assert "two 10" in book.html("two")


def test_the_first_build_of_all_makes_the_folders_it_needs(book: SmallBook) -> None:
    results = book.folder / "kept"
    shutil.copytree(book.folder / "_build" / "results", results)
    shutil.rmtree(book.folder / "_build")
    (book.folder / "_build").mkdir()
    shutil.move(results, book.folder / "_build" / "results")
    assert book.publish().status == 0
    assert "one 7" in book.html("one")


# The choice of device and data set --------------------------------------------


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "book/_ext/publish.py", "--build", "/nonexistent/here"]
    return subprocess.run(
        [*command, *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--device", "gpu"], "DEVICE=gpu is unknown: use auto, cpu or cuda"),
        (["--data", "cifar"], "DATA=cifar is unknown: use digits or mnist"),
    ],
)
def test_an_unknown_wish_is_refused_in_one_line(
    arguments: list[str], message: str
) -> None:
    done = make(*arguments)
    assert done.returncode == 2
    assert done.stderr == f"The site was not rebuilt: {message}\n"
    assert done.stdout == ""


def gpu_is_here() -> bool:
    return Path("/dev/nvidia0").exists()


@pytest.mark.skipif(gpu_is_here(), reason="there is a GPU, so DEVICE=cuda may work")
def test_a_gpu_that_is_not_there_is_refused_in_one_line() -> None:
    done = make("--device", "cuda")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "torch sees none, tensorflow sees none" in line
    assert "build with DEVICE=cpu" in line


def test_an_answer_that_is_no_refusal_is_taken_as_the_choice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[list[str]] = []

    def answer(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        chosen = '{"device": "cuda", "data": "mnist"}\n'
        return subprocess.CompletedProcess(command, 0, chosen, "")

    monkeypatch.setattr(subprocess, "run", answer)
    assert publish.runtime("auto", "mnist") == {"device": "cuda", "data": "mnist"}
    assert asked[0][1:] == [
        "-m",
        "spotdiff.runtime",
        "--device",
        "auto",
        "--data",
        "mnist",
    ]


MISSING = "train-images-idx3-ubyte.gz is missing and could not be fetched"


def test_data_that_cannot_be_had_stops_the_build_before_any_page(
    book: SmallBook,
) -> None:
    before = book.site()
    book.edit("book/one.md", "print('one'", "print('never run'")
    refuse = f"""
def fetch(data):
    raise publish.BuildError({MISSING!r})

publish.fetch = fetch
"""
    done = book.publish(refuse)
    assert (done.status, book.site()) == (2, before)
    assert done.output.strip() == f"The site was not rebuilt: {MISSING}"


@pytest.mark.parametrize("said", [f"{MISSING}\n", ""])
def test_what_the_package_says_of_the_data_is_the_reason(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    asked: list[list[str]] = []

    def answer(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 2, said)

    monkeypatch.setattr(subprocess, "run", answer)
    with pytest.raises(publish.BuildError, match=said.strip() or "error above"):
        publish.fetch("mnist")
    assert asked == [[sys.executable, "-m", "spotdiff.data", "mnist"]]


def test_the_embedded_digits_need_no_fetching(
    capfd: pytest.CaptureFixture[str],
) -> None:
    publish.fetch("digits")
    assert capfd.readouterr() == ("", "")


def test_the_new_site_is_kept_whether_its_path_is_told_absolute_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python 3.12 and newer answer with an absolute path, 3.11 with what it is told."""
    made = tempfile.mkdtemp
    absolute = lambda **wish: str(Path(made(**wish)).absolute())  # noqa: E731
    monkeypatch.setattr(tempfile, "mkdtemp", absolute)
    monkeypatch.chdir(tmp_path)
    Path("made").mkdir()
    Path("made/index.html").write_text("new", "utf-8")
    Path("built").mkdir()
    publish.replace_site(Path("made"), Path("built"))
    assert Path("built/html/index.html").read_text("utf-8") == "new"
