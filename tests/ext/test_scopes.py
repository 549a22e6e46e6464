"""Which names are a module's."""

import ast

import pytest

from scopes import names_set, references


def used(code: str) -> set[str]:
    return {reference.name for reference in references(*ast.parse(code).body)}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (
            "def f(x=LOW, *, y: Kind = D) -> Out:\n    return x + y + z",
            "LOW Kind D Out z",
        ),
        ("@wrap(SIZE)\ndef f(): pass", "wrap SIZE"),
        ("def f():\n    x = 1\n    def g(): return x + y\n    return g", "y"),
        ("def f():\n    return [a * k for a in rows if a > low]", "rows k low"),
        ("def f():\n    if (n := g()) > 1: return n", "g"),
        ("def f():\n    return any((m := v) for v in vs) and m", "any vs"),
        ("f = lambda a, b=D: a + b + c", "f D c"),
        ("def f():\n    global count\n    count = count + 1", "count"),
        ("def f():\n    import torch\n    return torch.ones(1)", ""),
        (
            "def f():\n    try: g()\n    except Bad as e: raise Other from e",
            "g Bad Other",
        ),
        ("def f(v):\n    match v:\n        case {'a': x, **y}: return x, y", ""),
        ("def f(v):\n    match v:\n        case [y, *ys]: return y, ys", ""),
        ("def f(v):\n    match v:\n        case Point() as p: return p", "Point"),
        ("class A(Base, key=K):\n    size = N\n    other = size", "Base K N"),
        ("class A:\n    size = 1\n    def f(self): return size", "size"),
        ("x: Kind = {k: v for k, v in pairs}", "x Kind pairs"),
        ("async def f():\n    async for a in source: yield a", "source"),
        ("def f(a):\n    with a as b: return b", ""),
    ],
)
def test_only_the_names_of_the_module_are_found(code: str, names: str) -> None:
    assert used(code) == set(names.split())


def test_a_reference_knows_what_is_asked_of_it_and_what_is_hidden_there() -> None:
    (statement,) = ast.parse("def f(a):\n    return given.inner.size(a)").body
    (reference,) = references(statement)
    assert [attribute.attr for attribute in reference.attributes] == ["inner", "size"]
    assert reference.hidden == {"a"}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("a, (b, *c) = 1, (2, 3)", "a b c"),
        ("with open(x) as f:\n    import torch.nn as nn, json.tool", "f nn json"),
        ("for i in range(3):\n    total[i] = 1", "i"),
        ("x += 1", "x"),
        ("def f():\n    inner = 1", "f"),
        ("print([n for n in range(3)])", ""),
    ],
)
def test_the_names_that_a_statement_sets(code: str, names: str) -> None:
    assert names_set(*ast.parse(code).body) == names.split()
