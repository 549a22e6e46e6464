"""Whose turn it is: cells side by side, and one that measures alone."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field

LOOK = 0.05  # seconds between two looks, at the least


@dataclass
class Machine:
    """What the pages share.

    Whoever wants to measure takes the door and waits until all others have stepped
    aside. Meanwhile nobody else gets in, and whoever stepped aside waits at the door:
    those who wait there are let in in the order in which they came.

    Attributes:
        door: held by who measures, and by who waits to measure.
        inside: how many pages compute.
        empty: set as long as none does.
    """

    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    inside: int = 0
    empty: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Begin with nobody inside."""
        self.empty.set()

    def enter(self) -> None:
        """Count one more page that computes."""
        self.inside += 1
        self.empty.clear()

    def leave(self) -> None:
        """Count one page less."""
        self.inside -= 1
        if not self.inside:
            self.empty.set()

    @asynccontextmanager
    async def visit(self) -> AsyncIterator["Visit"]:
        """Let a page in, for as long as it lasts."""
        async with self.door:
            self.enter()
        try:
            yield Visit(self)
        finally:
            self.leave()


@dataclass
class Visit:
    """A page's time with the machine.

    Attributes:
        machine: what it shares with others.
        began: when it was let in, in seconds.
        waited: seconds that it has stood aside since, to let others measure or until
            it could measure itself, up to the last time that it went on.
        aside_since: when it stepped aside; None while it computes.
    """

    machine: Machine
    began: float = field(default_factory=time.monotonic)
    waited: float = 0.0
    aside_since: float | None = None

    @property
    def seconds(self) -> float:
        """Return how long the page has run, without the time it stood aside."""
        now = time.monotonic() if self.aside_since is None else self.aside_since
        return now - self.began - self.waited

    @property
    def is_awaited(self) -> bool:
        """Tell whether somebody waits to measure."""
        return self.machine.door.locked()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Stand aside: nothing of the page may compute."""
        self.aside_since = time.monotonic()
        self.machine.leave()
        try:
            yield
        finally:
            self.machine.enter()
            self.waited += time.monotonic() - self.aside_since
            self.aside_since = None

    async def let_pass(self) -> None:
        """Stand aside until those who came before have measured."""
        # Nothing is awaited between the two ends: nobody gets in there.
        with self.aside():
            async with self.machine.door:
                pass

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Have the machine for oneself."""
        async with AsyncExitStack() as held:
            with self.aside():
                await held.enter_async_context(self.machine.door)
                await self.machine.empty.wait()
            yield

    async def in_time(self, work: asyncio.Task[str], budget: float) -> bool:
        """Wait for work; return whether it was done within the page's budget.

        Args:
            work: what the page does.
            budget: seconds of its own that the page may take.
        """
        while not work.done() and (left := budget - self.seconds) > 0:
            await asyncio.wait({work}, timeout=max(left, LOOK))
        return work.done()
