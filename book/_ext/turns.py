"""Whose turn it is: cells side by side, and one that measures alone."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

LOOK = 0.05  # seconds between two looks, at the least


@dataclass
class Machine:
    """What the pages share.

    Whoever wants to measure waits until nobody computes. As long as enough others
    compute to keep all cores at work, they go on, and others get in; then each stands
    aside when its cell is over, and stays there until nobody wants to measure.

    Attributes:
        enough: how many pages keep all cores at work; at least two, as a page does not
            go on by itself while another waits for it.
        computing: how many pages compute, those that measure included.
        measuring: whether one of them measures; then it is the only one.
        in_a_row: whether all who wait are to measure before others go on: as soon as
            one does, since then nobody computes already.
        waiting: who waits to measure, and in which order they will.
        news: set, and replaced, whenever one of these has changed.
    """

    enough: int = 2
    computing: int = 0
    measuring: bool = False
    in_a_row: bool = False
    waiting: list["Visit"] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def has_room(self, more: int = 1) -> bool:
        """Tell whether a page may compute.

        Args:
            more: how many compute then beside those who do now: none, if it is one of
                them.
        """
        if self.measuring or not self.waiting:
            return not self.measuring
        return not self.in_a_row and self.computing + more >= self.enough

    def tell(self) -> None:
        """Have all who wait look again."""
        self.news.set()
        self.news = asyncio.Event()

    async def until(self, test: Callable[[], bool]) -> None:
        """Wait until something is so."""
        while not test():
            await self.news.wait()

    @contextmanager
    def computes(self) -> Iterator[None]:
        """Count one more who computes."""
        self.computing += 1
        try:
            yield
        finally:
            self.computing -= 1
            self.tell()

    @asynccontextmanager
    async def visit(self) -> AsyncIterator["Visit"]:
        """Let a page in, for as long as it lasts."""
        await self.until(self.has_room)
        with self.computes():
            yield Visit(self)


@dataclass(eq=False)
class Visit:
    """A page's time with the machine.

    Attributes:
        machine: what it shares with others.
        began: when it was let in, in seconds.
        waited: seconds that it has stood aside since, to let others measure or until
            it could measure itself, up to the last time that it went on.
        aside_since: when it stepped aside; None while it computes.
        is_restless: whether what it left at work would disturb whoever measures.
    """

    machine: Machine
    began: float = field(default_factory=time.monotonic)
    waited: float = 0.0
    aside_since: float | None = None
    is_restless: bool = False

    @property
    def seconds(self) -> float:
        """Return how long the page has run, without the time it stood aside."""
        now = time.monotonic() if self.aside_since is None else self.aside_since
        return now - self.began - self.waited

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Stand aside: no cell of the page may run."""
        self.aside_since = time.monotonic()
        self.machine.computing -= 1
        self.machine.tell()
        try:
            yield
        finally:
            self.machine.computing += 1
            self.waited += time.monotonic() - self.aside_since
            self.aside_since = None

    async def let_pass(self) -> None:
        """Stand aside as long as others measure, or can as soon as nobody computes."""
        with self.aside():
            await self.machine.until(self.machine.has_room)

    @asynccontextmanager
    async def alone(self, is_restless: bool = False) -> AsyncIterator[None]:
        """Have the machine for oneself.

        Args:
            is_restless: whether the page keeps something at work beside its cells. It
                then goes before those who do not: they would be disturbed by it, and
                can only measure when it has gone on to where that ends.
        """
        machine, self.is_restless = self.machine, is_restless
        with self.aside():
            machine.in_a_row &= bool(machine.waiting or machine.measuring)
            machine.waiting.append(self)
            machine.waiting.sort(key=lambda visit: not visit.is_restless)
            try:
                await machine.until(
                    lambda: not machine.computing and machine.waiting[0] is self
                )
            finally:
                machine.waiting.remove(self)
                machine.tell()
            machine.measuring = machine.in_a_row = True
        try:
            yield
        finally:
            machine.measuring = False
            machine.tell()

    async def in_time(self, work: asyncio.Task[str], budget: float) -> bool:
        """Wait for work; return whether it was done within the page's budget.

        Args:
            work: what the page does.
            budget: seconds of its own that the page may take.
        """
        while not work.done() and (left := budget - self.seconds) > 0:
            await asyncio.wait({work}, timeout=max(left, LOOK))
        return work.done()
