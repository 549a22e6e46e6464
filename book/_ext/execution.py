"""Run pages in kernels: several at a time, timed cells alone, none beyond bounds."""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import psutil
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_async
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

import fork_server
import forked_kernel
from kernel_load import load_of, process_of
from memory_watch import share_of_memory, watched
from results import MEASURES_TIME, code_cells, measures_time, tags
from turns import Machine, Visit

HEARTBEAT = 20  # seconds between two lines about a page that is still running
POLL = 0.05  # seconds
PRELOAD_PATIENCE = 300  # seconds
FAREWELL = 3  # seconds

# Tells a page how many run at once.
AT_ONCE = "SPOTDIFF_PAGES_AT_ONCE"


@dataclass(frozen=True)
class Page:
    """A page that waits to be run.

    Attributes:
        name: as the reader of the log knows it.
        notebook: its cells; outputs are filled in.
        budget: seconds that the whole page may take, without those in which it stands
            aside while another measures.
        last_seconds: how long its last run took, if there was one.
        set_up: code that is run before the first cell, and has nothing to say.
        environment: variables for its kernel, on top of those of all.
    """

    name: str
    notebook: nbformat.NotebookNode
    budget: float
    last_seconds: float | None = None
    set_up: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Share:
    """What a page may have of the machine.

    A page that measures time has as many threads as there are cores. While it measures
    nothing and another page computes, one of them is always kept waiting, and PyTorch's
    wait for each other after each operation: there it is to have fewer.

    Attributes:
        pages: how many run at once.
        memory: bytes that it may hold, with all that it starts.
        template: code that takes a share of the cores, with {} for one of how many;
            empty where nothing has to be taken.
    """

    pages: int
    memory: float
    template: str = ""

    def code(self, cell: nbformat.NotebookNode) -> str:
        """Return what to run before a cell."""
        if self.pages == 1:
            return ""
        return self.template.format(1 if MEASURES_TIME in tags(cell) else self.pages)


@dataclass(frozen=True)
class Failure:
    """Why a page cannot be published.

    Attributes:
        page: its name.
        cell: the number of the cell, counted from 1 over the code cells.
        line: the line of the page's file where the cell begins.
        code: the first line of the cell.
        reason: what went wrong, in one line or a traceback.
    """

    page: str
    cell: int
    line: int
    code: str
    reason: str

    def __str__(self) -> str:
        """Return the message a person reads."""
        place = f"{self.page}.md, line {self.line}, cell {self.cell}"
        return f"{place}: {self.reason}\n    the cell begins: {self.code}"


@dataclass(frozen=True)
class Run:
    """A page that ran to its end.

    Attributes:
        notebook: its cells with their outputs.
        seconds: how long it took, kernel start included, and without the time in which
            it stood aside.
        report: what the reporting code printed after the last cell.
    """

    notebook: nbformat.NotebookNode
    seconds: float
    report: str


@dataclass
class Progress:
    """Says which page runs, how many are left and how long to expect."""

    total: int
    say: Callable[[str], None]
    done: int = 0

    def start(self, page: Page) -> None:
        """Announce a page."""
        last = page.last_seconds
        expect = "first run" if last is None else f"last run took {last:.0f} s"
        self.say(f"[{self.done + 1}/{self.total}] {page.name}: running, {expect}")

    def finish(self, page: Page, outcome: "Run | Failure", seconds: float) -> None:
        """Announce a page's end."""
        self.done += 1
        word = "done" if isinstance(outcome, Run) else "FAILED"
        left = self.total - self.done
        self.say(f"{page.name}: {word} after {seconds:.0f} s, {left} to go")

    async def beat(self, page: Page, where: "Position", visit: Visit) -> None:
        """Say from time to time which cell a long page has come to."""
        while True:
            await asyncio.sleep(HEARTBEAT)
            does = "" if visit.aside_since is None else "waits before "
            self.say(f"{page.name}: {does}{where.words(page)}, {visit.seconds:.0f} s")


@dataclass
class Position:
    """The cell that a running page has come to, as its index in the notebook."""

    index: int = 0

    def number(self, page: Page) -> int:
        """Return the cell's number among the code cells, counted from 1."""
        return len(code_cells_until(page.notebook, self.index))

    def words(self, page: Page) -> str:
        """Return "cell 3 of 20"."""
        return f"cell {self.number(page)} of {len(code_cells(page.notebook))}"


