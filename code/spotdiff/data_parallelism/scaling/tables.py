"""What the figures leave out: shares, rates, and predictions held against a clock."""

from collections.abc import Mapping

from spotdiff.data_parallelism.scaling import ring
from spotdiff.data_parallelism.scaling.growth import (
    FRAMEWORKS,
    Machine,
    exchange_share,
    simulated,
    speed_up,
    step_of,
)
from spotdiff.data_parallelism.scaling.pictures import LOADS
from spotdiff.data_parallelism.scaling.problem import (
    ALONE,
    EXCHANGE,
    GRADIENT,
    TEAMS,
    Timed,
    images_each,
)
from spotdiff.data_parallelism.scaling.ring import Prices
from spotdiff.data_parallelism.scaling.teams import Measured
from spotdiff.tables import Table, duration, plain


def share_table(measured: Measured) -> Table:
    """Say what of a step is computing, and what is there because of the others."""
    rows = []
    for load, title in LOADS.items():
        for framework in FRAMEWORKS:
            for workers in TEAMS:
                found = measured[framework, workers]
                alone = found.timing(Timed(ALONE, images_each(load, workers)))
                others = exchange_share(measured, framework, load, workers)
                rows.append(
                    (
                        title,
                        framework,
                        workers,
                        duration(alone.median),
                        duration(step_of(measured, framework, load, workers).median),
                        f"{100 * others:.0f} %",
                        duration(found.timing(Timed(EXCHANGE, GRADIENT)).median),
                        f"{speed_up(measured, framework, load, workers):.2f}",
                    )
                )
    head = ["Load", "Framework", "Processes", "Step without the others", "With them"]
    more = [
        "Share of the others",
        "All-reduce of the slopes, alone",
        "Times one process",
    ]
    return Table(head + more, rows)


def rate(measured: Measured, framework: str, workers: int) -> float:
    """Return how many bytes a second each worker hands on, in its largest message."""
    taken = measured[framework, workers].timing(Timed(EXCHANGE, GRADIENT)).median
    return ring.passed_on(GRADIENT, workers) / taken


def price_table(
    measured: Measured, prices: Mapping[str, Prices], bandwidth: float
) -> Table:
    """Say what an all-reduce costs, and hold its pace against the memory's."""
    rows = [
        (
            framework,
            duration(prices[framework].hop),
            f"{1e-9 / prices[framework].byte:.2f}",
            *(f"{rate(measured, framework, workers) / 1e9:.2f}" for workers in TEAMS),
            f"{bandwidth / 1e9:.1f}",
        )
        for framework in FRAMEWORKS
    ]
    head = ["Framework", "A round", "GB a second, fitted"]
    rates = [f"GB a second handed on, {workers} workers" for workers in TEAMS]
    return Table([*head, *rates, "GB a second that one thread copies"], rows)


def prediction_table(measured: Measured, machines: Mapping[str, Machine]) -> Table:
    """Hold the formula and the simulation against the step of two real workers."""
    rows = []
    for framework, machine in machines.items():
        timed = step_of(measured, framework, "weak", 2)
        told = simulated(machine, "weak", 2)
        rows.append(
            (
                framework,
                duration(machine.step("weak", 2)),
                within(told.median, told.low, told.high),
                within(timed.median, timed.low, timed.high),
            )
        )
    return Table(["Framework", "Computed", "Simulated", "Measured"], rows)


def within(median: float, low: float, high: float) -> str:
    """Write a median with the range that holds nine in ten, in milliseconds."""
    texts = [plain(1e3 * value, 2) for value in (median, low, high)]
    return "{} ms [{}, {}]".format(*texts)


def growth_table(machines: Mapping[str, Machine], load: str) -> Table:
    """Say how a step grows where nobody has measured it."""
    rows = []
    for framework, machine in machines.items():
        for workers in (8, 64, 1024):
            told = simulated(machine, load, workers)
            rows.append(
                (
                    framework,
                    workers,
                    duration(machine.step(load, workers)),
                    within(told.median, told.low, told.high),
                    f"{100 * machine.efficiency(load, workers, told.median):.1f} %",
                )
            )
    head = ["Framework", "Workers", "Step, computed", "Step, simulated"]
    return Table([*head, "Efficiency, simulated"], rows)
