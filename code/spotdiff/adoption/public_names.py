"""The names that a framework offers: found by walking it, by one rule for both.

A name is public if it is reached by dots from the imported package, if no part of it
begins with an underscore, and if its module lists it in `__all__`, where it has one. It
counts if it can be called, and was made by the framework itself.
"""

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType


@dataclass(frozen=True)
class Framework:
    """Where to walk.

    Attributes:
        root: The package to import.
        homes: The modules below which its public modules stand.
        makers: The packages whose functions and classes are its own.
        skipped: Modules not to enter.
        lazy: Modules that stand for another one until they are used, by path.
    """

    root: str
    homes: tuple[str, ...]
    makers: tuple[str, ...]
    skipped: frozenset[str] = frozenset()
    lazy: Mapping[str, str] = field(default_factory=dict)


FRAMEWORKS = {
    "PyTorch": Framework(
        root="torch",
        homes=("torch",),
        makers=("torch",),
        # They hold what was asked of them so far, whatever that is.
        skipped=frozenset({"torch.ops", "torch.classes"}),
    ),
    "TensorFlow": Framework(
        root="tensorflow",
        # What stands elsewhere below `tensorflow` is how it is made.
        homes=("tensorflow._api.v2", "keras"),
        makers=("tensorflow", "keras"),
        # They hold themselves once more.
        skipped=frozenset(
            {"tensorflow.compat.v1.compat", "tensorflow.compat.v2.compat"}
        ),
        lazy={"tensorflow.keras": "keras._tf_keras.keras"},
    ),
}


def public_names(package: ModuleType, framework: Framework) -> dict[str, object]:
    """Walk a package.

    Args:
        package: The imported root.
        framework: Where to go, and what to count.

    Returns:
        What can be called, by its path; one thing may have several paths.
    """
    found: dict[str, object] = {}
    waiting = deque([(framework.root, package)])
    entered = {id(package)}
    while waiting:
        path, module = waiting.popleft()
        offered = offers(module)
        for name, value in members(module):
            where = f"{path}.{name}"
            if isinstance(value, ModuleType):
                real = framework.lazy.get(where)
                below = import_module(real) if real else value
                if id(below) not in entered and is_part(below, where, framework):
                    entered.add(id(below))
                    waiting.append((where, below))
            elif name in offered and callable(value) and is_own(value, framework):
                found[where] = value
    return found


def offers(module: ModuleType) -> Collection[str]:
    """Return the names a module says it offers, or all it has."""
    listed = vars(module).get("__all__")
    return listed if isinstance(listed, list | tuple) else dir(module)


def members(module: ModuleType) -> Iterator[tuple[str, object]]:
    """Yield a module's names without an underscore, and what they stand for.

    A name that is listed and not there is passed over: nobody can use it.
    """
    for name in sorted({*dir(module), *offers(module)}):
        if not name.startswith("_") and hasattr(module, name):
            yield name, getattr(module, name)


def name_of(module: ModuleType) -> str:
    """Return a module's full name, without loading it where it is lazy."""
    name: str = vars(module).get("__name__", "")
    return name


def is_part(module: ModuleType, path: str, framework: Framework) -> bool:
    """Tell whether a module belongs where it was found, and is to be entered.

    One that was merely imported there has another name.
    """
    inner = path.partition(".")[2]
    return (
        path not in framework.skipped
        and is_below(name_of(module), framework.homes)
        and name_of(module).endswith(f".{inner}")
    )


def is_own(value: object, framework: Framework) -> bool:
    """Tell whether a function or class was made by the framework."""
    made_in = getattr(value, "__module__", None)
    # What is written in C may not say where it is from.
    return made_in is None or is_below(str(made_in), framework.makers)


def is_below(name: str, packages: Collection[str]) -> bool:
    """Tell whether a module is one of the packages or below one."""
    return any(name == one or name.startswith(f"{one}.") for one in packages)
