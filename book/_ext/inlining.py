"""Make a listing a program that runs alone: what it needs of ours is written into it.

Nothing is run to find out. From the listing's definitions and the lines that use them
every name is followed to the statement that defines it, through all our modules, and
these statements, as they stand in the sources, are written in the order in which
Python would have come to them. What a listing shows is never changed. Elsewhere a
name gives way where two modules use it for different things, `module.name` becomes
`name`, and of a docstring the first line is kept.
"""

import ast
import builtins
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from itertools import takewhile
from textwrap import indent

from module_source import (
    External,
    Library,
    Meaning,
    Member,
    Module,
    Own,
    SourceError,
    Statement,
)
from scopes import Reference
from source_changes import (
    Change,
    ChangeError,
    changed,
    end_of,
    place,
    shorter_docstrings,
)

# What a module knows of itself, and a program knows as well.
OF_ITSELF = {"__name__", "__doc__"}
BUILTINS = {*dir(builtins), *OF_ITSELF}
BODY = "the body"


class ProgramError(ValueError):
    """A listing that cannot be made a program; the message says why."""


@dataclass(frozen=True)
class Program:
    """A listing that runs alone.

    Attributes:
        text: The program, not formatted, and without a line on its origin.
        title: What the listing's file says of itself, in a line.
        packages: What it imports that does not come with Python, by top-level name.
    """

    text: str
    title: str
    packages: tuple[str, ...]


def program(library: Library, module: str, names: list[str], body: str) -> Program:
    """Make a program of a listing and of the lines that run it.

    Args:
        library: The modules that are written into it.
        module: The listing's.
        names: Its definitions; none at all means the whole file.
        body: The lines that run it. They may import what they need.

    Raises:
        ProgramError: It cannot be done.
    """
    try:
        return Inlining(library, library[module], names, body).written()
    except (SourceError, ChangeError) as error:
        raise ProgramError(str(error)) from error


def part_for(body: str, stem: str, stems: Iterable[str]) -> str:
    """Return the lines of a body that are for one side; none if it is for others.

    A body with a part per side begins each with a comment that is the stem of the
    side's file. Any other body is for all sides.

    Args:
        body: The lines.
        stem: Of the side's file.
        stems: Of the files of all sides.

    Raises:
        ProgramError: There are parts, and lines before them.
    """
    parts: dict[str, list[str]] = {"": []}
    part = ""
    for line in body.splitlines():
        heading = line.removeprefix("# ")
        if line != heading and heading in stems:
            part = heading
            parts[part] = []
        else:
            parts[part].append(line)
    if len(parts) == 1:
        return body
    if any(line.strip() for line in parts[""]):
        raise ProgramError("the body has parts, and lines before them")
    return "\n".join(parts.get(stem, [])).strip("\n")


@dataclass
class Uses:
    """How a thing is referred to all over a program.

    Attributes:
        fixed: The name it must have, since a listing says so; empty if none.
        hidden: Names that the places which refer to it have for something else.
    """

    fixed: str = ""
    hidden: set[str] = field(default_factory=set)


# What a reference leads to in the end.
Target = Own | External


