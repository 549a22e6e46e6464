"""Lines of Python whose answer depends on more than their argument.

Each is written once: the operators of Python are all they need, so the same line
runs on arrays, on PyTorch's tensors and on TensorFlow's.
"""

import datetime
import itertools
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

Line = Callable[[Any], Any]

BEFORE, AFTER = 2.0, 5.0
VARIABLE = "SPOTDIFF_FACTOR"

FACTOR = BEFORE


def nothing() -> None:
    """Leave the world as it is."""


@dataclass(frozen=True)
class Scene:
    """A line, and the world around it.

    Attributes:
        line: Called twice, with one argument.
        change: What happens between the two calls.
        effect: What is looked at after each call, where it is not the result: a
            number, told from what has been printed so far.
    """

    line: Line
    change: Callable[[], object] = nothing
    effect: Callable[[str], float] | None = None


class Settings:
    """An object with attributes, as every program has one."""

    def __init__(self) -> None:
        """Start."""
        self.factor = BEFORE
        self.calls = 0
        self.doubled = True


# Effects -----------------------------------------------------------------------------


def printing() -> Scene:
    """Print."""

    def line(x: Any) -> Any:
        print("called")
        return x

    return Scene(line, effect=lambda said: said.count("called"))


def appending() -> Scene:
    """Append to a list."""
    seen: list[float] = []

    def line(x: Any) -> Any:
        seen.append(1.0)
        return x

    return Scene(line, effect=lambda _: len(seen))


def counting() -> Scene:
    """Count calls on an object."""
    settings = Settings()

    def line(x: Any) -> Any:
        settings.calls += 1
        return x

    return Scene(line, effect=lambda _: settings.calls)


def caching() -> Scene:
    """Call a function that remembers: how often is it run?"""
    runs: list[float] = []

    @lru_cache
    def cached() -> float:
        runs.append(1.0)
        return BEFORE

    def line(x: Any) -> Any:
        return x * cached()

    return Scene(line, effect=lambda _: len(runs))


# Chance, time and streams ------------------------------------------------------------


def drawing() -> Scene:
    """Draw a number with Python."""
    random.seed(0)

    def line(x: Any) -> Any:
        return x + random.random()

    return Scene(line)


def drawing_from_an_object() -> Scene:
    """Draw a number from a generator of one's own."""
    generator = random.Random(0)

    def line(x: Any) -> Any:
        return x + generator.random()

    return Scene(line)


def drawing_with_numpy() -> Scene:
    """Draw a number with NumPy."""
    rng = np.random.default_rng(0)

    def line(x: Any) -> Any:
        return x + rng.random()

    return Scene(line)


def reading_the_clock() -> Scene:
    """Read the clock."""

    def line(x: Any) -> Any:
        return x + time.perf_counter()

    return Scene(line)


def reading_the_date() -> Scene:
    """Read the date."""

    def line(x: Any) -> Any:
        return x + datetime.datetime.now().timestamp()

    return Scene(line)


def taking_the_next() -> Scene:
    """Take the next item of an iterator."""
    stream = itertools.count(1.0)

    def line(x: Any) -> Any:
        return x + next(stream)

    return Scene(line)


# State -------------------------------------------------------------------------------


def reading_a_global() -> Scene:
    """Read a global number, which is then set anew."""
    globals()["FACTOR"] = BEFORE

    def line(x: Any) -> Any:
        return x * FACTOR

    return Scene(line, change=lambda: globals().update(FACTOR=AFTER))


def reading_an_attribute() -> Scene:
    """Read an attribute, which is then set anew."""
    settings = Settings()

    def line(x: Any) -> Any:
        return x * settings.factor

    return Scene(line, change=lambda: setattr(settings, "factor", AFTER))


def reading_a_closure() -> Scene:
    """Read a variable of the function around, which is then set anew."""
    factor = BEFORE

    def line(x: Any) -> Any:
        return x * factor

    def change() -> None:
        nonlocal factor
        factor = AFTER

    return Scene(line, change)


def reading_an_array() -> Scene:
    """Read a NumPy array, which is then written to."""
    offsets = np.array([BEFORE])

    def line(x: Any) -> Any:
        return x + offsets[0]

    return Scene(line, change=lambda: offsets.fill(AFTER))


def asking_a_flag() -> Scene:
    """Branch on a Python flag, which is then turned."""
    settings = Settings()

    def line(x: Any) -> Any:
        return x * 2 if settings.doubled else x

    return Scene(line, change=lambda: setattr(settings, "doubled", False))


def looping_over_a_list() -> Scene:
    """Loop over a list, which then grows."""
    steps = [1.0, 2.0]

    def line(x: Any) -> Any:
        for step in steps:
            x = x + step
        return x

    return Scene(line, change=lambda: steps.append(3.0))


def using_a_default() -> Scene:
    """Use a default argument, a dictionary, which then changes."""
    options = {"factor": BEFORE}

    def line(x: Any, options: dict[str, float] = options) -> Any:
        return x * options["factor"]

    return Scene(line, change=lambda: options.update(factor=AFTER))


def calling_a_helper() -> Scene:
    """Call a function, in whose place another one is put then."""
    helpers: dict[str, Line] = {"scale": lambda x: x * BEFORE}

    def line(x: Any) -> Any:
        return helpers["scale"](x)

    return Scene(line, change=lambda: helpers.update(scale=lambda x: x * AFTER))


def asking_environ() -> Scene:
    """Read the environment, which then changes."""
    os.environ[VARIABLE] = str(BEFORE)

    def line(x: Any) -> Any:
        return x * float(os.environ[VARIABLE])

    return Scene(line, change=lambda: os.environ.update({VARIABLE: str(AFTER)}))


def asking_getenv() -> Scene:
    """Read the environment in the other customary way."""
    os.environ[VARIABLE] = str(BEFORE)

    def line(x: Any) -> Any:
        return x * float(os.getenv(VARIABLE, "1"))

    return Scene(line, change=lambda: os.environ.update({VARIABLE: str(AFTER)}))


EFFECTS = (printing, appending, counting, caching)
CHANCE = (
    drawing,
    drawing_from_an_object,
    drawing_with_numpy,
    reading_the_clock,
    reading_the_date,
    taking_the_next,
)
STATE = (
    reading_a_global,
    reading_an_attribute,
    reading_a_closure,
    reading_an_array,
    asking_a_flag,
    looping_over_a_list,
    using_a_default,
    calling_a_helper,
    asking_environ,
    asking_getenv,
)
TRAPS = EFFECTS + CHANCE + STATE
# Nobody can foretell what these answer, only that it is never the same.
UNREPEATABLE = (reading_the_clock, reading_the_date)
