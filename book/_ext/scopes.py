"""Which names in a piece of code are those of its module, and not of a function."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
NEW_SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


@dataclass(frozen=True)
class Reference:
    """A place in which a name of the module is used or set.

    Attributes:
        name: The name.
        node: Where it stands; None where it is only declared (`global name`).
        attributes: What is asked of it there, from the inside out: for `a.b.c`,
            those of `b` and of `c`.
        hidden: The names that a function around it has for itself.
    """

    name: str
    node: ast.Name | None
    attributes: tuple[ast.Attribute, ...]
    hidden: frozenset[str]


def references(*statements: ast.stmt) -> list[Reference]:
    """Return every place where statements of a module's top level name something."""
    finder = Finder()
    for statement in statements:
        finder.visit(statement)
    return finder.found


def names_set(*statements: ast.stmt) -> list[str]:
    """Return the names that statements define, in their order, each once."""
    return list(dict.fromkeys(bound(statements)))


def bound(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the names that are set in a scope, not those of the scopes within."""
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name):
                yield name
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                yield from (a.asname or a.name.split(".")[0] for a in aliases)
            case ast.ExceptHandler(name=str(name)):
                yield name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.MatchMapping(rest=str(name)):
                yield name
        if not isinstance(node, NEW_SCOPES):
            yield from bound(ast.iter_child_nodes(node))
        elif isinstance(node, Comprehension):
            # `:=` sets a name of the function around.
            walrus = (n for n in ast.walk(node) if isinstance(n, ast.NamedExpr))
            yield from (n.target.id for n in walrus)


class Finder(ast.NodeVisitor):
    """Walks through statements and collects references."""

    def __init__(self) -> None:
        """Begin at the top level."""
        self.found: list[Reference] = []
        # The names of each scope around, and whether functions within see them.
        self.scopes: list[tuple[frozenset[str], bool]] = []

    @contextmanager
    def scope(self, names: Iterable[str], *, seen_within: bool) -> Iterator[None]:
        """Be inside a scope that has names of its own."""
        before = self.scopes
        self.scopes = [s for s in before if s[1]] + [(frozenset(names), seen_within)]
        yield
        self.scopes = before

    def note(
        self, name: str, node: ast.Name | None, attributes: Sequence[ast.Attribute]
    ) -> None:
        """Collect a name, unless a scope around has it for itself."""
        hidden = frozenset[str]().union(*(names for names, _ in self.scopes))
        if name not in hidden:
            self.found.append(Reference(name, node, tuple(attributes), hidden))

    def visit_Name(self, node: ast.Name) -> None:
        """Collect a bare name."""
        self.note(node.id, node, ())

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Collect a name together with what is asked of it."""
        chain = [node]
        while isinstance(chain[-1].value, ast.Attribute):
            chain.append(chain[-1].value)
        inner = chain[-1].value
        if isinstance(inner, ast.Name):
            self.note(inner.id, inner, chain[::-1])
        else:
            self.visit(inner)

    def visit_Global(self, node: ast.Global) -> None:
        """Collect names that a function declares to be the module's."""
        for name in node.names:
            self.note(name, None, ())

    def visit_function(self, node: Function) -> None:
        """Look at what is computed outside, then inside with the names set there."""
        arguments = node.args
        outside: list[ast.AST | None] = [*arguments.defaults, *arguments.kw_defaults]
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += [a for a in (arguments.vararg, arguments.kwarg) if a]
        outside += [argument.annotation for argument in every]
        body: list[ast.AST]
        if isinstance(node, ast.Lambda):
            body = [node.body]
        else:
            outside += [*node.decorator_list, node.returns]
            body = [*node.body]
        self.visit_all(outside)
        declared = {
            name
            for part in body
            for inner in ast.walk(part)
            if isinstance(inner, ast.Global)
            for name in inner.names
        }
        own = {argument.arg for argument in every} | set(bound(body)) - declared
        with self.scope(own, seen_within=True):
            self.visit_all(body)

    visit_FunctionDef = visit_function  # noqa: N815
    visit_AsyncFunctionDef = visit_function  # noqa: N815
    visit_Lambda = visit_function  # noqa: N815

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Look at a class: its methods do not see the names set in its body."""
        self.visit_all([*node.decorator_list, *node.bases, *node.keywords])
        with self.scope(bound(node.body), seen_within=False):
            self.visit_all(node.body)

    def visit_comprehension_of(self, node: Comprehension) -> None:
        """Look at a comprehension: its first source is computed outside."""
        first, *others = node.generators
        self.visit(first.iter)
        targets = [n for part in node.generators for n in bound([part.target])]
        with self.scope(targets, seen_within=True):
            self.visit_all([first.target, *first.ifs, *others])
            if isinstance(node, ast.DictComp):
                self.visit_all([node.key, node.value])
            else:
                self.visit(node.elt)

    visit_ListComp = visit_comprehension_of  # noqa: N815
    visit_SetComp = visit_comprehension_of  # noqa: N815
    visit_DictComp = visit_comprehension_of  # noqa: N815
    visit_GeneratorExp = visit_comprehension_of  # noqa: N815

    def visit_all(self, nodes: Iterable[ast.AST | None]) -> None:
        """Look at one node after another."""
        for node in nodes:
            if node is not None:
                self.visit(node)
