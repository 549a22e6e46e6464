"""What a framework takes on the disk: alone, with what it asks for, with CUDA."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from spotdiff.tables import Table

# Packages and their extras, as this book installs them where there may be a GPU.
ROOTS = {"PyTorch": ("torch", ""), "TensorFlow": ("tensorflow", "and-cuda")}
FOR_GPUS = ("nvidia-", "cuda-", "triton")


@dataclass(frozen=True)
class Size:
    """Megabytes of 10⁶ bytes, as the packages' own lists of files say.

    Attributes:
        alone: The framework's own package.
        asked: What it asks for in turn, and that in turn.
        cuda: That part of it which is only for GPUs.
        packages: How many packages it asks for, those for GPUs included.
    """

    alone: float
    asked: float
    cuda: float
    packages: int


def size(root: str, extra: str = "") -> Size:
    """Add up an installed package and all it needs.

    Raises:
        PackageNotFoundError: It is not installed.
    """
    needed = closure(root, extra)
    alone = megabytes(needed.pop(canonicalize_name(root)))
    each = {name: megabytes(one) for name, one in needed.items()}
    cuda = sum(taken for name, taken in each.items() if name.startswith(FOR_GPUS))
    return Size(alone, sum(each.values()) - cuda, cuda, len(each))


def closure(root: str, extra: str = "") -> dict[str, Distribution]:
    """Return the package and everything it asks for here, by name."""
    found: dict[str, Distribution] = {}
    waiting = [(root, {extra})]
    while waiting:
        name, extras = waiting.pop()
        key = canonicalize_name(name)
        if key in found:
            continue
        found[key] = distribution(name)
        for line in found[key].requires or []:
            wanted = Requirement(line)
            if applies(wanted, extras | {""}):
                waiting.append((wanted.name, set(wanted.extras)))
    return found


def applies(wanted: Requirement, extras: set[str]) -> bool:
    """Tell whether a requirement counts on this machine, and is there.

    What this machine's lock file replaces by something else is not installed, and
    not counted.
    """
    marker = wanted.marker
    if marker and not any(marker.evaluate({"extra": extra}) for extra in extras):
        return False
    try:
        distribution(wanted.name)
    except PackageNotFoundError:
        return False
    return True


def megabytes(package: Distribution) -> float:
    """Add up the files that a package installed."""
    paths = (Path(str(file.locate())) for file in package.files or [])
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


def sizes() -> dict[str, Size]:
    """Measure both."""
    return {name: size(*root) for name, root in ROOTS.items()}


def table(measured: Mapping[str, Size]) -> Table:
    """Show both."""
    head = [
        "MB on disk",
        "Its package",
        "What it asks for",
        "More, for GPUs",
        "Packages",
    ]
    rows = [
        (
            name,
            *(round(part) for part in (one.alone, one.asked, one.cuda)),
            one.packages,
        )
        for name, one in measured.items()
    ]
    return Table(head, rows)
