"""Turns without kernels: who goes first, who waits, and what is counted."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from turns import Machine, Visit

Script = Callable[["Scene"], Awaitable[None]]


class Scene:
    """A machine, and a log of what happened to it."""

    def __init__(self) -> None:
        """Begin with an empty machine."""
        self.machine = Machine()
        self.log: list[str] = []

    def start(self, script: Awaitable[None]) -> asyncio.Task[None]:
        return asyncio.ensure_future(script)

    async def measure(self, name: str, visit: Visit, turns: int = 1) -> None:
        """Measure for some turns of the loop."""
        async with visit.alone():
            self.log.append(f"{name} begins")
            await settle(turns)
            self.log.append(f"{name} ends")

    async def measuring_page(self, name: str, turns: int = 1) -> None:
        async with self.machine.visit() as visit:
            await self.measure(name, visit, turns)

    @asynccontextmanager
    async def page(self, name: str) -> AsyncIterator[Visit]:
        async with self.machine.visit() as visit:
            self.log.append(f"{name} is in")
            yield visit


async def settle(turns: int = 20) -> None:
    """Let everybody do what can be done."""
    for _ in range(turns):
        await asyncio.sleep(0)


def play(script: Script) -> Scene:
    """Play a scene to its end; whoever waits for ever fails."""

    async def limited() -> Scene:
        scene = Scene()
        await asyncio.wait_for(script(scene), timeout=5)
        return scene

    return asyncio.run(limited())


def test_two_pages_are_in_at_once() -> None:
    async def script(scene: Scene) -> None:
        async with scene.page("a"), scene.page("b"):
            assert scene.machine.computing == 2

    assert play(script).machine.computing == 0


def test_who_measures_waits_until_the_other_page_steps_aside() -> None:
    async def script(scene: Scene) -> None:
        async with scene.page("a") as visit:
            measuring = scene.start(scene.measuring_page("b"))
            await settle()
            assert scene.log == ["a is in"]
            assert not scene.machine.has_room(0)
            await visit.let_pass()
            scene.log.append("a goes on")
            await measuring

    log = play(script).log
    assert log == ["a is in", "b begins", "b ends", "a goes on"]


def test_who_measures_goes_on_when_the_other_page_is_over() -> None:
    async def script(scene: Scene) -> None:
        async with scene.page("a"):
            measuring = scene.start(scene.measuring_page("b"))
            await settle()
        await measuring

    assert play(script).log == ["a is in", "b begins", "b ends"]


async def late(scene: Scene) -> None:
    async with scene.page("late"):
        await settle()


def test_nobody_gets_in_past_who_could_measure_soon() -> None:
    async def script(scene: Scene) -> None:
        scene.machine.enough = 3
        async with scene.page("a"):
            measuring = scene.start(scene.measuring_page("b"))
            await settle()
            coming = scene.start(late(scene))
            await settle()
        await asyncio.gather(measuring, coming)

    assert play(script).log == ["a is in", "b begins", "b ends", "late is in"]


def test_as_long_as_the_cores_are_at_work_pages_go_on_and_get_in() -> None:
    async def script(scene: Scene) -> None:
        async with scene.page("a") as visit:
            measuring = scene.start(scene.measuring_page("b"))
            await settle()
            async with scene.page("c"):
                assert scene.machine.has_room(0)
                await visit.let_pass()
            assert not scene.machine.has_room(0)
            assert not measuring.done()
        await measuring

    assert play(script).log == ["a is in", "c is in", "b begins", "b ends"]


def test_all_who_wait_measure_before_those_who_stand_aside_go_on() -> None:
    async def script(scene: Scene) -> None:
        async with scene.page("a") as aside:
            measuring = [scene.start(scene.measuring_page(n, turns=30)) for n in "mn"]
            await settle()
            await aside.let_pass()
            scene.log.append("a goes on")
        await asyncio.gather(*measuring)

    log = play(script).log
    assert log == ["a is in", "m begins", "m ends", "n begins", "n ends", "a goes on"]


def test_two_who_measure_take_turns_and_neither_is_passed_over() -> None:
    async def page(scene: Scene, name: str) -> None:
        async with scene.machine.visit() as visit:
            await settle()
            for number in range(3):
                await scene.measure(f"{name}{number}", visit, turns=30)

    async def script(scene: Scene) -> None:
        await asyncio.gather(page(scene, "a"), page(scene, "b"))

    log = play(script).log
    begins, ends = log[::2], log[1::2]
    assert [one.split()[0] for one in begins] == [one.split()[0] for one in ends]
    assert [one[:2] for one in begins] == ["a0", "b0", "a1", "b1", "a2", "b2"]


def test_a_page_that_is_cancelled_while_it_waits_leaves_the_way_free() -> None:
    async def script(scene: Scene) -> None:
        async with scene.page("a") as visit:
            for one in (scene.measuring_page("b"), scene.measuring_page("c")):
                given_up = scene.start(one)
                await settle()
                given_up.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await given_up
            assert scene.machine.has_room(0)
            await scene.measure("a", visit)
            assert scene.machine.computing == 1

    scene = play(script)
    assert scene.log == ["a is in", "a begins", "a ends"]
    assert scene.machine.computing == 0


def test_who_is_restless_measures_before_whom_it_would_disturb() -> None:
    async def restless(scene: Scene) -> None:
        async with scene.machine.visit() as visit:
            await settle()
            async with visit.alone(is_restless=True):
                scene.log.append("restless")

    async def script(scene: Scene) -> None:
        going = scene.start(restless(scene))
        await settle(2)
        waiting = scene.start(scene.measuring_page("b"))
        await asyncio.gather(waiting, going)

    assert play(script).log == ["restless", "b begins", "b ends"]


def test_a_measurement_that_fails_leaves_the_way_free() -> None:
    async def fails(scene: Scene) -> None:
        async with scene.machine.visit() as visit, visit.alone():
            raise KeyError("lost")

    async def script(scene: Scene) -> None:
        with pytest.raises(KeyError):
            await fails(scene)
        await scene.measuring_page("b")

    assert play(script).log == ["b begins", "b ends"]


def test_time_spent_aside_is_not_a_pages_own() -> None:
    async def script(scene: Scene) -> None:
        async with scene.page("a") as visit:
            with visit.aside():
                before = visit.seconds
                await asyncio.sleep(0.2)
                assert visit.seconds == before
            assert visit.seconds - before < 0.1 < visit.waited

    play(script)


def test_the_budget_counts_a_pages_own_time_only() -> None:
    async def work(visit: Visit) -> str:
        with visit.aside():
            await asyncio.sleep(0.3)
        return "done"

    async def script(scene: Scene) -> None:
        async with scene.page("a") as visit:
            task = asyncio.create_task(work(visit))
            assert await visit.in_time(task, budget=0.2)
            forever = asyncio.create_task(asyncio.Event().wait())
            assert not await visit.in_time(forever, budget=visit.seconds + 0.1)  # type: ignore[arg-type]
            forever.cancel()

    play(script)
