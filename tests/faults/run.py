"""Do to a build all that can befall one, and count how it ends.

    python tests/faults/run.py [--times FACTOR] [--seed NUMBER]

Builds of a small book are killed, stopped and started twice, at moments drawn at
random. What needs no chance is shown by tests, which are run and counted as well.
"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import psutil

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "book" / "_ext")]

from ext.builder import Build, Builder  # noqa: E402
from ext.small_book import CONF, SmallBook, page  # noqa: E402
from faults.proofs import PROOFS  # noqa: E402
from figure_files import DIAGRAM  # noqa: E402
from results import WRITING  # noqa: E402
from spotdiff.tables import Table  # noqa: E402

PATIENCE = 15  # seconds for what a build has started to end
POLL = 0.05  # seconds
MARK = "SPOTDIFF_FAULTS"  # in the environment of all that a build starts
CHILD = "import time; time.sleep(600)"
SERVER = f"""
import sys
import shop
from spotdiff.children import Child
with Child([sys.executable, "-c", {CHILD!r}]) as child:
    print("two", child.running, shop.WINE)
"""
DRAW = f"""
import json, shop
from IPython.display import display
table = f"wine\\n{{shop.WINE}}\\n"
fields = json.dumps({{"name": "wine", "table": table, "caption": "Wine."}})
svg = f"<svg xmlns='http://www.w3.org/2000/svg'><text>{{shop.WINE}}</text></svg>"
display({{"image/svg+xml": svg, {DIAGRAM!r}: fields}}, raw=True)
"""
FILES = {
    "conf.py": CONF + 'live_preload = "import decimal, psutil"\n',
    "uv.lock": "version = 1\n",
    "book/one.md": page(
        "import time, shop\ntime.sleep(0.3)", "print('one', shop.WINE)"
    ),
    "book/two.md": page(SERVER),
    "book/three.md": page(DRAW),
}
INDEX = "# Small\n\nWith {} wine.\n\n```{{toctree}}\none\ntwo\nthree\n```\n"
# The book in two states, between which it goes back and forth.
STATES = [
    {
        "code/shop.py": f"WINE = {wine}\n",
        "book/index.md": INDEX.format(wine),
    }
    for wine in ("'red'", "'white'")
]
# A group of its own, as a shell's jobs have; and Ctrl-C heeded, come what may.
BEGIN = """
import os, signal
os.setpgrp()
signal.signal(signal.SIGINT, signal.default_int_handler)
"""
# What differs from one good build to the next: how long a page took, and whether a
# style sheet was there already when a page was written that asks for it.
VARYING = re.compile(
    rb'<details class="run-stamp">.*?</details>|(?<=\.css)\?v=\w+', re.DOTALL
)
NOT_COMPARED = {"provenance.json", "searchindex.js"}  # the times are in them
# Of a row, for faults that come at random.
COUNTS = ("times", "right", "told", "mute", "intact", "ended", "next_right")
REFUSED = "another build is at work"
Site = dict[str, bytes]


@dataclass
class Row:
    """What became of a fault's tries, and of its tests.

    Attributes:
        fault: its name.
        times: how often it befell a build.
        right: how often that build ended in the right site all the same.
        told: how often it ended with a message of ours, and nothing else.
        mute: how often it was killed itself, and could say nothing.
        intact: how often the site was whole afterwards, the last or the new one.
        ended: how often nothing that it had started was left running.
        next_right: how often the next build was right, and left nothing lying about.
        tests: how many tests passed.
        skipped: how many this system cannot run.
        wrong: what was otherwise.
    """

    fault: str
    times: int = 0
    right: int = 0
    told: int = 0
    mute: int = 0
    intact: int = 0
    ended: int = 0
    next_right: int = 0
    tests: int = 0
    skipped: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Tell whether all ended as it should, and something was tried or tested."""
        ends = self.right + self.told + self.mute
        counts = {self.times, ends, self.intact, self.ended, self.next_right}
        return len(counts) == 1 and bool(self.times or self.tests) and not self.wrong