def code_cells_until(
    notebook: nbformat.NotebookNode, index: int
) -> list[nbformat.NotebookNode]:
    """Return the code cells up to and including an index."""
    return [c for c in notebook.cells[: index + 1] if c.cell_type == "code"]


class PreloadError(RuntimeError):
    """What all pages import could not be imported."""


class ThisInterpreter(KernelSpecManager):
    """Starts kernels with the Python that runs the build, and no other."""

    launcher: Sequence[str] = ("-m", "ipykernel_launcher")

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the one kernel there is."""
        argv = [sys.executable, *self.launcher, "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python", language="python")


@contextmanager
def launcher(
    preload: str, environment: Mapping[str, str], folder: Path
) -> Iterator[Sequence[str]]:
    """Give the arguments with which this Python starts a kernel.

    Args:
        preload: code that is run once for all kernels, which are then forked; where it
            is empty, each kernel is a Python of its own from the beginning.
        environment: the variables of the kernels.
        folder: where the socket of the process that forks may be; when that process
            ends, it removes the folder.

    Raises:
        PreloadError: the code failed, and what it said is on standard error; or it
            did not come to an end.
    """
    if not preload:
        yield ThisInterpreter.launcher
        return
    # In a file: what brings modules along is longer than an argument may be.
    address, code = folder / "forks", folder / "preload.py"
    code.write_text(preload, "utf-8")
    with subprocess.Popen(
        # -P: the modules that stand beside it are not for kernels.
        [sys.executable, "-P", fork_server.__file__, str(address), str(code)],
        env=environment,
        stdin=subprocess.PIPE,
    ) as server:
        try:
            last = time.monotonic() + PRELOAD_PATIENCE
            while not address.exists():
                if server.poll() is not None:
                    raise PreloadError(f"this failed: {preload}")
                if time.monotonic() > last:
                    raise PreloadError(
                        f"this took over {PRELOAD_PATIENCE} s: {preload}"
                    )
                time.sleep(POLL)
            # -S: it needs no packages, and is there the sooner.
            yield ["-S", forked_kernel.__file__, str(address)]
        finally:
            end(server)


def end(server: subprocess.Popen[bytes]) -> None:
    """End who forks the kernels; while it still imports, it listens to nobody."""
    assert server.stdin
    server.stdin.close()
    try:
        server.wait(timeout=FAREWELL)
    except subprocess.TimeoutExpired:
        server.kill()


def run_pages(
    pages: Sequence[Page],
    environment: Mapping[str, str],
    reporter: str,
    jobs: int,
    say: Callable[[str], None],
    keep: Callable[[Page, Run], None],
    preload: str = "",
    share: str = "",
) -> list[Failure]:
    """Run all pages, whatever becomes of each.

    Args:
        pages: the pages; while a cell of one measures time, the others stand aside.
        environment: variables for the kernels, on top of this process's own; each
            is also told how many pages may run at once, and so what its share is. A
            page that measures time has no share: it is told that it runs alone.
        reporter: code run after a page's last cell, which prints what there is
            to know about the run; may be empty.
        jobs: how many pages may run at the same time.
        say: told one line at a time what is going on.
        keep: given each page that ran to its end, as soon as it did.
        preload: code that is run once for all pages, such as long imports; may be
            empty.
        share: code that a page which measures time runs before each of its cells, with
            {} for how many pages run beside each other then; may be empty.

    Returns:
        What failed, in the order of the pages.

    Raises:
        PreloadError: that code failed.
    """
    progress = Progress(len(pages), say)
    width = min(jobs, len(pages)) or 1
    with tempfile.TemporaryDirectory(prefix="book-") as folder:
        workplace = {**os.environ, **environment, **private(Path(folder))}
        kernels = ThisInterpreter()
        # One page more than there are cores runs at once, and may wait to measure.
        machine, gate = Machine(max(2, jobs - 1)), asyncio.Semaphore(width)
        most = share_of_memory(width)

        async def run_one(page: Page) -> Failure | None:
            # Not of how many pages there are: with another number of threads, sums
            # are added in another order, and have other last digits.
            measures = measures_time(page.notebook)
            count = {AT_ONCE: str(1 if measures else jobs)}
            shared = {**workplace, **count, **page.environment}
            part = Share(jobs, most, share if measures else "")
            async with gate, machine.visit() as visit:
                progress.start(page)
                outcome = await run_page(
                    page, kernels, shared, reporter, folder, progress, visit, part
                )
                progress.finish(page, outcome, visit.seconds)
                if isinstance(outcome, Failure):
                    return outcome
                keep(page, outcome)
                return None

        async def run_all() -> list[Failure | None]:
            runs = [run_one(page) for page in sorted(pages, key=precedence)]
            return await asyncio.gather(*runs)

        with launcher(preload, workplace, Path(folder)) as kernels.launcher:
            failures = [failure for failure in asyncio.run(run_all()) if failure]
    order = [page.name for page in pages]
    return sorted(failures, key=lambda failure: order.index(failure.page))


def precedence(page: Page) -> tuple[bool, float]:
    """Return a key that puts pages in order, as far as is known.

    Those that measure come first, side by side: whoever wants to measure waits until
    nobody computes, and the cells of the others are longer. Then the long ones: at the
    end nobody waits for one of them alone.
    """
    return not measures_time(page.notebook), -(page.last_seconds or page.budget)


def private(folder: Path) -> dict[str, str]:
    """Keep the kernels away from the reader's own Python and Jupyter set-up.

    What they leave in their folder for temporary files goes with the folder.
    """
    names = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")
    folders = {name: str(folder / name.lower()) for name in names}
    return {**folders, "TMPDIR": str(folder), "PYTHONSTARTUP": ""}


async def run_page(
    page: Page,
    kernels: ThisInterpreter,
    environment: Mapping[str, str],
    reporter: str,
    folder: str,
    progress: Progress,
    visit: Visit,
    share: Share,
) -> Run | Failure:
    """Run one page in a kernel of its own, which is gone afterwards.

    Args:
        page: the page.
        kernels: who starts kernels.
        environment: the variables of the kernel.
        reporter: code run after the last cell.
        folder: where the page's own folder is made.
        progress: told of cells that take long.
        visit: the page's time with the machine.
        share: what it may have of the machine.
    """
    where = Position()
    place = tempfile.mkdtemp(dir=folder)
    notebook = nbformat.from_dict({**page.notebook})
    notebook.cells = [*page.notebook.cells, nbformat.v4.new_code_cell(reporter)]
    manager = AsyncKernelManager(
        kernel_spec_manager=kernels,
        # All in a private folder: no port is opened, and nothing left behind.
        transport="ipc",
        ip=str(Path(place) / "kernel"),
        connection_file=str(Path(place) / "kernel.json"),
    )
    client = NotebookClient(
        notebook,
        km=manager,
        shutdown_kernel="immediate",
        # What is printed at once may arrive in parts, of which nobody knows how many.
        coalesce_streams=True,
    )
    beat = asyncio.create_task(progress.beat(page, where, visit))
    work = run_kernel(client, page.set_up, environment, place, where, visit, share)
    cells = asyncio.create_task(work)
    try:
        in_time = await visit.in_time(cells, page.budget)
        over = f"the page went over its budget of {page.budget:.0f} s in this cell"
        reason = cells.result() if in_time else over
    finally:
        beat.cancel()
        await close(client)
        await asyncio.wait({cells}, timeout=5)
        # Nobody may wait for a turn that it has not given back.
        cells.cancel()
    if reason:
        return failure(page, where, reason)
    report = notebook.cells.pop()
    printed = "".join(out.get("text", "") for out in report.outputs)
    return Run(notebook, visit.seconds, printed)


async def run_kernel(
    client: NotebookClient,
    set_up: str,
    environment: Mapping[str, str],
    place: str,
    where: Position,
    visit: Visit,
    share: Share,
) -> str:
    """Start a kernel and run the cells; return why it stopped, if it did."""
    kinds = [cell.cell_type for cell in client.nb.cells]
    where.index = kinds.index("code")
    try:
        await client.async_start_new_kernel(env=dict(environment), cwd=place)
        await client.async_start_new_kernel_client()
        assert client.kc
        process = await process_of(client.kc)
    except RuntimeError as error:
        return f"the kernel did not start: {error}"
    async with watched(process, share.memory) as watch:
        reason = await run_unseen(client, set_up, "the set-up")
        reason = reason or await run_cells(client, process, where, visit, share)
    return watch.verdict or reason


async def run_cells(
    client: NotebookClient,
    process: psutil.Process,
    where: Position,
    visit: Visit,
    share: Share,
) -> str:
    """Run the cells in order; return why it stopped, or nothing at the end."""
    for index, cell in enumerate(client.nb.cells):
        where.index = index
        try:
            async with turn(cell, process, visit):
                code = share.code(cell)
                if reason := await run_unseen(client, code, "sharing the cores"):
                    return reason
                await client.async_execute_cell(cell, index)
        except DeadKernelError:
            return "the kernel died here (killed, or out of memory)"
        except CellExecutionError as error:
            return words(error)
        if reason := unfit(cell):
            return reason
    return ""


async def run_unseen(client: NotebookClient, code: str, what: str) -> str:
    """Run what is no cell of the page; return what went wrong, if anything."""
    if not code:
        return ""
    cell = nbformat.v4.new_code_cell(code)
    # The client wants a place for it, which is none of the page's.
    client.nb.cells.append(cell)
    try:
        # Not counted: the page's own first cell is number 1.
        await client.async_execute_cell(
            cell, len(client.nb.cells) - 1, store_history=False
        )
    except DeadKernelError as error:
        return f"{what} failed: {error}"
    except CellExecutionError as error:
        return f"{what} failed: {words(error)}"
    finally:
        client.nb.cells.pop()
    return f"{what} had something to say: {cell.outputs}" if cell.outputs else ""


@asynccontextmanager
async def turn(
    cell: nbformat.NotebookNode, process: psutil.Process, visit: Visit
) -> AsyncIterator[None]:
    """Wait until a cell of this kernel may run, and have it run alone if it measures.

    A cell may leave something at work. Where it is work that ends, a cell that measures
    waits for its end; and as long as it would disturb others who want to measure, this
    page does not let them pass, but goes on to where it ends.
    """
    if MEASURES_TIME in tags(cell):
        while (load := await load_of(process)).will_end:
            pass
        async with visit.alone(load.disturbs):
            yield
        return
    if not visit.machine.has_room(0) and not (await load_of(process)).disturbs:
        await visit.let_pass()
    yield


async def close(client: NotebookClient) -> None:
    """Kill the kernel at once and free what it held."""
    if client.km is not None and client.km.has_kernel:
        await ensure_async(client.km.shutdown_kernel(now=True))
    if client.kc is not None:
        client.kc.stop_channels()


def unfit(cell: nbformat.NotebookNode) -> str:
    """Say why a cell's output must not be published, if there is a reason."""
    for output in cell.get("outputs", []):
        if output.get("name") == "stderr" and "shows-stderr" not in tags(cell):
            return f"it wrote to standard error:\n{tail(output.text)}"
        kinds = output.get("data", {})
        drawn = any(kind.startswith("image/") for kind in kinds)
        # Whatever the book draws has an alt text: it is not drawn without.
        if drawn and not any("vnd.spotdiff." in kind for kind in kinds):
            return "its picture has no alt text: draw it with spotdiff.figures.draw"
    return ""


def words(error: CellExecutionError) -> str:
    """Return an error's name, what it says, and the end of its traceback."""
    return f"{error.ename}: {error.evalue}\n{tail(error.traceback)}"


def tail(text: str, lines: int = 12) -> str:
    """Return the last lines of a text, uncoloured and set in from the margin."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text).strip()
    return "\n".join(f"    {line}" for line in plain.splitlines()[-lines:])


def failure(page: Page, where: Position, reason: str) -> Failure:
    """Tell where on the page a run stopped."""
    cells = page.notebook.cells
    index = min(where.index, len(cells) - 1)
    starts = page.notebook.metadata.get("source_map", [0] * len(cells))
    first = (cells[index].source.strip().splitlines() or [""])[0]
    return Failure(page.name, where.number(page), starts[index] + 1, first, reason)
