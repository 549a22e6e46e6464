"""Build the site beside the published one, and replace that only when all is well.

Sphinx writes into a workshop. When it ended without an error or a warning, its
pages are copied to a folder of their own and the published name, a symbolic
link, is moved over to it in one step. A build that fails, or is killed at any
moment, leaves the last good site as it was.
"""

import argparse
import errno
import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from results import WRITING
from unused_styles import lighten

OWN_STYLES = Path("book/_static")
# In the workshop: a digest of all that is in it, when it was left in good order.
SEAL = "finished"
ADVICE = {
    errno.ENOSPC: "make room on the disk, and build again",
    errno.EDQUOT: "make room on the disk, and build again",
    errno.EROFS: "build where files can be written",
    errno.EACCES: "build where files can be written",
}
Maker = Callable[[Path, dict[str, str]], int]


class BuildError(Exception):
    """A build that cannot be published; the message says why."""


def main(
    arguments: list[str] | None = None, what: str = "site", make: Maker | None = None
) -> int:
    """Build and publish; return the exit status.

    Args:
        arguments: those of the command line.
        what: what is made, for the messages.
        make: makes it, given a folder to work in and the choice of device and data.
    """
    parser = argparse.ArgumentParser(prog="publish", description=__doc__)
    parser.add_argument("--device", default=os.environ.get("DEVICE", "auto"))
    parser.add_argument("--data", default=os.environ.get("DATA", "digits"))
    parser.add_argument("--build", type=Path, default=Path("_build"))
    wish = parser.parse_args(arguments)
    # Whoever asks a build to end means what Ctrl-C means.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        chosen = runtime(wish.device, wish.data)
        wish.build.mkdir(parents=True, exist_ok=True)
        with only_build_in(wish.build):
            clear_away(wish.build)
            fetch(chosen["data"])
            return (make or build)(wish.build, chosen)
    except (BuildError, OSError) as error:
        print(f"The {what} was not rebuilt: {reason(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\nStopped. The {what} is as it was.", file=sys.stderr)
        return 130


def reason(error: Exception) -> str:
    """Say in a line what went wrong, and what to do where that is known."""
    if isinstance(error, shutil.Error) and isinstance(error.args[0], list):
        # A copy tells of each file that failed; the first stands for all.
        (_, target, why), *_ = error.args[0]
        return f"{target} could not be written: {why}"
    advice = ADVICE.get(error.errno or 0) if isinstance(error, OSError) else None
    return f"{error}: {advice}" if advice else str(error)


def runtime(device: str, data: str) -> dict[str, str]:
    """Ask the package which device and data set the build will use.

    Raises:
        BuildError: the wish cannot be granted here.
    """
    command = [sys.executable, "-m", "spotdiff.runtime", "--device", device]
    answer = subprocess.run(
        [*command, "--data", data], capture_output=True, text=True, check=False
    )
    if answer.returncode:
        raise BuildError(answer.stderr.strip())
    chosen: dict[str, str] = json.loads(answer.stdout)
    return chosen


def fetch(data: str) -> None:
    """Let the package fetch the data set; the reader sees the progress.

    Raises:
        BuildError: it is not on disk, and could not be fetched.
    """
    command = [sys.executable, "-m", "spotdiff.data", data]
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode:
        raise BuildError(answer.stdout.strip() or "see the error above")


@contextmanager
def only_build_in(folder: Path) -> Iterator[None]:
    """Keep a second build out while one is at work.

    Raises:
        BuildError: another build is at work in the folder.
    """
    with (folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildError(
                f"another build is at work in {folder}; wait for it"
            ) from None
        yield


def clear_away(folder: Path) -> None:
    """Remove what builds that were killed have left: it takes room."""
    current = (folder / "html").resolve().name
    for old in folder.glob("site-*"):
        if old.name != current:
            shutil.rmtree(old)
    for kept in ("results", "figures"):
        for part in (folder / kept).rglob(f"{WRITING}*"):
            part.unlink()


def build(folder: Path, chosen: dict[str, str]) -> int:
    """Run Sphinx in the workshop, and publish what it made if all went well."""
    with in_order(folder / "workshop") as workshop:
        run_sphinx(workshop, {f"live_{name}": value for name, value in chosen.items()})
        replace_site(workshop / "html", folder)
    print(f"The site is in {folder / 'html'}: open {folder / 'html/index.html'}")
    return 0


@contextmanager
def in_order(workshop: Path) -> Iterator[Path]:
    """Lend a workshop, and empty it first if it is not as the last good build left it.

    A build that did not end may have left half a page behind, and a disk may have
    spoilt one. The executed cells are kept elsewhere, so starting afresh costs seconds.
    """
    seal = workshop / SEAL
    sealed = seal.read_text("utf-8") if seal.exists() else ""
    if workshop.exists() and sealed != digest_of(workshop):
        shutil.rmtree(workshop)
    workshop.mkdir(exist_ok=True)
    seal.unlink(missing_ok=True)
    yield workshop
    seal.write_text(digest_of(workshop), "utf-8")


def digest_of(workshop: Path) -> str:
    """Return a digest of the names and the contents of all files but the seal."""
    found = hashlib.sha256()
    for file in sorted(workshop.rglob("*")):
        if file.is_file() and file != workshop / SEAL:
            with file.open("rb") as content:
                part = hashlib.file_digest(content, "sha256").hexdigest()
            found.update(f"{file.relative_to(workshop)}\0{part}\n".encode())
    return found.hexdigest()


def run_sphinx(
    workshop: Path, settings: dict[str, object], builder: str = "html"
) -> None:
    """Write the pages into the workshop; warnings go to standard error.

    Args:
        workshop: the folder; the pages go into a folder in it, named as the builder.
        settings: what to change of conf.py.
        builder: the name of the builder.

    Raises:
        BuildError: a page failed, or there was a warning.
        OSError: something could not be read or written.
    """
    with patch_docutils("."), docutils_namespace():
        try:
            app = Sphinx(
                srcdir="book",
                confdir=".",
                outdir=workshop / builder,
                doctreedir=workshop / "doctrees",
                buildername=builder,
                confoverrides=settings,
                status=None,
                warningiserror=True,
            )
            # A list of all pages knows only those that are written.
            app.build(force_all=bool(app.config.html_baseurl))
        except SphinxError as error:
            # Sphinx says in which step of ours a disk was full: that helps nobody.
            if isinstance(error.__cause__, OSError):
                raise error.__cause__ from None
            raise BuildError(str(error)) from error
    if app.statuscode:
        raise BuildError("see the warnings above")


def replace_site(made: Path, folder: Path) -> None:
    """Copy the pages made, and move the published name over to the copy."""
    copy = Path(tempfile.mkdtemp(prefix="site-", dir=folder))
    shutil.copytree(made, copy, dirs_exist_ok=True)
    lighten(copy, OWN_STYLES)
    copy.chmod(0o755)
    link = folder / "html.next"
    link.unlink(missing_ok=True)
    link.symlink_to(copy.name)
    link.replace(folder / "html")
    clear_away(folder)


if __name__ == "__main__":
    sys.exit(main())