@dataclass(frozen=True)
class Fault:
    """A signal that comes at a moment drawn at random.

    Attributes:
        name: as the table has it.
        number: the signal.
        victims: who may get it, given the build; one of them does.
        times: how often.
        span: seconds in which the moment lies, once there is a victim; as long as a
            whole build takes where it is 0.
        send: gives it.
    """

    name: str
    number: signal.Signals
    victims: Callable[[psutil.Process], Sequence[psutil.Process]]
    times: int
    span: float = 0.0
    send: Callable[[psutil.Process, signal.Signals], None] = psutil.Process.send_signal


def forkers(build: psutil.Process) -> list[psutil.Process]:
    """Return the process that forks the kernels, if it is there."""
    return [each for each in build.children() if "fork_server.py" in call(each)]


def kernels(build: psutil.Process) -> list[psutil.Process]:
    """Return the kernels that are there."""
    return [each for forker in forkers(build) for each in forker.children()]


def call(process: psutil.Process) -> str:
    """Return how a process was called."""
    return " ".join(process.cmdline())


def to_group(process: psutil.Process, number: signal.Signals) -> None:
    """Send a signal to a process's whole group, as a terminal does."""
    os.killpg(process.pid, number)


FAULTS = [
    Fault("kill -9 of the build", signal.SIGKILL, lambda build: [build], 26),
    Fault("kill -9 of a kernel", signal.SIGKILL, kernels, 16, span=0.8),
    Fault("kill -9 of who forks the kernels", signal.SIGKILL, forkers, 10, span=1.5),
    Fault("Ctrl-C", signal.SIGINT, lambda build: [build], 6, send=to_group),
    Fault("SIGTERM", signal.SIGTERM, lambda build: [build], 4, send=to_group),
]
TWICE, TIMES_TWICE = "two builds at once", 8


