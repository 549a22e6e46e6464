"""Python source read as a reader would: what stands in it, what it asks one to know.

A source is read by `ast`; a name belongs to a framework if the chain
of attributes it stands in begins at something imported from one.
"""

import ast
import builtins
import inspect
import io
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType

FRAMEWORKS = {"torch", "torchvision", "tensorflow", "keras", "tf_keras"}
# Of Python's own containers and texts: calling one of these asks no framework.
PYTHONIC = {name for kind in (dict, list, tuple, str) for name in dir(kind)}
SILENT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
Definition = ast.FunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Piece:
    """Some definitions of one file.

    Attributes:
        text: The whole file.
        names: Which of its functions and classes count; all if none are named.
    """

    text: str
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, module: ModuleType, *names: str) -> "Piece":
        """Take definitions from a module.

        It is imported by whoever counts it, so that a page notices its changes.
        """
        return cls(inspect.getsource(module), names)

    @cached_property
    def tree(self) -> ast.Module:
        """The whole file, parsed."""
        return ast.parse(self.text)

    @cached_property
    def definitions(self) -> list[Definition]:
        """The functions and classes that count.

        Raises:
            ValueError: One is named that the file does not define.
        """
        found = {
            node.name: node
            for node in self.tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        }
        missing = set(self.names) - set(found)
        if missing:
            raise ValueError(f"not defined in this file: {', '.join(sorted(missing))}")
        return [found[name] for name in self.names or found]

    @cached_property
    def aliases(self) -> dict[str, str]:
        """What the file calls a framework's parts: name here, full name there."""
        return {
            here: there
            for here, there in imported(self.tree).items()
            if there.split(".")[0] in FRAMEWORKS
        }

    @cached_property
    def foreign(self) -> set[str]:
        """What the file imports from elsewhere: NumPy, Python, the book itself."""
        return set(imported(self.tree)) - set(self.aliases)

    def nodes(self) -> Iterator[ast.AST]:
        """Walk what counts, without annotations."""
        for definition in self.definitions:
            yield from walk(definition)

    def calls(self) -> Iterator[ast.Call]:
        """Walk the calls."""
        return (node for node in self.nodes() if isinstance(node, ast.Call))

    def full_name(self, node: ast.AST) -> str | None:
        """Return the full name of a framework's part, as torch.optim.SGD; or None."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self.aliases:
            return None
        return ".".join([self.aliases[node.id], *reversed(parts)])


def imported(tree: ast.Module) -> dict[str, str]:
    """Map a file's names for imports, and for parts of them, to full names."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                whole = name.name if name.asname else name.name.split(".")[0]
                found[name.asname or whole] = whole
        elif isinstance(node, ast.ImportFrom):
            for name in node.names:
                found[name.asname or name.name] = f"{node.module}.{name.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute):
            root, *rest = ast.unparse(node.value).split(".")
            if root in found and isinstance(node.targets[0], ast.Name):
                found[node.targets[0].id] = ".".join([found[root], *rest])
    return found


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a tree, leaving out annotations: they tell a reader, and do nothing."""
    yield node
    for field, value in ast.iter_fields(node):
        if field not in ("annotation", "returns"):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from walk(child)


def assigned(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Pair what is assigned to with what is assigned, within tuples too."""
    for target in node.targets:
        both = target, node.value
        if all(isinstance(side, ast.Tuple) for side in both):
            yield from zip(*(side.elts for side in both), strict=True)  # type: ignore[attr-defined]
        else:
            yield both


def docstring_lines(tree: ast.AST) -> set[int]:
    """Return the numbers of the lines that docstrings take."""
    taken: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | Definition) and ast.get_docstring(node):
            first = node.body[0]
            taken |= set(range(first.lineno, (first.end_lineno or 0) + 1))
    return taken


def code_lines(piece: Piece) -> int:
    """Count lines of code as they stand: no blank ones, comments or docstrings.

    Imports do not count: they are the same few for every level of one framework.
    """
    speaking: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(piece.text).readline):
        if token.type not in SILENT:
            speaking |= set(range(token.start[0], token.end[0] + 1))
    speaking -= docstring_lines(piece.tree)
    wanted: set[int] = set()
    for node in piece.definitions:
        first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        wanted |= set(range(first, (node.end_lineno or 0) + 1))
    return len(speaking & wanted)


class _Bare(ast.NodeTransformer):
    """Takes away what does not run: imports, docstrings, annotations."""

    def visit_Import(self, node: ast.Import) -> None:
        """Drop an import."""

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Drop an import."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        """Drop the annotation of an argument."""
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        """Make an annotated assignment a plain one."""
        if node.value is None:
            return None
        bare = ast.Assign([node.target], node.value, lineno=node.lineno)
        return self.generic_visit(bare)

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Drop a docstring and what a function says it returns."""
        if isinstance(node, ast.Module | Definition) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        return super().generic_visit(node)


