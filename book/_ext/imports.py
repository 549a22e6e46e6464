"""Which modules under a source root a piece of code imports, at any depth."""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path


def modules_imported_by(sources: Iterable[str], root: Path) -> dict[str, Path]:
    """Follow imports through a source root.

    Args:
        sources: pieces of Python, such as the cells of a page.
        root: the folder that holds the top-level packages.

    Returns:
        Every module found under the root, by its full name, with its file;
        the packages around it included, since Python runs those too.
    """
    found: dict[str, Path] = {}
    waiting = {name for source in sources for name in names_imported_by(source)}
    followed: set[str] = set()
    while waiting:
        name = waiting.pop()
        followed.add(name)
        for module, file in chain_of(name, root):
            if module not in found:
                found[module] = file
                package = module if file.name == "__init__.py" else parent(module)
                names = names_imported_by(file.read_text("utf-8"), package)
                waiting |= names - followed
    return dict(sorted(found.items()))


# Many pages import the same modules.
@cache
def names_imported_by(source: str, package: str = "") -> frozenset[str]:
    """Return the dotted names that a piece of code imports.

    Args:
        source: the code; code that does not parse imports nothing, and fails
            in its own place when it is run.
        package: the package it stands in, for relative imports.

    Returns:
        A name for each module, and for each name taken from one, which may be
        a module too.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return frozenset()
    return frozenset(names_in(tree, package))


def names_in(tree: ast.AST, package: str) -> Iterator[str]:
    """Yield the dotted names that parsed code imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            around = package.split(".")[: len(package.split(".")) - node.level + 1]
            start = ".".join(around) if node.level else ""
            base = ".".join(filter(None, [start, node.module]))
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def chain_of(name: str, root: Path) -> Iterator[tuple[str, Path]]:
    """Yield a dotted name's packages and the module itself, as far as they exist."""
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        module = ".".join(parts[:length])
        path = root.joinpath(*parts[:length])
        for file in (path / "__init__.py", path.with_suffix(".py")):
            if file.is_file():
                yield module, file


def parent(module: str) -> str:
    """Return the package that a module stands in."""
    return module.rpartition(".")[0]


def digest(file: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