@dataclass
class Trial:
    """A small book that is built under all sorts of conditions.

    Attributes:
        book: the book.
        chance: draws the moments.
        temporary: where its builds leave their temporary files.
        sites: what a build that nobody disturbs makes of each state.
        seconds: how long such a build takes.
        state: the state that the book's files are in.
    """

    book: SmallBook
    chance: random.Random
    temporary: Path
    sites: list[Site] = field(default_factory=list)
    seconds: float = 0.0
    state: int = 0

    def begin(self) -> None:
        """Build both states, undisturbed.

        Raises:
            RuntimeError: that did not work.
        """
        self.book.write(FILES)
        for _ in STATES:
            self.turn()
            start = time.monotonic()
            done = self.book.publish(BEGIN)
            self.seconds = time.monotonic() - start
            if done.status:
                raise RuntimeError(done.output)
            self.sites.insert(self.state, lasting(self.book.site()))

    def turn(self) -> None:
        """Bring the files into the other state, with nothing executed yet."""
        self.state = (self.state + 1) % len(STATES)
        self.book.write(STATES[self.state])
        shutil.rmtree(self.book.folder / "_build" / "results", ignore_errors=True)

    def befall(self, fault: Fault, row: Row) -> None:
        """Have a fault befall a build, count how that ended, and build again."""
        self.turn()
        with ThreadPoolExecutor(1) as pool:
            work = pool.submit(self.book.publish, BEGIN)
            hit = self.strike(fault, work)
            done = work.result()
        if hit:
            self.count(done, row)
            self.build_again(row)

    def strike(self, fault: Fault, work: "Future[Build]") -> bool:
        """Wait for the moment, and strike; return whether somebody was hit."""
        while not self.victims(fault) and not work.done():
            time.sleep(POLL)
        time.sleep(self.chance.uniform(0, fault.span or self.seconds))
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            if victims := self.victims(fault):
                fault.send(self.chance.choice(victims), fault.number)
                return True
        return False

    def victims(self, fault: Fault) -> Sequence[psutil.Process]:
        """Return whom a fault may befall at this moment."""
        with suppress(psutil.NoSuchProcess):
            for build in psutil.Process(self.book.builder.process.pid).children():
                return fault.victims(build)
        return []

    def count(self, done: Build, row: Row) -> None:
        """Count how a build ended, and what it left."""
        row.times += 1
        site = lasting(self.book.site())
        row.intact += site in self.sites
        if done.status == 0 and site == self.sites[self.state]:
            row.right += 1
        elif done.status == -signal.SIGKILL:
            row.mute += 1
        elif is_message(done.output):
            row.told += 1
        else:
            row.wrong.append(f"status {done.status}: {done.output[-800:]}")
        left = left_running()
        row.ended += not left
        row.wrong += [f"left running: {each}" for each in left]

    def build_again(self, row: Row) -> None:
        """Build once more, undisturbed; count whether that is right."""
        done = self.book.publish(BEGIN)
        right = lasting(self.book.site()) == self.sites[self.state]
        litter = list(self.litter())
        row.next_right += done.status == 0 and right and not litter
        if done.status:
            row.wrong.append(f"the next build: {done.output[-800:]}")
        elif not right:
            row.wrong.append("the next build made another site")
        row.wrong += [f"left lying about: {each}" for each in litter]

    def litter(self) -> Iterator[str]:
        """Yield what no build should leave."""
        build = self.book.folder / "_build"
        current = (build / "html").readlink().name
        own = {"html", "lock", "workshop", "results", "figures", current}
        yield from sorted({each.name for each in build.iterdir()} - own)
        yield from (str(each) for each in build.rglob(f"{WRITING}*"))
        yield from (each.name for each in self.temporary.iterdir())

    def twice(self, other: SmallBook, row: Row) -> None:
        """Start two builds, the second at a moment drawn at random."""
        self.turn()
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(self.book.publish, BEGIN)
            time.sleep(self.chance.uniform(0, self.seconds))
            second = pool.submit(other.publish, BEGIN)
            both = first.result(), second.result()
        if REFUSED not in both[0].output + both[1].output:
            return  # The first had ended.
        refused, built = sorted(both, key=lambda done: REFUSED not in done.output)
        self.count(refused, row)
        self.count(built, row)
        self.build_again(row)
        self.build_again(row)


def is_message(said: str) -> bool:
    """Tell whether a build said what became of it, and nobody's traceback."""
    ours = "The site was not rebuilt" in said or "The site is as it was" in said
    return ours and "Traceback" not in said


def lasting(site: Site) -> Site:
    """Return what two good builds of the same book have in common."""
    return {
        name: VARYING.sub(b"", content)
        for name, content in site.items()
        if name not in NOT_COMPARED
    }


def left_running() -> list[str]:
    """Return what the builds have started and still runs after a while."""
    end = time.monotonic() + PATIENCE
    while (left := list(marked())) and time.monotonic() < end:
        time.sleep(POLL)
    return left


