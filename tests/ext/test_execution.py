"""Pages run in real kernels: what becomes of each, and who runs beside whom."""

import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec

import execution
from execution import Failure, Page, Run, run_pages
from ext.kernels import TELL, ends, is_alive, page, wait_for

# A one-pixel PNG, as a figure shown without spotdiff.figures would leave it.
PICTURE = """
from IPython.display import display
display({"image/png": "iVBORw0KGgo=", "text/plain": "<Figure>"}, raw=True)
"""
DESCRIBED = """
from IPython.display import display
mime = "application/vnd.spotdiff.figure+json"
display({"image/svg+xml": "<svg/>", mime: "{}"}, raw=True)
"""


LITTER = """
import os
print(os.getcwd(), [name for name in os.listdir() if "kernel" not in name])
open("litter", "w").close()
"""


MOST = 4e8  # bytes that each page may hold
EATS = """
import time
eaten = []
while True:
    eaten.append(bytearray(b"." * 10**7))
    time.sleep(0.02)
"""
# It is not the kernel that eats, but what the cell has started.
HAS_EATEN = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {EATS!r}])"


@dataclass
class Outcome:
    """All that a run of pages told."""

    failures: list[Failure] = field(default_factory=list)
    kept: dict[str, Run] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def reason(self, name: str) -> str:
        """Return the one message about a page."""
        (message,) = (str(f) for f in self.failures if f.page == name)
        return message

    def text(self, name: str) -> str:
        """Return all that a kept page printed or displayed as text."""
        outputs = [out for c in self.kept[name].notebook.cells for out in c.outputs]
        texts = [out.get("text", "") for out in outputs]
        return "".join(
            texts + [out.get("data", {}).get("text/plain", "") for out in outputs]
        )


def outcome_of(
    *pages: Page,
    jobs: int = 2,
    reporter: str = "",
    share: str = "",
    **environment: str,
) -> Outcome:
    told = Outcome()
    told.failures = run_pages(
        pages,
        environment,
        reporter,
        jobs,
        told.said.append,
        lambda page, run: told.kept.update({page.name: run}),
        share=share,
    )
    return told


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kernels")


