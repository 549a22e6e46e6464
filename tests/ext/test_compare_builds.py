"""What a comparison of two builds calls a difference, and what it leaves out."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

import compare_builds
from compare_builds import NothingToCompareError, differences, files, main
from ext.builder import Builder
from ext.small_book import CONF, SmallBook, page

PAGE = (
    '<p>{}</p><span class="varies">{} s</span>'
    '<div class="varies"><img alt="{}" src="../_images/times.svg">'
    '<a href="../other/page.html">there</a></div><img src="../_images/loss.svg">'
)
MARKED = {
    "cell_type": "code",
    "execution_count": 1,
    "metadata": {"tags": ["varies"]},
    "source": "took",
}
SAID = {"output_type": "stream", "name": "stdout", "text": "3 s"}
QUOTED = 'It took <span class="varies">3 s</span>.'
RUN = {"date": "2026-11-25", "seconds": 3.0, "report": {"threads": 1, "peak_bytes": 9}}
BUILD = {
    "sub/page.html": PAGE.format("same", 3, "a"),
    "other/page.html": "<p>other</p>",
    "_images/times.svg": "<svg>1</svg>",
    "_images/loss.svg": "<svg>1</svg>",
    "icon.png": "1",
    "searchindex.js": "Search.setIndex({a:1,b:2})",
    "provenance.json": json.dumps({"built": "2026", "pages": {"page": RUN}}),
    "notebooks/page.ipynb": json.dumps(
        {
            "cells": [
                MARKED | {"outputs": [SAID]},
                {"cell_type": "markdown", "metadata": {}, "source": QUOTED},
            ],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 4,
        }
    ),
}


def made(folder: Path, changed: Mapping[str, str]) -> Path:
    for name, text in {**BUILD, **changed}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def found(tmp_path: Path, changed: Mapping[str, str]) -> dict[str, list[str]]:
    one, other = made(tmp_path / "one", {}), made(tmp_path / "other", changed)
    return {each.file: each.lines for each in differences(one, other)}


def test_the_same_build_has_no_difference(tmp_path: Path) -> None:
    assert found(tmp_path, {}) == {}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("sub/page.html", ">3 s", ">4 s"),
        ("sub/page.html", 'alt="a"', 'alt="b"'),
        ("_images/times.svg", "1", "2"),
        ("provenance.json", "3.0", "4.0"),
        ("provenance.json", "2026-11-25", "2026-11-26"),
        ("provenance.json", "9", "8"),
        ("notebooks/page.ipynb", '"3 s"', '"4 s"'),
        ("notebooks/page.ipynb", ">3 s", ">4 s"),
    ],
)
def test_what_is_marked_may_differ(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    text = BUILD[file].replace(old, new)
    assert text != BUILD[file]
    assert found(tmp_path, {file: text}) == {}


@pytest.mark.parametrize(
    ("file", "text", "lines"),
    [
        (
            "sub/page.html",
            PAGE.format("new", 3, "a"),
            ["<p>same</p>", "<p>new</p>"],
        ),
        # A page that a marked place links to is not marked itself.
        ("other/page.html", "<p>new</p>", ["-<p>other</p>", "+<p>new</p>"]),
        ("_images/loss.svg", "<svg>2</svg>", ["-<svg>1</svg>", "+<svg>2</svg>"]),
        ("icon.png", "12", ["1 bytes and 2 bytes, not the same"]),
        ("searchindex.js", "Search.setIndex({a:1,b:3})", ["-b:2})", "+b:3})"]),
        (
            "provenance.json",
            BUILD["provenance.json"].replace('"threads": 1', '"threads": 2'),
            ['"threads": 1', '"threads": 2'],
        ),
        (
            "notebooks/page.ipynb",
            BUILD["notebooks/page.ipynb"].replace('"took"', '"taken"'),
            ['"source": "took"', '"source": "taken"'],
        ),
        ("new.html", "", ["is in "]),
    ],
)
def test_what_is_not_marked_may_not(
    tmp_path: Path, file: str, text: str, lines: list[str]
) -> None:
    (told,) = found(tmp_path, {file: text}).items()
    assert told[0] == file
    content = [line for line in told[1] if not line.startswith("@@")]
    assert len(content) == len(lines)
    for line, wanted in zip(content, lines, strict=True):
        assert wanted in line


def test_a_file_that_something_else_leads_to_as_well_is_not_marked(
    tmp_path: Path,
) -> None:
    once_more = {"other/page.html": '<img src="../_images/times.svg">'}
    one = made(tmp_path / "one", once_more)
    other = made(tmp_path / "other", once_more | {"_images/times.svg": "<svg/>"})
    assert [each.file for each in differences(one, other)] == ["_images/times.svg"]


def test_the_report_names_the_files_and_the_status_says_whether_there_are_any(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = "\n".join(f"<p>{n}</p>" for n in range(50))
    one, other = made(tmp_path / "1", {}), made(tmp_path / "2", {"index.html": long})
    assert main([str(one), str(one)]) == 0
    assert "0 of 8 files differ" in capsys.readouterr().out
    assert main([str(one), str(made(tmp_path / "3", {"icon.png": "2"}))]) == 1
    assert "icon.png:\n    1 bytes" in capsys.readouterr().out
    assert main([str(made(tmp_path / "4", {"index.html": ""})), str(other)]) == 1
    assert "lines more" in capsys.readouterr().out


def test_without_two_builds_it_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert main([str(tmp_path / "empty"), str(made(tmp_path / "one", {}))]) == 2
    assert "build it first" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main([str(tmp_path)])


def test_what_no_commit_has_is_not_built_again(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / "new.txt").touch()
    with pytest.raises(NothingToCompareError, match="commit them"):
        compare_builds.build_again(tmp_path, tmp_path / "again")
    assert not (tmp_path / "again").exists()


# A book, built twice ----------------------------------------------------------

TIMES = (
    ":tags: [measures-time]\nimport time; took = time.time_ns(); print(took)",
    "print(took / 2)",
)
MEMORY = ":tags: [varies]\nprint(id(object()), __import__('os').getpid())"
BOOK = {
    "conf.py": CONF.replace('"mathml",', '"mathml", "notebooks",'),
    "uv.lock": "version = 1\n",
    "book/index.md": "# Small\n\n```{toctree}\ntimes\n```\n\n"
    "```{build-record} runs\n```\n\n```{build-record} limits\n```\n",
    "book/times.md": page(*TIMES, MEMORY, "print('always', hash('the same'))"),
}


@pytest.fixture(scope="module")
def twice(
    tmp_path_factory: pytest.TempPathFactory, builder: Builder
) -> tuple[SmallBook, SmallBook]:
    books = [SmallBook(tmp_path_factory.mktemp(name), builder) for name in ("a", "b")]
    for book in books:
        book.write(BOOK)
        book.build_well()
    return books[0], books[1]


def sites(books: tuple[SmallBook, SmallBook]) -> tuple[Path, Path]:
    one, other = (book.folder / "_build" / "html" for book in books)
    return one, other


def test_two_builds_differ_in_marked_places_only(
    twice: tuple[SmallBook, SmallBook],
) -> None:
    one, other = sites(twice)
    assert list(differences(one, other)) == []
    pages = [(site / "times.html").read_bytes() for site in (one, other)]
    assert pages[0] != pages[1]


def test_kept_results_can_be_compared_too(twice: tuple[SmallBook, SmallBook]) -> None:
    one, other = (book.folder / "_build" / "results" for book in twice)
    assert list(differences(one, other)) == []


def test_what_varies_without_a_mark_is_found(
    twice: tuple[SmallBook, SmallBook],
) -> None:
    for book in twice:
        book.edit("book/times.md", ":tags: [varies]\n", "")
        book.build_well()
    found = {each.file for each in differences(*sites(twice))}
    assert {"times.html", "notebooks/times.ipynb"} <= found


def test_with_a_date_given_the_same_results_make_the_same_bytes(
    twice: tuple[SmallBook, SmallBook], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    kept, other = (book.folder / "_build" / "results" for book in twice)
    shutil.copytree(kept, other, dirs_exist_ok=True)
    written = []
    for book in twice:
        for folder in ("html", "doctrees"):
            shutil.rmtree(book.folder / "_build" / folder)
        book.build_well()
        assert json.loads(book.read("_build/html/provenance.json"))["built"] == (
            "1970-01-02T00:00:00+00:00"
        )
        site = book.folder / "_build" / "html"
        written.append({name: (site / name).read_bytes() for name in files(site)})
    assert written[0] == written[1]
