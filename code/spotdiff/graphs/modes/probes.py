"""Eight questions that tell define-by-run from define-then-run.

Each is a small program of a user's, in arithmetic that both frameworks share, run in
a mode as it is. The answer is whether it behaves as the same lines of NumPy would.
"""

import contextlib
import io
import logging
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from spotdiff.graphs.modes.modes import MODES, Mode
from spotdiff.tables import Table

ONE = np.array([1.0, 2.0])


def speaks(mode: Mode) -> bool:
    """A `print` prints at every call."""

    def program(x: Any) -> Any:
        print("here")
        return 2.0 * x

    with contextlib.redirect_stdout(io.StringIO()) as said:
        run = mode.build(program, ONE)
        run(ONE)
        before = said.getvalue().count("here")
        run(ONE)
        run(ONE)
    return said.getvalue().count("here") == before + 2


def grows(mode: Mode) -> bool:
    """A layer added to a list between two calls takes part in the second."""
    layers = [2.0]

    def program(x: Any) -> Any:
        for weight in layers:
            x = weight * x
        return x

    run = mode.build(program, ONE)
    before = run(ONE)[0]
    layers.append(5.0)
    return (before, run(ONE)[0]) == (2, 10)


def branches(mode: Mode) -> bool:
    """An `if` on a value follows the value."""

    def program(x: Any) -> Any:
        if x[0] > 0:  # noqa: SIM108 (a statement is what is asked for)
            y = 2.0 * x
        else:
            y = -3.0 * x
        return y

    run = mode.build(program, ONE)
    return (run(ONE)[0], run(-ONE)[0]) == (2, 3)


def raises(mode: Mode) -> bool:
    """A `raise` on a value raises for that value alone, from the user's line."""

    def program(x: Any) -> Any:
        if x[0] < 0:
            raise ArithmeticError("negative")
        return 2.0 * x

    run = mode.build(program, ONE)
    fine = run(ONE)[0] == 2
    try:
        run(-ONE)
    except ArithmeticError as error:
        frames = traceback.extract_tb(error.__traceback__)
        return bool(fine and any("raise Arith" in (one.line or "") for one in frames))
    return False


def loops(mode: Mode) -> bool:
    """A `for` over an input's length follows the length."""

    def program(x: Any) -> Any:
        total = 0.0 * x[0]
        for place in range(x.shape[0]):
            total = total + (place + 1) * x[place]
        return total

    run = mode.build(program, ONE)
    return (float(run(ONE)), float(run(np.ones(3)))) == (5, 6)


def looks(mode: Mode) -> bool:
    """A value can be looked at in the middle, as a number."""
    seen: list[float] = []

    def program(x: Any) -> Any:
        y = 2.0 * x
        seen.append(float(y[0]))
        return y + 1.0

    run = mode.build(program, ONE)
    run(ONE)
    run(3 * ONE)
    return seen[-2:] == [2, 6]


def interprets(mode: Mode) -> bool:
    """Python walks through the user's lines at every call."""

    def program(x: Any) -> Any:
        return 2.0 * x + 1.0

    run = mode.build(program, ONE)
    run(ONE)
    walked = 0

    def note(frame: Any, event: str, _: Any) -> None:
        nonlocal walked
        walked += event == "call" and frame.f_code is program.__code__

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        run(ONE)
        run(ONE)
    finally:
        sys.setprofile(before)
    return walked == 2


def needs_source(mode: Mode) -> bool:
    """There is no program but the source: none to write to a file and run from it."""
    walked = []

    def program(x: Any) -> Any:
        walked.append(x)
        return 2.0 * x

    if mode.keep is None:
        return True
    with tempfile.TemporaryDirectory() as folder:
        run = mode.keep(program, ONE, Path(folder, "program"))
        before = len(walked)
        right = np.array_equal(run(3 * ONE), 6 * ONE)
    return not right or len(walked) > before


PROBES: dict[str, Callable[[Mode], bool]] = {
    "print": speaks,
    "grow": grows,
    "if": branches,
    "raise": raises,
    "for": loops,
    "look": looks,
    "walk": interprets,
    "no file": needs_source,
}


@dataclass(frozen=True)
class Answer:
    """What a probe found in a mode.

    Attributes:
        as_run: Whether the program behaves as in NumPy.
        refused: The class of the error with which the mode declined the program;
            empty if it took it.
    """

    as_run: bool
    refused: str = ""


def ask(probe: Callable[[Mode], bool], mode: Mode) -> Answer:
    """Run one probe in one mode.

    What PyTorch says beside an error, and about a graph in parts, is left unsaid
    here: the answer counts.
    """
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Answer(bool(probe(mode)))
    # Each framework refuses in classes of its own, and some of them are private.
    except Exception as refusal:
        return Answer(False, type(refusal).__name__)
    finally:
        logging.disable(logging.NOTSET)


Answers = dict[str, dict[str, Answer]]


def answers() -> Answers:
    """Ask every mode everything, and begin with what is most define-by-run."""
    found = {
        mode.name: {name: ask(probe, mode) for name, probe in PROBES.items()}
        for mode in MODES
    }
    return dict(sorted(found.items(), key=lambda one: -share(one[1])))


def share(found: dict[str, Answer]) -> float:
    """Return the share of probes that came out as in NumPy."""
    return sum(one.as_run for one in found.values()) / len(found)


def table() -> Table:
    """Say what each probe asks."""
    rows = [(name, (probe.__doc__ or "").rstrip(".")) for name, probe in PROBES.items()]
    return Table(["Probe", "In define-by-run"], rows)