@pytest.fixture(scope="module")
def start_up_files(place: Path) -> Iterator[None]:
    """Give the reader a set-up of their own, in every place where Python looks."""
    own = place / "own.py"
    own.write_text("mine = 'read'\n", "utf-8")
    profile = place / "ipython" / "profile_default"
    (profile / "startup").mkdir(parents=True)
    (profile / "startup" / "00-own.py").write_text("mine = 'read'\n", "utf-8")
    (profile / "ipython_config.py").write_text(
        "c.InteractiveShellApp.exec_lines = [\"mine = 'read'\"]\n", "utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(place / "ipython"))
        patch.setenv("PYTHONSTARTUP", str(own))
        yield


@pytest.fixture(scope="module")
def told(place: Path, start_up_files: None) -> Iterator[Outcome]:
    """Run one page of each kind together."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(execution, "share_of_memory", lambda pages: MOST)
        yield all_kinds(place)


def all_kinds(place: Path) -> Outcome:
    return outcome_of(
        page("works", "x = 20", "print('out:', x)\nx + 1"),
        page("fails", "1", "\n# why\nraise KeyError('lost')", "print('never run')"),
        page("dies", "import os", "os.kill(os.getpid(), 9)"),
        page("hangs", TELL.format(place / "hung"), "while True: pass", budget=6),
        page("eats", TELL.format(place / "eating"), EATS),
        page("has eaten", TELL.format(place / "fed"), HAS_EATEN),
        page("warns", "import warnings\nwarnings.warn('old', DeprecationWarning)"),
        page("shows", ("import sys\nprint('note', file=sys.stderr)", "shows-stderr")),
        page("bare", PICTURE),
        page("described", DESCRIBED),
        page("expects", ("raise KeyError('shown')", "raises-exception")),
        page("own", "import os\nprint('mine' in globals(), os.environ['WISH'])"),
        page("empty", "", "1"),
        page("alone", LITTER),
        page("alone too", LITTER),
        page("does not parse", "def (:"),
        replace(page("set up", "given + 1"), set_up="given = 20"),
        replace(page("set up badly", "1"), set_up="raise KeyError('no module')"),
        replace(page("set up aloud", "1"), set_up="print('installing')"),
        reporter="print('report of', globals().get('x'))",
        WISH="granted",
    )


# What becomes of a page -------------------------------------------------------


def test_a_page_that_works_is_kept_with_its_outputs(told: Outcome) -> None:
    assert told.text("works") == "out: 20\n21"


def test_a_page_that_works_keeps_its_cells_and_no_other(told: Outcome) -> None:
    sources = [c.source for c in told.kept["works"].notebook.cells]
    assert sources == ["x = 20", "print('out:', x)\nx + 1"]


def test_what_sets_a_page_up_is_none_of_its_cells(told: Outcome) -> None:
    (cell,) = told.kept["set up"].notebook.cells
    assert (cell.source, cell.execution_count) == ("given + 1", 1)
    assert told.text("set up") == "21"


@pytest.mark.parametrize(
    ("name", "said"), [("set up badly", "no module"), ("set up aloud", "installing")]
)
def test_a_page_is_set_up_well_and_silently_or_not_run(
    told: Outcome, name: str, said: str
) -> None:
    assert "the set-up" in told.reason(name)
    assert said in told.reason(name)
    assert name not in told.kept


def test_what_the_reporter_prints_is_kept_apart_from_the_page(told: Outcome) -> None:
    assert told.kept["works"].report == "report of 20\n"


def test_every_page_works_in_an_empty_folder_of_its_own(told: Outcome) -> None:
    folders = {told.text(name) for name in ("alone", "alone too")}
    assert len(folders) == 2
    assert all(text.endswith(" []\n") for text in folders)


def test_the_time_a_page_took_is_kept(told: Outcome) -> None:
    assert 0.1 < told.kept["works"].seconds < 30


def test_pages_do_not_see_each_others_names(told: Outcome) -> None:
    assert told.kept["shows"].report == "report of None\n"


def test_exactly_the_pages_that_failed_are_named_and_in_order(told: Outcome) -> None:
    failed = ["fails", "dies", "hangs", "eats", "has eaten", "warns", "bare"]
    failed += ["does not parse", "set up badly", "set up aloud"]
    assert [failure.page for failure in told.failures] == failed


def test_the_pages_beside_a_failing_one_still_run_and_are_kept(told: Outcome) -> None:
    kept = {"works", "shows", "described", "expects", "own", "empty"}
    kept |= {"alone", "alone too", "set up"}
    assert set(told.kept) == kept


def test_a_failing_cell_is_named_by_page_line_number_and_first_line(
    told: Outcome,
) -> None:
    message = told.reason("fails")
    assert message.startswith("fails.md, line 21, cell 2: KeyError: 'lost'")
    assert message.endswith("the cell begins: # why")


def test_a_failing_cell_shows_its_traceback_without_colours(told: Outcome) -> None:
    message = told.reason("fails")
    assert "raise KeyError('lost')" in message
    assert "\x1b" not in message


def test_a_cell_that_does_not_parse_is_named_too(told: Outcome) -> None:
    assert "does not parse.md, line 11, cell 1: SyntaxError" in told.reason(
        "does not parse"
    )


def test_a_kernel_that_dies_is_told_as_such_with_its_cell(told: Outcome) -> None:
    message = told.reason("dies")
    assert message.startswith("dies.md, line 21, cell 2: the kernel died here")


def test_a_hung_cell_ends_with_a_message_about_the_budget(told: Outcome) -> None:
    message = told.reason("hangs")
    assert "cell 2: the page went over its budget of 6 s in this cell" in message


def test_a_hung_cell_leaves_no_kernel_behind(told: Outcome, place: Path) -> None:
    assert ends(int((place / "hung").read_text("utf-8")))


@pytest.mark.parametrize("name", ["eats", "has eaten"])
def test_a_cell_that_eats_memory_is_ended_with_page_cell_and_bytes(
    told: Outcome, name: str
) -> None:
    message = told.reason(name)
    assert message.startswith(f"{name}.md, line 21, cell 2: the page was ended")
    held = re.search(r"it held ([\d.]+) GB", message)
    assert held
    assert MOST <= float(held[1]) * 1e9 < 3 * MOST
    assert "may hold 0.4 GB here" in message


@pytest.mark.parametrize("name", ["eating", "fed"])
def test_a_cell_that_eats_memory_leaves_no_kernel_behind(
    told: Outcome, place: Path, name: str
) -> None:
    assert ends(int((place / name).read_text("utf-8")))


def test_a_warning_from_a_cell_fails_its_page(told: Outcome) -> None:
    message = told.reason("warns")
    assert "cell 1: it wrote to standard error" in message
    assert "DeprecationWarning: old" in message


def test_a_cell_tagged_shows_stderr_may_write_there(told: Outcome) -> None:
    assert told.text("shows") == "note\n"


def test_a_picture_without_alt_text_fails_its_page(told: Outcome) -> None:
    assert "cell 1: its picture has no alt text" in told.reason("bare")


def test_a_cell_tagged_raises_exception_may_fail(told: Outcome) -> None:
    (output,) = told.kept["expects"].notebook.cells[0].outputs
    assert output.ename == "KeyError"


def test_kernels_do_not_read_the_readers_own_start_up_files(told: Outcome) -> None:
    assert told.text("own").startswith("False")


def test_kernels_are_given_the_variables_of_the_build(told: Outcome) -> None:
    assert told.text("own").endswith("granted\n")


def test_an_empty_cell_is_passed_over(told: Outcome) -> None:
    assert told.text("empty") == "1"


def test_what_is_printed_in_parts_is_one_output() -> None:
    parts = (
        "import sys, time\nfor part in 'ab': print(part, flush=True); time.sleep(0.5)"
    )
    found = outcome_of(page("printed", parts))
    (cell,) = found.kept["printed"].notebook.cells
    assert [output.text for output in cell.outputs] == ["a\nb\n"]


# What is said meanwhile -------------------------------------------------------


def test_every_page_is_announced_and_its_end_told(told: Outcome) -> None:
    starts = [line for line in told.said if "running" in line]
    ends_ = [line for line in told.said if " done after " in line]
    failures = [line for line in told.said if " FAILED after " in line]
    assert (len(starts), len(ends_), len(failures)) == (19, 9, 10)
    assert told.said[0] == "[1/19] works: running, first run"
    assert told.said[-1].endswith(", 0 to go")


def test_a_page_run_before_is_announced_with_its_last_time() -> None:
    known = replace(page("known", "1"), last_seconds=7.4)
    assert outcome_of(known).said[0] == "[1/1] known: running, last run took 7 s"


def test_a_long_page_says_from_time_to_time_which_cell_it_has_come_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(execution, "HEARTBEAT", 0.5)
    said = outcome_of(page("long", "1", "import time; time.sleep(2)", "3")).said
    assert any(line.startswith("long: cell 2 of 3, ") for line in said)


# Other ends -------------------------------------------------------------------


def test_a_reporter_that_fails_fails_the_page() -> None:
    told = outcome_of(page("page", "1"), reporter="raise OSError('no report')")
    assert "OSError: no report" in told.reason("page")
    assert told.kept == {}


def test_no_pages_are_no_failure() -> None:
    assert outcome_of() == Outcome()


def test_a_kernel_that_does_not_start_fails_its_page_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Broken(execution.ThisInterpreter):
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            spec = super().get_kernel_spec(kernel_name)
            spec.argv = [sys.executable, "-c", "raise SystemExit(3)"]
            return spec

    monkeypatch.setattr(execution, "ThisInterpreter", Broken)
    told = outcome_of(page("one", "1"), page("two", "1"))
    assert [failure.page for failure in told.failures] == ["one", "two"]
    assert "cell 1: the kernel" in told.reason("one")


# What is each page's share ---------------------------------------------------

SHARES = page(
    "shares", "print(share)", ("print(share)", "measures-time"), "print(share)"
)
OTHER = page("other", "print('share' in globals())")


def test_a_page_that_measures_has_its_share_of_the_cores_and_all_to_measure() -> None:
    told = outcome_of(SHARES, OTHER, share="share = {}")
    assert told.text("shares") == "2\n1\n2\n"
    assert [c.execution_count for c in told.kept["shares"].notebook.cells] == [1, 2, 3]
    assert told.text("other") == "False\n"


def test_where_one_page_runs_at_a_time_there_is_nothing_to_share() -> None:
    told = outcome_of(SHARES, OTHER, share="share = {}", jobs=1)
    assert "NameError: name 'share' is not defined" in told.reason("shares")


def test_a_share_that_cannot_be_taken_fails_its_page_and_no_other() -> None:
    told = outcome_of(SHARES, OTHER, share="raise KeyError({})")
    assert "sharing the cores failed" in told.reason("shares")
    assert "KeyError: 2" in told.reason("shares")
    assert set(told.kept) == {"other"}


# Who runs beside whom ---------------------------------------------------------

LOG_TIMES = """
import os, time
begin = time.time()
time.sleep(0.3)
with open(os.environ["TIMES"], "a") as file:
    file.write(f"{begin} {time.time()} NAME\\n")
"""
# Leaves a program at work for a while, and goes on.
WORK = "import time; end = time.time() + 2\nwhile time.time() < end: pass"
LEAVE_AT_WORK = f"""
import subprocess, sys
left = subprocess.Popen([sys.executable, "-c", {WORK!r}])
"""
WAIT_FOR_IT = "left.wait()\n" + LOG_TIMES.replace("NAME", "left-at-work")
Times = dict[str, tuple[float, float]]


def logging(name: str) -> str:
    """Return a cell that notes when it ran."""
    return LOG_TIMES.replace("NAME", name)


def measuring(name: str) -> tuple[str, str]:
    """Return such a cell, which measures."""
    return logging(name), "measures-time"


@pytest.fixture(scope="module")
def ran(place: Path) -> tuple[Outcome, Times]:
    """Run pages of which some cells measure time, and some do not."""
    pages = [
        page("mixed", logging("m1"), measuring("timed-1"), logging("m2")),
        page("measures", measuring("timed-2"), measuring("timed-3")),
        page("leaves", LEAVE_AT_WORK, logging("l"), WAIT_FOR_IT),
        page("waits", LEAVE_AT_WORK, measuring("timed-4"), budget=20),
        page("quick", *(logging(f"q{i}") for i in range(4)), budget=10),
    ]
    told = outcome_of(*pages, jobs=3, TIMES=str(place / "times"))
    assert told.failures == []
    lines = [line.split() for line in (place / "times").read_text("utf-8").splitlines()]
    return told, {name: (float(begin), float(end)) for begin, end, name in lines}


@pytest.fixture(scope="module")
def times(ran: tuple[Outcome, Times]) -> Times:
    return ran[1]


def overlapping(times: Times, name: str) -> set[str]:
    begin, end = times[name]
    return {o for o, (b, e) in times.items() if o != name and b < end and begin < e}


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_cell_that_measures_time_never_runs_beside_another(
    times: Times, number: int
) -> None:
    assert len(times) == 12
    assert overlapping(times, f"timed-{number}") == set()


def test_other_cells_run_beside_each_other(times: Times) -> None:
    plain = [name for name in times if not name.startswith("timed")]
    assert any(overlapping(times, name) for name in plain)


def test_no_more_pages_than_jobs_run_at_once(times: Times) -> None:
    assert all(
        sum(b <= begin < e for b, e in times.values()) <= 3
        for begin, _ in times.values()
    )


def test_what_a_page_left_at_work_is_over_before_its_own_cell_measures(
    ran: tuple[Outcome, Times],
) -> None:
    assert ran[0].kept["waits"].seconds > 2


def test_nobody_measures_beside_what_a_page_left_at_work(times: Times) -> None:
    begun, over = times["l"][0], times["left-at-work"][0]
    assert not [
        name
        for name, (begin, end) in times.items()
        if name.startswith("timed") and begin < over and begun < end
    ]


WAIT_FOR = """
import pathlib, time
while not pathlib.Path({!r}).exists():
    time.sleep(0.05)
"""


def test_a_page_is_not_charged_for_the_time_it_stands_aside(tmp_path: Path) -> None:
    begun = str(tmp_path / "begun")
    begin = f"import pathlib, time; pathlib.Path({begun!r}).touch()"
    brief = ["import time; time.sleep(0.1)"] * 10
    start = time.monotonic()
    told = outcome_of(
        page("measures", begin, ("time.sleep(3)", "measures-time")),
        page("waits", WAIT_FOR.format(begun), *brief),
    )
    assert told.failures == []
    assert told.kept["waits"].seconds < time.monotonic() - start - 2.5


def test_those_that_measure_come_first_and_then_the_long_ones() -> None:
    pages = [page("short", "1", budget=20), page("long", "1", budget=40)]
    pages += [replace(page("known", "1", budget=50), last_seconds=30.0)]
    pages += [page("measures", ("1", "measures-time"), budget=10)]
    starts = [line for line in outcome_of(*pages, jobs=1).said if "running" in line]
    assert [line.split()[1] for line in starts] == [
        *("measures:", "long:", "known:", "short:")
    ]


# What a kernel holds of a GPU is given back when there is no such process any more.
LOOK_FOR_THE_LAST = """
import os, pathlib
last = pathlib.Path({!r}).read_text()
print(os.environ["WISH"], pathlib.Path("/proc", last).exists())
"""


def test_of_pages_one_at_a_time_each_finds_the_last_ones_kernel_gone(
    tmp_path: Path,
) -> None:
    kernel = str(tmp_path / "kernel")
    first = page("first", TELL.format(kernel), budget=40)
    second = page("second", LOOK_FOR_THE_LAST.format(kernel))
    second = replace(second, environment={"WISH": "a page's own"})
    told = outcome_of(first, second, jobs=1, WISH="everybody's")
    assert told.text("second") == "a page's own False\n"


SHARE = "import os; print(os.environ['SPOTDIFF_PAGES_AT_ONCE'])"


def shares(*pages: Page) -> list[str]:
    found = outcome_of(*pages, jobs=4)
    assert found.failures == []
    return [found.text(page.name).strip() for page in pages]


def test_a_page_is_told_how_many_may_run_at_once() -> None:
    # And so it computes the same, whatever else has to be run.
    together = [page(name, SHARE) for name in "ab"]
    assert shares(*together) == ["4", "4"]
    assert shares(page("single", SHARE)) == ["4"]


def test_a_page_that_measures_time_is_told_that_it_runs_alone() -> None:
    timed = page("timed", SHARE, ("", "measures-time"))
    assert shares(timed, page("beside", SHARE)) == ["1", "4"]


# Ctrl-C -----------------------------------------------------------------------

STOPPABLE = """
import signal, sys
# Whoever runs the tests may have been started to ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path[:0] = {path}
from execution import run_pages
from ext.kernels import page
forever = page("forever", {tell!r}, "while True: pass")
run_pages([forever], {{}}, "", 1, print, lambda page, run: None)
"""


def test_ctrl_c_ends_the_run_at_once_and_leaves_no_kernel(tmp_path: Path) -> None:
    tell = TELL.format(tmp_path / "kernel")
    script = textwrap.dedent(STOPPABLE).format(path=sys.path, tell=tell)
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=-3) as run:
        kernel = int(wait_for(tmp_path / "kernel"))
        assert is_alive(kernel)
        run.send_signal(signal.SIGINT)
        assert run.wait(timeout=30) != 0
    assert ends(kernel)


def test_a_run_that_is_killed_outright_leaves_no_kernel(tmp_path: Path) -> None:
    tell = TELL.format(tmp_path / "kernel")
    script = textwrap.dedent(STOPPABLE).format(path=sys.path, tell=tell)
    with subprocess.Popen([sys.executable, "-c", script], stdout=-3, stderr=-3) as run:
        kernel = int(wait_for(tmp_path / "kernel"))
        run.kill()
    assert ends(kernel, seconds=10)


# The small parts --------------------------------------------------------------


def test_a_cells_number_does_not_count_prose() -> None:
    waiting = page("page", "1", "2", "3")
    waiting.notebook.cells.insert(1, nbformat.v4.new_markdown_cell("Words."))
    where = execution.Position(index=3)
    assert where.words(waiting) == "cell 3 of 3"


def test_the_tail_of_a_traceback_is_its_last_lines_without_colours() -> None:
    text = "\n".join(f"\x1b[31mline {i}\x1b[0m" for i in range(20))
    assert execution.tail(text, 2) == "    line 18\n    line 19"


def test_kernels_have_no_folder_of_the_readers_own(tmp_path: Path) -> None:
    private = execution.private(tmp_path)
    assert private.pop("PYTHONSTARTUP") == ""
    assert set(private) >= {"IPYTHONDIR", "JUPYTER_CONFIG_DIR"}
    assert all(Path(folder).is_relative_to(tmp_path) for folder in private.values())
