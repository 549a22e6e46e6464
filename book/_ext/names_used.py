"""Which names of packages a piece of code uses, and by which methods it calls what."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# Objects of these types are everybody's: their methods belong to no package.
BUILT_IN = {name for kind in (str, list, dict, set, int, float) for name in dir(kind)}
OWN = {"self", "cls"}


@dataclass(frozen=True, order=True)
class Name:
    """A name as code uses it.

    Attributes:
        full: from its package on, `torch.nn.functional.relu`; of a method, whose
            object may be called anything, `.fit`.
        written: as the code writes it, `F.relu` or `model.fit`.
        package: the package, `torch`; empty for a method.
    """

    full: str
    written: str
    package: str


def names_used(code: str, source: str) -> list[Name]:
    """Return every name that code uses, sorted, each once.

    Args:
        code: the piece that is shown.
        source: the file it stands in, whose imports say what its names stand for.

    Raises:
        SyntaxError: one of them is no Python.
    """
    whole = ast.parse(source)
    own = {node.name for node in ast.walk(whole) if isinstance(node, ast.FunctionDef)}
    found = set(names_in(ast.parse(code), imported(whole)))
    return sorted(
        name for name in found if name.package or name.full[1:] not in own | BUILT_IN
    )


def imported(tree: ast.AST) -> dict[str, str]:
    """Return what each name that a file imports stands for."""
    meanings = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                # `import torch.nn` gives the name `torch`.
                first = alias.name.partition(".")[0]
                meanings[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            for alias in node.names:
                meanings[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return meanings


def names_in(tree: ast.AST, meanings: Mapping[str, str]) -> Iterator[Name]:
    """Yield the names in a tree; of `tf.data.Dataset` the whole, and not its parts."""
    written = dotted(tree)
    first, _, rest = written.partition(".")
    if first in meanings:
        full = f"{meanings[first]}.{rest}".rstrip(".")
        if "." in full:
            yield Name(full, written, full.partition(".")[0])
        return
    if isinstance(tree, ast.Call):
        called = dotted(tree.func)
        owner, _, method = called.rpartition(".")
        if owner.isidentifier() and owner not in {*OWN, *meanings}:
            yield Name(f".{method}", called, "")
    for child in ast.iter_child_nodes(tree):
        yield from names_in(child, meanings)


def dotted(tree: ast.AST) -> str:
    """Return `a.b.c` as text; an empty one for all else."""
    if isinstance(tree, ast.Name):
        return tree.id
    if isinstance(tree, ast.Attribute):
        owner = dotted(tree.value)
        return f"{owner}.{tree.attr}" if owner else ""
    return ""
