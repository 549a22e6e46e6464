"""Count the models that a package of 2017 brought along, without installing it.

After `pip download --no-deps torchvision==0.1.9`, run `python -m
spotdiff.adoption.then FILE`.
"""

import ast
import hashlib
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Where the functions stand that return a model.
MODULES = re.compile(r"(?:.*/)?(?:torchvision/models|keras/applications)/(\w+)\.py")


class UnknownPackageError(ValueError):
    """The file is no package that we can count in."""


@dataclass(frozen=True)
class Count:
    """What a package has.

    Attributes:
        sha256: The digest of its file.
        models: The functions that return a model, sorted.
        modules: The modules that they stand in, sorted.
    """

    sha256: str
    models: tuple[str, ...]
    modules: tuple[str, ...]


def sources(file: Path) -> Iterator[tuple[str, str]]:
    """Yield names and texts of an archive's modules of models."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as wheel:
            for name in wheel.namelist():
                if match := MODULES.fullmatch(name):
                    yield match[1], wheel.read(name).decode()
    elif tarfile.is_tarfile(file):
        with tarfile.open(file) as archive:
            for member in archive:
                opened = archive.extractfile(member)
                if opened and (match := MODULES.fullmatch(member.name)):
                    yield match[1], opened.read().decode()
    else:
        raise UnknownPackageError(f"{file.name} is neither a wheel nor an archive")


def count(file: Path) -> Count:
    """Count a package's models: functions that take `pretrained` or `weights`.

    Raises:
        UnknownPackageError: The file is no archive, or no models are in it.
    """
    found = {
        (function.name, module)
        for module, text in sources(file)
        for function in ast.parse(text).body
        if isinstance(function, ast.FunctionDef)
        and not function.name.startswith("_")
        and {arg.arg for arg in function.args.args} & {"pretrained", "weights"}
    }
    if not found:
        raise UnknownPackageError(
            f"{file.name} has neither torchvision's models nor Keras's"
        )
    models, modules = zip(*found, strict=True)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return Count(digest, tuple(sorted(models)), tuple(sorted(set(modules))))


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        print(argument, count(Path(argument)))
