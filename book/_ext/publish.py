"""Build the site beside the published one, and replace that only when all is well.

Sphinx writes into a workshop. When it ended without an error or a warning, its
pages are copied to a folder of their own and the published name, a symbolic
link, is moved over to it in one step. A build that fails, or is killed at any
moment, leaves the last good site as it was.
"""

import argparse
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from unused_styles import lighten

OWN_STYLES = Path("book/_static")
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
    try:
        chosen = runtime(wish.device, wish.data)
        wish.build.mkdir(parents=True, exist_ok=True)
        with only_build_in(wish.build):
            fetch(chosen["data"])
            return (make or build)(wish.build, chosen)
    except (BuildError, OSError) as error:
        print(f"The {what} was not rebuilt: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\nStopped. The {what} is as it was.", file=sys.stderr)
        return 130


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


def build(folder: Path, chosen: dict[str, str]) -> int:
    """Run Sphinx in the workshop, and publish what it made if all went well."""
    workshop, unfinished = folder / "workshop", folder / "workshop" / "unfinished"
    if unfinished.exists():
        # A build that did not end may have left half a page behind. The
        # executed cells are kept elsewhere, so starting afresh costs seconds.
        shutil.rmtree(workshop)
    workshop.mkdir(exist_ok=True)
    unfinished.touch()
    run_sphinx(workshop, {f"live_{name}": value for name, value in chosen.items()})
    replace_site(workshop / "html", folder)
    unfinished.unlink()
    print(f"The site is in {folder / 'html'}: open {folder / 'html/index.html'}")
    return 0


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
    for old in folder.glob("site-*"):
        if old.name != copy.name:
            shutil.rmtree(old)


if __name__ == "__main__":
    sys.exit(main())
