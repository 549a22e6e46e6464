"""Kernels forked from one process: what they share, and when they end."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import execution
import forked_kernel
from execution import Failure, PreloadError, Run, launcher, run_pages
from ext.kernels import TELL, ends, is_alive, page, wait_for

# Python's own long import stands for the long imports of the book.
PRELOAD = "import os, turtledemo; turtledemo.forker = os.getpid()"
SEES = """
import os, sys
forker = sys.modules["turtledemo"].forker
alien = "fork_server" in sys.modules
print(forker == os.getppid(), hash("pages"), os.environ["WISH"], alien)
"""
CHANGES = (
    "import turtledemo\nprint(hasattr(turtledemo, 'changed'))\nturtledemo.changed = 1"
)


@dataclass
class Outcome:
    """All that a run of pages told."""

    failures: list[Failure] = field(default_factory=list)
    kept: dict[str, Run] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return all that a kept page printed."""
        cells = self.kept[name].notebook.cells
        return "".join(out.get("text", "") for c in cells for out in c.outputs)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("forks")


@pytest.fixture(scope="module")
def told(place: Path) -> Outcome:
    told = Outcome()
    told.failures = run_pages(
        [
            page("sees", SEES),
            page("sees too", SEES),
            page("changes", CHANGES),
            page("changes too", CHANGES),
            page("dies", "import os", "os.kill(os.getpid(), 9)"),
            page("leaves", "import os", "os._exit(3)"),
            page("hangs", TELL.format(place / "hung"), "while True: pass", budget=4),
            page("ends", TELL.format(place / "ended")),
        ],
        {"WISH": "granted", "PYTHONHASHSEED": "0"},
        "",
        2,
        lambda line: None,
        lambda page, run: told.kept.update({page.name: run}),
        PRELOAD,
    )
    return told


def test_every_kernel_has_what_was_imported_once_for_all(told: Outcome) -> None:
    assert told.text("sees").startswith("True")
    assert told.text("sees") == told.text("sees too")


def test_a_forked_kernel_has_the_variables_of_the_build(told: Outcome) -> None:
    code = "print(hash('pages'))"
    seeded = {"PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=seeded, capture_output=True, check=True
    )
    assert told.text("sees").split()[1:3] == [done.stdout.decode().strip(), "granted"]


def test_the_modules_of_the_build_are_not_a_kernels(told: Outcome) -> None:
    assert told.text("sees").split()[3] == "False"


def test_what_a_page_changes_no_other_page_sees(told: Outcome) -> None:
    assert told.text("changes") == told.text("changes too") == "False\n"


@pytest.mark.parametrize("name", ["dies", "leaves"])
def test_a_forked_kernel_that_dies_is_told_as_such(told: Outcome, name: str) -> None:
    (failure,) = (each for each in told.failures if each.page == name)
    assert failure.cell == 2
    assert "the kernel died here" in failure.reason


def test_no_other_page_failed_but_the_one_that_hung(told: Outcome) -> None:
    assert [each.page for each in told.failures] == ["dies", "leaves", "hangs"]


@pytest.mark.parametrize("name", ["hung", "ended"])
def test_no_forked_kernel_is_left_behind(told: Outcome, place: Path, name: str) -> None:
    assert ends(int((place / name).read_text("utf-8")))


def test_what_is_run_for_all_may_be_longer_than_an_argument(tmp_path: Path) -> None:
    with launcher(f"import os  # {'long ' * 50_000}", os.environ, tmp_path):
        assert (tmp_path / "forks").exists()


# The two ends of the connection ------------------------------------------------