def statements(piece: Piece) -> list[str]:
    """Write every statement on one line, whatever its layout, and not indented.

    A statement that only moves deeper is thereby still the same.
    """
    written: list[str] = []
    for definition in piece.definitions:
        # A copy: the transformer changes what it is given.
        bare = _Bare().visit(ast.parse(ast.unparse(definition)))
        lines = ast.unparse(ast.fix_missing_locations(bare)).splitlines()
        written += [line.strip() for line in lines if line.strip()]
    return written


def names_to_know(pieces: Iterable[Piece]) -> list[str]:
    """Collect a framework's names that a source asks its reader to know.

    Three kinds, each name once: parts of a framework, by full name; methods and
    attributes of its objects, with a dot before; and hooks, methods that a class
    derived from a framework's defines and never calls, with a dot before too.
    Keyword arguments are left out.
    """
    return sorted(
        {name for piece in pieces for name in (*_parts(piece), *_methods(piece))}
    )


def _parts(piece: Piece) -> Iterator[str]:
    inner = {node.value for node in piece.nodes() if isinstance(node, ast.Attribute)}
    for node in piece.nodes():
        if node not in inner and (name := piece.full_name(node)):
            yield name


def _methods(piece: Piece) -> Iterator[str]:
    if not piece.aliases:
        return
    for definition in piece.definitions:
        known = _Known(piece, definition)
        for node in walk(definition):
            if (
                isinstance(node, ast.Attribute)
                and known.is_framework(node.value)
                and node.attr not in PYTHONIC | known.own
            ):
                yield f".{node.attr}"
        yield from (f".{hook}" for hook in known.hooks())


@dataclass(frozen=True)
class _Known:
    """What can be told of the values in one definition, without running it."""

    piece: Piece
    definition: Definition

    @cached_property
    def own(self) -> set[str]:
        """Attributes that the definitions which count give their objects."""
        return {
            node.attr
            for node in self.piece.nodes()
            if isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and ast.unparse(node.value) == "self"
        } | {member.name for member in self._members()}

    @cached_property
    def plain(self) -> set[str]:
        """Names that hold numbers, texts, arrays: nothing of a framework's."""
        found = set(self.piece.foreign) | {
            node.arg
            for node in ast.walk(self.definition)
            if isinstance(node, ast.arg)
            and node.annotation is not None
            and not self._may_be_framework(node.annotation)
        }
        for node in ast.walk(self.definition):
            if isinstance(node, ast.Assign):
                for target, value in assigned(node):
                    if not self.is_framework(value, found):
                        found.add(ast.unparse(target))
        return found

    def _may_be_framework(self, annotation: ast.expr) -> bool:
        roots = {n.id for n in ast.walk(annotation) if isinstance(n, ast.Name)}
        return bool(roots & {"Any", *self.piece.aliases})

    def is_framework(self, node: ast.expr, plain: set[str] | None = None) -> bool:
        """Tell whether a value may be a framework's object, not a part of it."""
        plain = self.plain if plain is None else plain
        if isinstance(node, ast.Name):
            return node.id not in plain | set(self.piece.aliases) | set(dir(builtins))
        if isinstance(node, ast.Call):
            if self.piece.full_name(node.func):
                return True
            if isinstance(node.func, ast.Name) and node.func.id == "super":
                return self.is_derived()
            return self.is_framework(node.func, plain)
        if isinstance(node, ast.Attribute):
            if self.piece.full_name(node):
                return False
            return self.is_framework(node.value, plain)
        if isinstance(node, ast.Subscript):
            return self.is_framework(node.value, plain)
        return isinstance(node, ast.BinOp)

    def is_derived(self) -> bool:
        """Tell whether this is a class derived from a framework's."""
        return isinstance(self.definition, ast.ClassDef) and any(
            self.piece.full_name(base) for base in self.definition.bases
        )

    def _members(self) -> list[ast.FunctionDef]:
        if not isinstance(self.definition, ast.ClassDef):
            return []
        return [m for m in self.definition.body if isinstance(m, ast.FunctionDef)]

    def hooks(self) -> list[str]:
        """Return the methods that only the framework calls."""
        called = {
            node.func.attr
            for node in ast.walk(self.definition)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        return [
            member.name
            for member in self._members()
            if self.is_derived()
            and member.name not in called
            and member.name != "__init__"
        ]
