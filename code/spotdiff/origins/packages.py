"""What the installed packages show of their ancestors and of what they share."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any

from spotdiff.tables import Table

# What to look for among the names of a package's files: the first folder or stem
# that speaks of an ancestor. Compiled copies of Python's files are no names.
TRACES: Mapping[str, Callable[[PurePosixPath], bool]] = {
    "written in Lua": lambda file: file.suffix == ".lua",
    "of THC, Torch's code for GPUs": lambda file: "THC" in file.parts,
    "of Caffe2": lambda file: "caffe2" in "/".join(file.parts).lower(),
    "of XLA, its headers": lambda file: "xla" in file.parts and file.suffix == ".h",
    "of StableHLO": lambda file: "stablehlo" in file.parts,
}
PACKAGES = {"PyTorch": "torch", "TensorFlow": "tensorflow"}
TRAINS, ANSWERS = "trains", "only predicts"


def files(package: str) -> list[PurePosixPath]:
    """Return the names of an installed package's files."""
    found = distribution(package).files or ()
    return [PurePosixPath(file) for file in found if file.suffix != ".pyc"]


def traces() -> Table:
    """Count the files of each package that speak of an ancestor."""
    names = {framework: files(package) for framework, package in PACKAGES.items()}
    rows = [
        (f"Files {what}", *(sum(map(speaks, names[one])) for one in PACKAGES))
        for what, speaks in TRACES.items()
    ]
    return Table(["In the package", *PACKAGES], rows)


def stablehlo(function: Any, *arguments: Any) -> list[str]:
    """Return the operations into which TensorFlow translates a function for XLA.

    Args:
        function: a `tf.function` that is compiled with XLA.
        *arguments: what it is called with.

    Returns:
        The operations' names without the language's, each once, in their order.
    """
    text = function.experimental_get_compiler_ir(*arguments)(stage="stablehlo")
    return list(dict.fromkeys(re.findall(r"\bstablehlo\.(\w+)", text)))


def engines() -> dict[str, str]:
    """Return the engines that come with Keras, and what each can do.

    An engine that cannot train says so: its trainer's `fit` only raises. It is
    read in the source, so that no engine need be installed.
    """
    spec = find_spec("keras")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("keras is not installed")
    folder = Path(spec.origin).parent / "src" / "backend"
    trainers = sorted(folder.glob("*/trainer.py"))
    return {file.parent.name: capability(file) for file in trainers}


def engines_table() -> Table:
    """List the engines of Keras."""
    return Table(["Engine", "What it does"], list(engines().items()))


def capability(trainer: Path) -> str:
    """Tell whether the source of a trainer can train."""
    for function in functions(ast.parse(trainer.read_text("utf-8"))):
        if function.name == "fit":
            only = [node for node in function.body if not is_text(node)]
            return ANSWERS if isinstance(only[0], ast.Raise) else TRAINS
    raise LookupError(f"no function `fit` in {trainer}")


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Yield all functions and methods of a module."""
    yield from (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))


def is_text(node: ast.stmt) -> bool:
    """Tell whether a statement is a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