def marked() -> Iterator[str]:
    """Yield the calls of all processes that a build has started."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get(MARK) == os.environ[MARK]:
                yield call(process)


@contextmanager
def trial(seed: int, folder: Path) -> Iterator[tuple[Trial, SmallBook]]:
    """Begin a trial; also give its book as somebody else builds it."""
    temporary = folder / "temporary"
    temporary.mkdir()
    os.environ |= {"TMPDIR": str(temporary), "SOURCE_DATE_EPOCH": "1700000000"}
    with Builder() as one, Builder() as two:
        # Whoever runs the builds has not this mark; what a build starts has.
        os.environ[MARK] = str(os.getpid())
        book = SmallBook(folder / "book", one)
        begun = Trial(book, random.Random(seed), temporary)
        begun.begin()
        yield begun, replace(book, builder=two)


def try_all(seed: int, factor: float) -> list[Row]:
    """Have all faults that come at random befall builds."""
    rows = []
    with (
        tempfile.TemporaryDirectory(prefix="faults-") as folder,
        trial(seed, Path(folder)) as (tried, others),
    ):
        for fault in FAULTS:
            row = Row(fault.name)
            again(row, factor * fault.times, partial(tried.befall, fault, row))
            rows.append(row)
        row = Row(TWICE)
        again(row, factor * TIMES_TWICE, partial(tried.twice, others, row))
        rows.append(row)
    return rows


def again(row: Row, times: float, once: Callable[[], None]) -> None:
    """Try until something has befallen a build so often, or has missed too often."""
    for _ in range(3 * round(times)):
        if row.times < round(times):
            once()
    if row.times < round(times):
        row.wrong.append(f"it befell only {row.times} builds, not {times:.0f}")
    print(
        f"{row.fault}: {row.times}, {'all well' if row.is_well else row.wrong}",
        flush=True,
    )


def run_tests(rows: list[Row]) -> list[Row]:
    """Run the tests of all faults; return the rows with their counts, in order."""
    by_name = {row.fault: row for row in rows}
    with tempfile.TemporaryDirectory() as place:
        report = Path(place, "report.xml")
        tests = dict.fromkeys(test for named in PROOFS.values() for test in named)
        command = [sys.executable, "-m", "pytest", "-q", "-n0", f"--junitxml={report}"]
        subprocess.run([*command, *tests], cwd=TESTS.parent, check=False)
        cases = list(ElementTree.parse(report).iter("testcase"))
    for fault, named in PROOFS.items():
        row = by_name.setdefault(fault, Row(fault))
        for test in named:
            count_tests(row, test, [case for case in cases if node(case) == test])
    return [by_name[fault] for fault in PROOFS]


def node(case: ElementTree.Element) -> str:
    """Return a test's node id without its parameters."""
    file = case.get("classname", "").replace(".", "/")
    return f"{file}.py::{case.get('name', '').split('[')[0]}"


def count_tests(row: Row, test: str, cases: Sequence[ElementTree.Element]) -> None:
    """Count what became of a test, over all its parameters."""
    if not cases:
        row.wrong.append(f"{test} did not run")
    for case in cases:
        kinds = {outcome.tag for outcome in case}
        if kinds & {"failure", "error"}:
            row.wrong.append(f"{test} failed")
        elif "skipped" in kinds:
            row.skipped += 1
        else:
            row.tests += 1


def table(rows: Sequence[Row]) -> Table:
    """Set all faults below each other."""
    head = ["Fault", "Times", "Right site", "Message", "Killed", "Site intact"]
    head += ["Nothing runs on", "Next build right", "Tests", "Skipped", "Well"]
    cells = [
        [
            row.fault,
            *(getattr(row, name) if row.times else None for name in COUNTS),
            row.tests,
            row.skipped,
            "yes" if row.is_well else "NO",
        ]
        for row in rows
    ]
    return Table(head, cells)


def main() -> int:
    """Try, test, print the table, and keep it as JSON; return the exit status."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--times", type=float, default=1.0, help="as often as usual")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--json", type=Path, default=Path("_build/faults.json"))
    wish = parser.parse_args()
    print(f"seed {wish.seed}")
    start = time.monotonic()
    rows = run_tests(try_all(wish.seed, wish.times))
    seconds = time.monotonic() - start
    print(f"\n{table(rows)}\n\nseed {wish.seed}, {seconds:.0f} s")
    for row in rows:
        for wrong in row.wrong:
            print(f"{row.fault}: {wrong}")
    kept = {"seed": wish.seed, "seconds": seconds, "faults": [asdict(r) for r in rows]}
    wish.json.parent.mkdir(parents=True, exist_ok=True)
    wish.json.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    return 0 if all(row.is_well for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
