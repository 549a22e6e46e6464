"""Programs as files: formatted, and with the versions of what they import."""

import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path

RUFF = (sys.executable, "-m", "ruff")


def formatted(texts: Mapping[str, str]) -> dict[str, str]:
    """Return programs, by their files' names, as the formatter sets them."""
    if not texts:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            Path(folder, name).write_text(text, "utf-8")
        ruff("check", "--select", "I,F401", "--fix", folder)
        ruff("format", folder)
        return {name: Path(folder, name).read_text("utf-8") for name in texts}


def ruff(command: str, *arguments: str) -> None:
    """Run Ruff, whatever settings stand about.

    Raises:
        RuntimeError: It found something that it cannot mend.
    """
    options = ("--isolated", "--no-cache", "--quiet")
    done = subprocess.run(
        [*RUFF, command, *options, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"ruff {command}:\n{done.stdout}{done.stderr}")


def replace_files(folder: Path, texts: Mapping[str, str]) -> None:
    """Have a folder hold these files, and no others."""
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        if file.name not in texts:
            file.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")


def versions(packages: Iterable[str]) -> str:
    """Return the versions of Python and of packages, as they are installed here."""
    parts = [f"{package} {version_of(package)}" for package in packages]
    return ", ".join([f"Python {platform.python_version()}", *parts])


@cache
def version_of(package: str) -> str:
    """Return the version of the distribution that a package comes with."""
    try:
        return version(package)
    except PackageNotFoundError:
        # The package is called otherwise than what brings it.
        return version(distributions()[package][0])


@cache
def distributions() -> Mapping[str, list[str]]:
    """Return what brings each package that is installed here."""
    return packages_distributions()
