"""What is published, and that nothing but a good build ever replaces it."""

import fcntl
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import publish
from ext.builder import Build, Builder
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
# No framework is asked; a test may break something before the build begins.
PUBLISH = """
import shutil, sys
import live_pages, publish
publish.runtime = lambda device, data: {"device": "cpu", "data": data}
publish.fetch = lambda data: None
BEFORE
sys.exit(publish.main([]))
"""


def publish_book(book: SmallBook, before: str = "") -> Build:
    return book.run(PUBLISH.replace("BEFORE", before))


def site(book: SmallBook) -> dict[str, bytes]:
    """Return every published file with its bytes."""
    folder = book.folder / "_build" / "html"
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    """Return a book with a published site."""
    book = SmallBook(tmp_path_factory.mktemp("publish"), builder)
    book.write(FILES)
    done = publish_book(book)
    assert done.status == 0, done.output
    return book


@pytest.fixture
def book(published: SmallBook) -> Iterator[SmallBook]:
    """Lend the book to a test, and bring its files back to what they were."""
    yield published
    published.write({n: text for n, text in FILES.items() if published.read(n) != text})


def test_the_site_is_published_through_a_link(book: SmallBook) -> None:
    done = publish_book(book)
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
    assert publish_book(book).status == 0
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
    before = site(book)
    book.edit(*FAILURES[kind])
    done = publish_book(book)
    assert done.status == 2
    assert "The site was not rebuilt" in done.output
    assert site(book) == before


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
    output = publish_book(book).output
    assert words in output
    assert FAILURES[kind][0].removeprefix("book/") in output
    assert "Please also report this" not in output
    assert "  File " not in output
    assert len(output.splitlines()) < 30


def test_after_a_failure_is_mended_the_next_build_is_published(
    book: SmallBook,
) -> None:
    book.edit(*FAILURES["warning"])
    assert publish_book(book).status == 2
    book.edit("book/index.md", "See {doc}`nowhere`.", "Mended.")
    done = publish_book(book)
    assert done.status == 0, done.output
    assert "Mended." in book.html("index")
    assert "to execute" not in done.output


def test_a_build_killed_half_way_is_started_afresh_and_ends_right(
    book: SmallBook,
) -> None:
    before = site(book)
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
    assert publish_book(book, die).status == -9
    assert (book.folder / "_build" / "workshop" / "unfinished").exists()
    assert site(book) == before
    done = publish_book(book)
    assert done.status == 0
    assert "two 4" in book.html("two")
    assert "one 7" in book.html("one")
    assert "to execute" not in done.output
    assert not (book.folder / "_build" / "workshop" / "unfinished").exists()


def test_what_an_unfinished_build_left_in_the_workshop_is_not_published(
    book: SmallBook,
) -> None:
    workshop = book.folder / "_build" / "workshop"
    (workshop / "unfinished").touch()
    (workshop / "html" / "half.html").write_text("half a page", "utf-8")
    assert publish_book(book).status == 0
    assert "half.html" not in site(book)


BROKEN = "def broken(*_, **__): raise OSError('no space left on device')\n"


@pytest.mark.parametrize(
    "step", ["shutil.copytree", "publish.Path.symlink_to", "publish.Path.replace"]
)
def test_a_copy_that_fails_leaves_the_last_site_and_no_traceback(
    book: SmallBook, step: str
) -> None:
    before = site(book)
    book.edit("book/index.md", "First words", "Other words")
    done = publish_book(book, f"{BROKEN}{step} = broken")
    assert done.status == 2
    assert "not rebuilt: no space left on device" in done.output
    assert "Traceback" not in done.output
    assert site(book) == before


def test_a_copy_that_failed_leaves_nothing_behind_once_a_build_worked(
    book: SmallBook,
) -> None:
    publish_book(book, f"{BROKEN}shutil.copytree = broken")
    assert publish_book(book).status == 0
    assert len(list(book.folder.glob("_build/site-*"))) == 1
    assert not (book.folder / "_build" / "html.next").is_symlink()


def test_a_second_build_at_the_same_time_ends_with_a_clear_message(
    book: SmallBook,
) -> None:
    before = site(book)
    with (book.folder / "_build" / "lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = publish_book(book)
    assert done.status == 2
    assert "another build is at work in _build" in done.output
    assert site(book) == before


def test_a_stopped_build_says_so_and_leaves_the_last_site(book: SmallBook) -> None:
    before = site(book)
    book.edit("book/two.md", "1 + 1", "3 + 3")
    stop = "def stop(*_): raise KeyboardInterrupt\nlive_pages.run_pages = stop"
    done = publish_book(book, stop)
    assert done.status == 130
    assert done.output.endswith("Stopped. The site is as it was.\n")
    assert site(book) == before


def test_the_first_build_of_all_makes_the_folders_it_needs(book: SmallBook) -> None:
    results = book.folder / "kept"
    shutil.copytree(book.folder / "_build" / "results", results)
    shutil.rmtree(book.folder / "_build")
    (book.folder / "_build").mkdir()
    shutil.move(results, book.folder / "_build" / "results")
    assert publish_book(book).status == 0
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
    before = site(book)
    book.edit("book/one.md", "print('one'", "print('never run'")
    refuse = f"""
def fetch(data):
    raise publish.BuildError({MISSING!r})

publish.fetch = fetch
"""
    done = publish_book(book, refuse)
    assert (done.status, site(book)) == (2, before)
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
