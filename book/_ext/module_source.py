"""A module as its source: its statements, and what each of its names stands for."""

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from scopes import Reference, names_set, references


class SourceError(ValueError):
    """A module that cannot be made part of a program; the message says why."""


@dataclass(frozen=True)
class Own:
    """A name that a module defines, in one statement or more."""

    module: str
    name: str


@dataclass(frozen=True)
class Member:
    """A name that a module takes from a module of the source root."""

    module: str
    name: str


@dataclass(frozen=True)
class Whole:
    """A module of the source root, called by a name."""

    module: str


@dataclass(frozen=True)
class External:
    """What a library gives.

    Attributes:
        module: Where it is imported from; empty for `import ...`.
        name: What is imported, with its dots.
        local: What it is called.
        further: Modules below it that are imported as well, which it gives access to.
    """

    module: str
    name: str
    local: str
    further: tuple[str, ...] = ()

    @property
    def package(self) -> str:
        """Return the package at the top."""
        return (self.module or self.name).split(".")[0]

    def lines(self, local: str) -> list[str]:
        """Return the imports that give it a name."""
        own = "" if local == self.name else f" as {local}"
        if self.module:
            return [f"from {self.module} import {self.name}{own}"]
        more = [f"import {module}" for module in self.further]
        return [f"import {self.name}{own}", *more]


Meaning = Own | Member | Whole | External


@dataclass(frozen=True, eq=False)
class Statement:
    """One statement at the top level of a module.

    Attributes:
        node: Its tree.
        first: The line, from 1, on which it begins, its decorators included.
        above: The line on which the comment that touches it begins; or `first`.
        between: The line on which the first comment since the statement before begins.
    """

    node: ast.stmt
    first: int
    above: int
    between: int

    @cached_property
    def defines(self) -> list[str]:
        """Return the names that it sets."""
        return names_set(self.node)

    @cached_property
    def references(self) -> list[Reference]:
        """Return the places in which it names something of its module."""
        return references(self.node)


