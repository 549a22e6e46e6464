"""The benchmark makes books that grow, builds them in turn, and tells what they cost.

A program stands in for the build: what is tested is what surrounds it.
"""

import json
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from benchmarks import build_growth
from benchmarks.build_speed import BenchmarkError
from spotdiff.benchmarks.growth.memory import Held

# Publishes as much as there is to read, and says what it ran, the first time only.
BUILDER = """
import sys
import time
from pathlib import Path

site, pages = Path("_build/html"), sorted(Path("book").rglob("page-*.md"))
if not site.exists() or "always" in sys.argv:
    names = ", ".join(page.stem for page in pages)
    print(f"{len(pages)} to execute: {names}")
    time.sleep(0.5)  # long enough to be looked at
site.mkdir(parents=True, exist_ok=True)
for page in pages:
    (site / f"{page.stem}.html").write_text("x" * 1000)
"""


@pytest.fixture
def command(tmp_path: Path) -> str:
    file = tmp_path / "builder.py"
    file.write_text(BUILDER, "utf-8")
    return f"{sys.executable} {file}"


def test_a_book_has_an_index_and_so_many_pages(tmp_path: Path) -> None:
    (tmp_path / "book" / "chapter").mkdir(parents=True)
    for name in ("index.md", "chapter/old.md"):
        (tmp_path / "book" / name).write_text("# Old\n", "utf-8")
    (tmp_path / "conf.py").write_text("extensions = ['pair', 'claims']\n", "utf-8")
    build_growth.write_book(tmp_path, 3)
    pages = {file.name for file in (tmp_path / "book").rglob("*.md")}
    assert pages == {"index.md", "page-1.md", "page-2.md", "page-3.md"}
    texts = {(tmp_path / "book" / page).read_text("utf-8") for page in pages}
    assert len(texts) == 4
    settings: dict[str, object] = {}
    exec((tmp_path / "conf.py").read_text("utf-8"), settings)
    assert settings["extensions"] == ["pair"]


def test_what_grows_with_the_pages_has_the_exponent_one(
    tmp_path: Path,
    command: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = [Held(1, 0.5, 10**8)]
    monkeypatch.setattr(build_growth, "epochs", lambda: {"PyTorch": held})
    # A stand-in is gone before the usual next look.
    monkeypatch.setattr(build_growth, "LOOK", 0.005)
    found = tmp_path / "figures" / "growth.json"
    build_growth.main(
        ["--pages", "1", "2", "4", "--build", command, "--json", str(found)]
    )
    told = json.loads(found.read_text("utf-8"))
    assert [one["pages"] for one in told["books"]] == [1, 2, 4]
    assert [one["site_bytes"] for one in told["books"]] == [1000, 2000, 4000]
    assert all(one["peak_bytes"] > 10**6 for one in told["books"])
    assert told["epochs"]["PyTorch"][0]["images"] == 1
    *_, site, page = build_growth.exponents(
        [build_growth.Grown(**one) for one in told["books"]]
    )
    assert site == pytest.approx(1)
    assert page == pytest.approx(0)
    assert "| exponent |" in capsys.readouterr().out


def test_a_repeated_build_that_runs_pages_again_is_a_failure(
    tmp_path: Path, command: str
) -> None:
    words = [*command.split(), "always"]
    with pytest.raises(BenchmarkError, match="a repeated build executed"):
        build_growth.grown(tmp_path / "book", 1, words)


@pytest.mark.parametrize("pages", [["1", "2"], ["4", "2", "1"], ["1", "1", "2"]])
def test_too_few_books_or_unordered_ones_are_refused(
    pages: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        build_growth.main(["--pages", *pages])
    assert "each above the last" in capsys.readouterr().err


def test_the_memory_of_a_child_is_counted() -> None:
    code = "held = bytearray(50_000_000); print(flush=True); input()"
    # A process of our own between: what else these tests have started comes and goes.
    words = ["sh", "-c", '"$0" -c "$1"; true', sys.executable, code]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as between:
        assert between.stdout
        between.stdout.readline()
        held = build_growth.held_below(psutil.Process(between.pid))
        between.communicate(b"\n")
    assert 50_000_000 < held < 100_000_000
