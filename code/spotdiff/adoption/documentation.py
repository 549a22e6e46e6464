"""What is written down about a function or a class, by one rule for both frameworks."""

import inspect
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

MARKS_OF_EXAMPLES = (">>>", "```", "code-block::", "Example::")
# A signature that a tool wrote where nobody wrote a docstring.
MERE_SIGNATURE = re.compile(r"\w+\([^\n]*\)( -> [^\n]*)?")
FEWEST_WORDS = 3
STUB = re.compile(r"^\s*def (\w+)\(", re.MULTILINE)


@dataclass(frozen=True)
class Documented:
    """What one function or class has.

    Attributes:
        docstring: Somebody wrote one of its own.
        parameters: Its docstring names every parameter; None if it has none, or if
            Python cannot tell which.
        example: There is an example of use.
        hints: There are type hints, in its code or in a stub file beside it.
        deprecated: It says of itself that it should not be used any more.
    """

    docstring: bool
    parameters: bool | None
    example: bool
    hints: bool
    deprecated: bool


def judge(thing: object, stubs: Collection[str] = ()) -> Documented:
    """Look at a function or a class.

    Args:
        thing: The function or class.
        stubs: Names of functions written in C that have a stub with type hints.
    """
    text = docstring(thing)
    return Documented(
        docstring=bool(text),
        parameters=names_parameters(thing, text),
        example=any(mark in text for mark in MARKS_OF_EXAMPLES),
        hints=has_hints(thing, stubs),
        deprecated=is_deprecated(thing),
    )


def own_doc(thing: object) -> str:
    """Return its `__doc__`, if it has one of its own."""
    # A class inherits none: its base's says nothing of what is new in it.
    text = vars(thing).get("__doc__") if isinstance(thing, type) else thing.__doc__
    return inspect.cleandoc(text) if isinstance(text, str) else ""


def docstring(thing: object) -> str:
    """Return the docstring somebody wrote for it; an empty text if nobody did."""
    text = own_doc(thing)
    written = len(text.split()) >= FEWEST_WORDS and not MERE_SIGNATURE.fullmatch(text)
    return text if written else ""


def names_parameters(thing: object, text: str) -> bool | None:
    """Tell whether a docstring has the names of all parameters."""
    try:
        signature = inspect.signature(thing)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    several = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    names = [
        name
        for name, parameter in signature.parameters.items()
        if parameter.kind not in several and name != "self" and name[0] != "_"
    ]
    if isinstance(thing, type):
        # Some describe the parameters where the class is made.
        text += docstring(thing.__init__)  # type: ignore[misc]
    words = set(re.findall(r"\w+", text))
    return words.issuperset(names) if names else None


def has_hints(thing: object, stubs: Collection[str]) -> bool:
    """Tell whether an editor would know a type of it."""
    if isinstance(thing, type):
        makers = [vars(thing).get("__init__"), vars(thing).get("__new__")]
        return any(has_hints(maker, stubs) for maker in makers if maker)
    if not callable(thing):
        return False
    function = inspect.unwrap(thing)
    if inspect.isbuiltin(function):
        return function.__name__ in stubs
    return bool(getattr(function, "__annotations__", {}))


def stub_names(package: Path) -> frozenset[str]:
    """Return the functions that a package's stub files give types to."""
    texts = (file.read_text("utf-8") for file in package.rglob("*.pyi"))
    return frozenset(name for text in texts for name in STUB.findall(text))


def is_deprecated(thing: object) -> bool:
    """Tell whether the thing itself is deprecated, and not one of its arguments."""
    # The decorator marks what it returns, and what it was given as well; of these two
    # only the first is a class, or wraps another function.
    if "__deprecated__" in vars_of(thing):
        return isinstance(thing, type) or hasattr(thing, "__wrapped__")
    text = own_doc(thing)
    first = text.partition("\n\n")[0]
    if re.search(r"\bdeprecated\b(?! arg)", first, re.IGNORECASE):
        return True
    name = re.escape(str(getattr(thing, "__name__", "")))
    itself = rf"this (function|class|method|op)|(:\w+:)?`*([\w.]+\.)?{name}`*"
    says = rf"^\s*({itself}) is (now )?deprecated"
    return bool(re.search(says, text, re.IGNORECASE | re.MULTILINE))


def vars_of(thing: object) -> Mapping[str, object]:
    """Return a thing's own attributes; what is written in C may have none."""
    return getattr(thing, "__dict__", {})