class Module:
    """A module that was read, and not run."""

    def __init__(self, name: str, source: str, root: Path, package: str = "") -> None:
        """Read a module.

        Args:
            name: The full name.
            source: The text.
            root: The folder of the top-level packages.
            package: The package it stands in, for relative imports.

        Raises:
            SourceError: It does not parse, or imports in a way that cannot be followed.
        """
        self.name, self.root, self.package = name, root, package
        try:
            self.tree = ast.parse(source)
        except SyntaxError as error:
            text = f"{name} does not parse, line {error.lineno}: {error.msg}"
            raise SourceError(text) from error
        self.lines = source.splitlines()
        self.title = ast.get_docstring(self.tree, clean=False) or ""
        self.future: list[str] = []
        self.meanings: dict[str, Meaning] = {}
        # The modules of the source root that it imports, in order.
        self.imported: list[str] = []
        # What is neither an import nor the docstring.
        self.statements: list[Statement] = []
        body = self.tree.body[1 if self.title else 0 :]
        end = self.tree.body[0].end_lineno or 0 if self.title else 0
        for node in body:
            self.read(node, end)
            end = node.end_lineno or 0
        for statement in self.statements:
            for defined in statement.defines:
                self.meanings[defined] = Own(name, defined)

    def read(self, node: ast.stmt, end: int) -> None:
        """Read one statement; the one before ends on line `end`."""
        match node:
            case ast.ImportFrom(module="__future__", names=aliases):
                self.future += [alias.name for alias in aliases]
            case ast.ImportFrom():
                self.read_import_from(node)
            case ast.Import():
                self.read_import(node)
            case ast.If(
                test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"),
                body=body,
                orelse=[],
            ):
                for inner in body:
                    self.read(inner, inner.lineno - 1)
            case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
                pass  # What the file does as a program of its own.
            case _:
                self.refuse_imports_within(node)
                self.statements.append(self.statement(node, end))

    def statement(self, node: ast.stmt, end: int) -> Statement:
        """Find where a statement and the comments above it begin."""
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(d.lineno for d in decorators)])
        above = first
        while above - 1 > end and self.lines[above - 2].startswith("#"):
            above -= 1
        between = end + 1
        while between < above and not self.lines[between - 1].startswith("#"):
            between += 1
        return Statement(node, first, above, between)

    def read_import(self, node: ast.Import) -> None:
        """Note what `import ...` gives names to."""
        for alias in node.names:
            if is_ours(alias.name, self.root):
                if not alias.asname:
                    raise SourceError(
                        f"{self.name} says `import {alias.name}`: "
                        f"say `from ... import ...`"
                    )
                self.imported.append(alias.name)
                self.meanings[alias.asname] = Whole(alias.name)
                continue
            top, _, below = alias.name.partition(".")
            if alias.asname or not below:
                local = alias.asname or alias.name
                self.note_external(External("", alias.name, local))
            else:
                self.note_external(External("", top, top, (alias.name,)))

    def note_external(self, found: External) -> None:
        """Note what a library gives; several imports may give one name together."""
        known = self.meanings.get(found.local)
        if isinstance(known, External) and not known.module and not found.module:
            more = dict.fromkeys([*known.further, *found.further])
            found = External("", found.name, found.local, tuple(more))
        self.meanings[found.local] = found

    def read_import_from(self, node: ast.ImportFrom) -> None:
        """Note what `from ... import ...` gives names to."""
        base = self.absolute(node)
        for alias in node.names:
            local = alias.asname or alias.name
            if not is_ours(base, self.root):
                self.note_external(External(base, alias.name, local))
            elif alias.name == "*":
                raise SourceError(f"{self.name} says `from {base} import *`: say what")
            elif file_of(f"{base}.{alias.name}", self.root):
                self.imported.append(f"{base}.{alias.name}")
                self.meanings[local] = Whole(f"{base}.{alias.name}")
            else:
                self.imported.append(base)
                self.meanings[local] = Member(base, alias.name)

    def absolute(self, node: ast.ImportFrom) -> str:
        """Return the full name of the module that is imported from."""
        if not node.level:
            return node.module or ""
        parts = self.package.split(".")
        around = parts[: len(parts) - node.level + 1]
        return ".".join([*around, *filter(None, [node.module])])

    def refuse_imports_within(self, node: ast.stmt) -> None:
        """Refuse imports of the source root's modules that are not at the top level.

        Raises:
            SourceError: There is one.
        """
        for inner in ast.walk(node):
            if not isinstance(inner, ast.Import | ast.ImportFrom):
                continue
            names = [alias.name for alias in inner.names]
            if isinstance(inner, ast.ImportFrom):
                names = [self.absolute(inner)]
            for name in names:
                if is_ours(name, self.root):
                    raise SourceError(
                        f"{self.name} imports {name} inside a statement, "
                        f"line {inner.lineno}: import it at the top"
                    )


def is_ours(name: str, root: Path) -> bool:
    """Tell whether a module belongs to a package of the source root."""
    top = name.split(".")[0]
    return bool(top) and ((root / top).is_dir() or (root / f"{top}.py").is_file())


def file_of(name: str, root: Path) -> Path | None:
    """Return the file of a module, or of a package; None if there is none."""
    path = root.joinpath(*name.split("."))
    files = (path.with_suffix(".py"), path / "__init__.py")
    return next((file for file in files if file.is_file()), None)


class Library:
    """The modules of a source root, each read once."""

    def __init__(self, root: Path) -> None:
        """Read nothing yet."""
        self.root = root
        self.known: dict[str, Module] = {}

    def __getitem__(self, name: str) -> Module:
        """Read a module.

        Raises:
            SourceError: There is none, or it cannot be read.
        """
        if name not in self.known:
            file = file_of(name, self.root)
            if file is None:
                raise SourceError(f"there is no module {name} in {self.root}")
            package = name if file.name == "__init__.py" else name.rpartition(".")[0]
            source = file.read_text("utf-8")
            self.known[name] = Module(name, source, self.root, package)
        return self.known[name]