@pytest.fixture
def ordered(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Order a kernel that waits for somebody to talk to it."""
    config = tmp_path / "ipython_kernel_config.py"
    config.write_text(TELL.format(tmp_path / "pid"), "utf-8")
    with launcher("import os", {"IPYTHONDIR": str(tmp_path)}, tmp_path) as arguments:
        command = [sys.executable, *arguments, "--transport=ipc", f"--config={config}"]
        with subprocess.Popen(command, cwd=tmp_path) as process:
            yield process
            process.kill()


def test_whoever_kills_the_process_that_ordered_it_kills_the_kernel(
    ordered: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    kernel = int(wait_for(tmp_path / "pid"))
    assert is_alive(kernel)
    assert kernel != ordered.pid
    ordered.kill()
    assert ends(kernel)


def test_the_process_that_ordered_a_kernel_ends_as_the_kernel_does(
    ordered: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    subprocess.run(["kill", "-KILL", wait_for(tmp_path / "pid")], check=True)
    assert ordered.wait(timeout=10) == forked_kernel.BY_SIGNAL + 9


def test_why_a_kernel_could_not_begin_is_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with (
        launcher("import os", {}, tmp_path) as (_, _, address),
        socket.socket(socket.AF_UNIX) as connection,
    ):
        connection.connect(address)
        order = {"arguments": [], "folder": str(tmp_path / "gone"), "variables": {}}
        connection.sendall(json.dumps(order).encode() + b"\n")
        assert connection.makefile().readline() == "1\n"
    assert "FileNotFoundError" in capfd.readouterr().err


# The build ---------------------------------------------------------------------


def test_imports_without_end_are_ended_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "PRELOAD_PATIENCE", 1)
    monkeypatch.setattr(execution, "FAREWELL", 0.2)
    forever = TELL.format(tmp_path / "pid") + "\nimport time; time.sleep(600)"
    with (
        pytest.raises(PreloadError, match="this took over 1 s"),
        launcher(forever, {}, tmp_path),
    ):
        pytest.fail("there is nobody to fork a kernel")
    assert ends(int((tmp_path / "pid").read_text("utf-8")))


def test_what_cannot_be_imported_is_said_before_any_page_runs(
    capfd: pytest.CaptureFixture[str],
) -> None:
    started: list[str] = []
    with pytest.raises(PreloadError, match="this failed: import no_such_module"):
        run_pages(
            [page("one", "1")],
            {},
            "",
            1,
            started.append,
            lambda page, run: None,
            "import no_such_module",
        )
    assert started == []
    assert "No module named 'no_such_module'" in capfd.readouterr().err


def test_where_the_process_that_forks_is_killed_every_page_says_so(
    capfd: pytest.CaptureFixture[str],
) -> None:
    kill = "os.kill(os.getppid(), 9); time.sleep(60)"
    pages = [page("kills", "import os, time", kill), page("next", "1")]
    failed = run_pages(
        pages, {}, "", 1, lambda line: None, lambda page, run: None, "import os"
    )
    assert [(each.page, each.cell) for each in failed] == [("kills", 2), ("next", 1)]
    assert "the kernel died here" in failed[0].reason
    assert "the kernel did not start" in failed[1].reason
    assert "who forks the kernels is gone: build again" in capfd.readouterr().err


def test_what_all_forks_share_is_not_counted_for_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(execution, "share_of_memory", lambda pages: 4e8)
    imported = "import turtledemo; turtledemo.much = b'.' * 500_000_000"
    reads = "import time, turtledemo; time.sleep(2); turtledemo.much[-1]"
    failed = run_pages(
        [page("one", reads), page("two", reads)],
        {},
        "",
        2,
        lambda line: None,
        lambda page, run: None,
        imported,
    )
    assert failed == []


KILLED = """
import sys
sys.path[:0] = {path}
from execution import run_pages
from ext.kernels import page
forever = page("forever", {tell!r}, "while True: pass")
run_pages([forever], {{}}, "", 1, print, lambda page, run: None, "import os")
"""


def test_a_build_that_is_killed_leaves_no_process_and_no_temporary_files(
    tmp_path: Path,
) -> None:
    tell = TELL.format(tmp_path / "kernel") + (
        f"\npathlib.Path({str(tmp_path / 'forker')!r}).write_text(str(os.getppid()))"
    )
    script = textwrap.dedent(KILLED).format(path=sys.path, tell=tell)
    command = [sys.executable, "-c", script]
    # The name of a socket may have a hundred letters, so its folder's is a short one.
    with tempfile.TemporaryDirectory() as rest:
        place = {**os.environ, "TMPDIR": rest}
        with subprocess.Popen(command, stdout=-3, stderr=-3, env=place) as run:
            forker = int(wait_for(tmp_path / "forker"))
            kernel = int(wait_for(tmp_path / "kernel"))
            assert is_alive(forker)
            assert any(Path(rest).iterdir())
            run.kill()
        assert ends(kernel)
        assert ends(forker)
        assert not any(Path(rest).iterdir())
