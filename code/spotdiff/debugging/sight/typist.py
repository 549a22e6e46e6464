"""Debuggers that ask in this process, and somebody who types at them.

The debuggers are the real ones; only their prompt is read from a list. Starting a
terminal and a framework for each of them would take minutes.
"""

import builtins
import io
import pdb
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from IPython.core.debugger import Pdb as IPythonDebugger

# A notebook's kernel puts IPython's debugger in the place of pdb's.
PYTHONS: type[pdb.Pdb] = next(c for c in pdb.Pdb.__mro__ if c.__module__ == "pdb")


def ipythons(**options: Any) -> IPythonDebugger:
    """Open IPython's debugger, which is the one that ipdb opens, without colours."""
    debugger = IPythonDebugger(**options)
    debugger.set_theme_name("nocolor")
    return debugger


@contextmanager
def at_pdb(
    typed: Sequence[str], kind: Callable[..., Any] = PYTHONS
) -> Iterator[io.StringIO]:
    """Type the same lines wherever a breakpoint() stops, and then go on.

    Args:
        typed: The lines.
        kind: Which debugger opens.

    Yields:
        What it answers.
    """
    screen = io.StringIO()

    def stop() -> None:
        typing = io.StringIO("\n".join([*typed, "continue", ""]))
        debugger = kind(stdin=typing, stdout=screen, nosigint=True, readrc=False)
        debugger.use_rawinput = False
        debugger.set_trace(sys._getframe().f_back)

    with patch.object(sys, "breakpointhook", stop):
        yield screen


@contextmanager
def at_input(typed: Sequence[str]) -> Iterator[None]:
    """Type lines at a program that asks with input()."""
    lines = iter(typed)
    with patch.object(builtins, "input", lambda prompt="": next(lines)):
        yield


def stops(screen: str) -> str:
    """Return the source lines that a debugger stopped at, one below the other.

    pdb shows them alone, after an arrow; IPython's among others, with its number.
    """
    return "\n".join(re.findall(r"^(?:-> |-+> *\d+ +)(.*)", screen, re.MULTILINE))


def places(screen: str) -> str:
    """Return the files and lines that a debugger stopped at, one below the other."""
    return "\n".join(re.findall(r"^(?:\S+ )?> (.+)", screen, re.MULTILINE))
