"""Which methods of Lua Torch's tensors other libraries have, by their names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module

from spotdiff.tables import Table

# Every method that Torch's manual of tensors describes, in its order, read 2026-11-25:
# https://github.com/torch/torch7/blob/04c478f484cc8f0a153ef83e04d71c3d05d67bcc/doc/tensor.md
NAMES = """
clone contiguous type typeAs byte char short int long float double nDimension dim size
stride storage isContiguous nElement storageOffset set copy fill zero resizeAs resize
narrow sub select index indexCopy indexFill expand expandAs repeatTensor transpose t
unfold apply map map2
"""
DESCRIBED = tuple(re.findall(r"\w+", NAMES))
# Where each library keeps what can be done with an array.
PLACES: Mapping[str, Sequence[str]] = {
    "PyTorch": ("torch.Tensor",),
    "NumPy": ("numpy.ndarray",),
    "TensorFlow": ("tensorflow.Tensor",),
    "NumPy, its functions, too": ("numpy.ndarray", "numpy"),
    "TensorFlow, its functions, too": (
        "tensorflow.Tensor",
        "tensorflow.Variable",
        "tensorflow",
        "tensorflow.math",
    ),
}


def spellings(method: str) -> Iterator[str]:
    """Yield how another library may write a name of Torch's.

    Args:
        method: as Torch writes it, as in "indexCopy".

    Yields:
        The same; in Python's spelling; and both with the line at the end by which
        PyTorch marks what changes a tensor in its place.
    """
    lowered = re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", method)
    for name in (method, lowered, method.lower()):
        yield from (name, f"{name}_")


def kept(library: str) -> list[str]:
    """Return the described methods that a library has.

    Args:
        library: a key of PLACES.

    Returns:
        Torch's names, in the manual's order.
    """
    places = [attribute(place) for place in PLACES[library]]
    return [
        method
        for method in DESCRIBED
        if any(hasattr(place, name) for place in places for name in spellings(method))
    ]


def attribute(path: str) -> object:
    """Return a module, or a class of one."""
    module, _, name = path.rpartition(".")
    found: object = getattr(import_module(module or name), name, None)
    return import_module(path) if found is None or not module else found


def table() -> Table:
    """Count the methods that each library has, and name them where they are few."""
    found = {library: kept(library) for library in PLACES}
    rows = [
        (library, len(names), few(names, len(DESCRIBED)))
        for library, names in found.items()
    ]
    return Table(["Library", f"Of {len(DESCRIBED)}", "Which"], rows)


def few(names: Sequence[str], most: int) -> str:
    """Name what is there, or what is not, whichever is shorter."""
    if not names:
        return "none"
    if len(names) > most / 2:
        missing = [name for name in DESCRIBED if name not in names]
        return f"all but {', '.join(f'`{name}`' for name in missing)}"
    return ", ".join(f"`{name}`" for name in names)