class Inlining:
    """One program, while it is made."""

    def __init__(
        self, library: Library, listing: Module, names: list[str], body: str
    ) -> None:
        """Follow all names, and settle what everything is called.

        Raises:
            ProgramError: A name leads nowhere, or cannot be followed.
            SourceError: A module cannot be read.
        """
        self.library, self.listing = library, listing
        self.shown = self.statements_shown(names)
        self.whole = not names
        self.body = self.read_body(body)
        self.reached: dict[str, set[Statement]] = {}
        self.uses: dict[Target, Uses] = {}
        # Names in the listing for one of our modules: what is asked of it there.
        self.spaces: dict[str, dict[str, Target]] = {}
        for statement in self.shown:
            self.reach(listing, statement)
        for statement in self.body.statements:
            self.follow(self.body, statement)
        self.reach_effects()
        self.order = self.modules_in_order()
        self.called = self.settle_names()

    def statements_shown(self, names: list[str]) -> list[Statement]:
        """Return the listing's statements."""
        if not names:
            return self.listing.statements
        return [s for s in self.listing.statements if set(names) & set(s.defines)]

    def read_body(self, body: str) -> Module:
        """Read the body as a module that sees the names of the listing's.

        Raises:
            ProgramError: It names what nobody defines, or takes a listing's name.
        """
        read = Module(BODY, body, self.library.root)
        assigned = {name for s in read.statements for name in s.defines}
        for statement in read.statements:
            for reference in statement.references:
                name = reference.name
                if name not in read.meanings and name in self.listing.meanings:
                    read.meanings[name] = self.listing.meanings[name]
                elif name not in read.meanings and name not in BUILTINS:
                    raise ProgramError(
                        f"the body uses {name!r}, which neither it nor "
                        f"{self.listing.name} defines or imports"
                    )
        taken = assigned & {name for s in self.shown for name in s.defines}
        if taken:
            raise ProgramError(f"the body sets {min(taken)!r}, which the listing is")
        return read

    # Following names ----------------------------------------------------------------

    def reach(self, module: Module, statement: Statement) -> None:
        """Take a statement into the program, with all that it needs."""
        known = self.reached.setdefault(module.name, set())
        if statement not in known:
            known.add(statement)
            self.follow(module, statement)

    def follow(self, module: Module, statement: Statement) -> None:
        """Reach what a statement names."""
        fixed = statement in self.shown
        for reference in statement.references:
            target, attributes = self.resolve(module, reference)
            if target is None:
                continue
            uses = self.uses.setdefault(target, Uses())
            uses.hidden |= reference.hidden
            if fixed and attributes:
                space = self.spaces.setdefault(reference.name, {})
                space[attributes] = target
            elif fixed:
                uses.fixed = reference.name
            if isinstance(target, Own) and target.module != BODY:
                source = self.library[target.module]
                for other in source.statements:
                    if target.name in other.defines:
                        self.reach(source, other)

    def resolve(
        self, module: Module, reference: Reference
    ) -> tuple[Target | None, str]:
        """Return what a reference leads to, and which attributes lead there.

        Raises:
            ProgramError: It leads to a name that is not there, or to a whole module.
        """
        meaning = module.meanings.get(reference.name)
        if meaning is None:
            if reference.name == "__file__":
                raise ProgramError(
                    f"{module.name} reads a file beside it (`__file__`), which a "
                    f"program does not have: let the body not reach it"
                )
            return None, ""
        asked = [attribute.attr for attribute in reference.attributes]
        path: list[str] = []
        while not isinstance(meaning, Own | External):
            if isinstance(meaning, Member):
                meaning = self.member(meaning.module, meaning.name)
                continue
            if not asked:
                raise ProgramError(
                    f"{module.name} uses the module {reference.name!r} by itself: "
                    f"only `{reference.name}.something` can be written into a program"
                )
            path.append(asked.pop(0))
            meaning = self.member(meaning.module, path[-1])
        return meaning, ".".join(path)

    def member(self, module: str, name: str) -> Meaning:
        """Return what a module's name stands for.

        Raises:
            ProgramError: The module has no such name.
        """
        known = self.library[module].meanings
        if name not in known:
            raise ProgramError(f"{module} defines no {name!r}")
        return known[name]

    def reach_effects(self) -> None:
        """Take in the statements that change what was reached, or the whole process.

        That is every one that defines nothing and names nothing of its module, and
        every one that names what is in the program already.
        """
        before = -1
        while before != (before := sum(map(len, self.reached.values()))):
            for name in list(self.reached):
                module = self.library[name]
                for statement in module.statements:
                    if self.has_effect(module, statement):
                        self.reach(module, statement)

    def has_effect(self, module: Module, statement: Statement) -> bool:
        """Tell whether a statement matters to what was reached of its module."""
        if isinstance(statement.node, ast.FunctionDef | ast.ClassDef):
            return False
        if isinstance(statement.node, ast.Assign | ast.AnnAssign) and statement.defines:
            return False
        named = {
            r.name
            for r in statement.references
            if isinstance(module.meanings.get(r.name), Own)
        } - set(statement.defines)
        if not named:
            return not statement.defines
        there = {n for s in self.reached[module.name] for n in s.defines}
        return bool(named & there)

    # Order and names ----------------------------------------------------------------

    def modules_in_order(self) -> list[Module]:
        """Return the modules reached, each after those that it imports.

        Raises:
            ProgramError: Two import each other.
        """
        graph: dict[str, list[str]] = {}
        waiting = [*self.body.imported, self.listing.name]
        while waiting:
            name = waiting.pop()
            if name not in graph:
                graph[name] = self.library[name].imported
                waiting += graph[name]
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = " and ".join(dict.fromkeys(error.args[1]))
            raise ProgramError(f"{circle} import each other") from error
        last = self.listing.name
        order.sort(key=lambda name: name == last)
        return [self.library[name] for name in order if name in self.reached]

    def settle_names(self) -> dict[Target, str]:
        """Give every target the name it has in the program.

        Raises:
            ProgramError: A name that a listing needs means two things.
        """
        called: dict[Target, str] = {}
        taken = {name: BODY for s in self.body.statements for name in s.defines}
        taken |= dict.fromkeys(self.spaces, "a module that the listing names")
        for target, uses in self.uses.items():
            if uses.fixed:
                if uses.fixed in taken:
                    raise ProgramError(
                        f"the listing needs {uses.fixed!r} for what it imports, and "
                        f"{taken[uses.fixed]} has that name, too"
                    )
                called[target] = uses.fixed
                taken[uses.fixed] = "the listing"
        for statement in self.shown:
            for name in statement.defines:
                called.setdefault(Own(self.listing.name, name), name)
                taken[name] = "the listing"
        for target in self.uses:
            if isinstance(target, Own) and target.module == BODY:
                called[target] = target.name
            elif target not in called:
                name = next(
                    (n for n in candidates(target) if self.free(n, target, taken)), ""
                )
                if not name:
                    raise ProgramError(f"there is no name left for {target.name!r}")
                called[target] = name
                taken[name] = "another"
        return called

    def free(self, name: str, target: Target, taken: Mapping[str, str]) -> bool:
        """Tell whether a target may have a name, wherever it is referred to."""
        return name not in taken and name not in self.uses[target].hidden

    # Writing ------------------------------------------------------------------------

    def written(self) -> Program:
        """Write the program."""
        imports, packages = self.imports()
        parts = [self.docstring(), *self.future(), *self.settings(), "\n".join(imports)]
        for module in self.order:
            if module is self.listing:
                parts += self.namespaces()
            parts += self.definitions(module)
        parts.append(f'if __name__ == "__main__":\n{indent(self.main(), "    ")}\n')
        text = "\n\n\n".join(filter(None, parts))
        try:
            compile(text, self.listing.name, "exec", dont_inherit=True)
        except SyntaxError as error:
            raise ProgramError(f"what was made does not parse: {error}") from error
        return Program(text, self.title, packages)

    @property
    def title(self) -> str:
        """Return the first line of what the listing's file says of itself."""
        return self.listing.title.strip().partition("\n")[0]

    def docstring(self) -> str:
        """Write what the listing's file says of itself."""
        return f'"""{self.listing.title}"""' if self.listing.title else ""

    def future(self) -> Iterator[str]:
        """Write what the modules want of Python's future."""
        names = {name for module in self.order for name in module.future}
        if names:
            yield f"from __future__ import {', '.join(sorted(names))}"

    def settings(self) -> Iterator[str]:
        """Write what the body sets first of all, which libraries read as they load."""
        lines = [self.body.lines[s.first - 1] for s in self.body_settings()]
        if lines:
            yield "\n".join(["import os", "", *lines])

    def body_settings(self) -> list[Statement]:
        """Return the statements `os.environ[...] = "..."` that the body begins with."""
        return list(takewhile(sets_environment, self.body.statements))

    def imports(self) -> tuple[list[str], tuple[str, ...]]:
        """Write the imports, and name the packages that do not come with Python."""
        lines = {
            line
            for target, local in self.called.items()
            if isinstance(target, External)
            for line in target.lines(local)
        }
        if self.spaces:
            lines.add("from types import SimpleNamespace")
        if self.body_settings():
            lines.discard("import os")
        every = {t.package for t in self.called if isinstance(t, External)}
        return sorted(lines), tuple(sorted(every - sys.stdlib_module_names))

    def namespaces(self) -> Iterator[str]:
        """Write what stands for the modules that the listing names."""
        for space, members in self.spaces.items():
            names = (
                f"{name}={self.called[target]}" for name, target in members.items()
            )
            yield f"{space} = SimpleNamespace({', '.join(names)})"

    def definitions(self, module: Module) -> list[str]:
        """Write what was reached of a module, in its order."""
        written: list[str] = []
        last: Statement | None = None
        for statement in module.statements:
            if statement not in self.reached[module.name]:
                continue
            text = self.text_of(module, statement)
            if last and is_short(last) and is_short(statement):
                written[-1] += f"\n\n{text}" if text.startswith("#") else f"\n{text}"
            else:
                written.append(text)
            last = statement
        return written

    def text_of(self, module: Module, statement: Statement) -> str:
        """Write one statement with its comment."""
        shown = statement in self.shown
        start = statement.between if shown and self.whole else statement.above
        changes = [] if shown else [*self.changes(module, statement)]
        if not shown:
            changes += shorter_docstrings(statement.node)
        return changed(module.lines, start, statement.node.end_lineno or 0, changes)

    def main(self) -> str:
        """Write the body without its imports.

        Raises:
            ProgramError: Text over several lines would be changed by being indented.
        """
        parts: list[str] = []
        end = 0
        for statement in self.body.statements[len(self.body_settings()) :]:
            for node in ast.walk(statement.node):
                if not isinstance(node, ast.Constant | ast.JoinedStr):
                    continue
                if node.lineno != node.end_lineno:
                    raise ProgramError("the body has a text of several lines")
            start = statement.between
            if parts and any(not line.strip() for line in self.body.lines[end:start]):
                parts.append("")
            end = statement.node.end_lineno or 0
            changes = [*self.changes(self.body, statement)]
            parts.append(changed(self.body.lines, start, end, changes))
        if not parts:
            raise ProgramError("the body does nothing")
        return "\n".join(parts)

    def changes(self, module: Module, statement: Statement) -> Iterator[Change]:
        """Yield where a statement has to be changed, since things are called anew."""
        for reference in statement.references:
            target, path = self.resolve(module, reference)
            if target is None:
                continue
            name = self.called[target]
            written = f"{reference.name}.{path}" if path else reference.name
            if written == name:
                continue
            if reference.node is None:
                name = reference.name
                raise ProgramError(f"{module.name} says `global {name}`: rename it")
            last = reference.attributes[path.count(".")] if path else reference.node
            yield Change(place(reference.node), end_of(last), written, name)
        node = statement.node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = self.called.get(Own(module.name, node.name), node.name)
            if name != node.name:
                word = "class " if isinstance(node, ast.ClassDef) else "def "
                line = module.lines[node.lineno - 1]
                start = len(line[: line.index(word) + len(word)].encode())
                end = start + len(node.name.encode())
                where = ((node.lineno, start), (node.lineno, end))
                yield Change(*where, node.name, name)


def candidates(target: Target) -> Iterator[str]:
    """Yield the names that would suit a target, the best first."""
    if isinstance(target, External):
        local, home = target.local, target.module or target.name
    else:
        local, home = target.name, target.module
    yield local
    # What is a problem or a side of something is better named after the latter.
    *folders, last = home.split(".")
    around = (
        folders if last == "problem" or last.endswith("_side") else [*folders, last]
    )
    for length in range(1, len(around) + 1):
        yield "_".join([*around[-length:], local.lstrip("_")])
    yield "_".join([*folders, last, local])


def sets_environment(statement: Statement) -> bool:
    """Tell whether a statement is `os.environ[...] = "..."`."""
    match statement.node:
        case ast.Assign(
            targets=[ast.Subscript(value=ast.Attribute(attr="environ"))],
            value=ast.Constant(),
        ):
            return True
    return False


def is_short(statement: Statement) -> bool:
    """Tell whether a statement stands close to others of its kind."""
    return isinstance(
        statement.node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr
    )
