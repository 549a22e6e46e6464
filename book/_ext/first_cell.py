"""Write a page's first cell: its modules as text, and the packages they need."""

import importlib.metadata
import inspect
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

import set_up
from imports import names_imported_by

# Colab shows a cell that begins so as a form: this line, and not the code.
TITLE = "# @title Set-up: the modules of this page, and the packages they need"


def first_cell(files: Mapping[str, str], packages: Mapping[str, str]) -> str:
    """Return the cell that must run before a page's own.

    Args:
        files: texts of modules and other files, by their paths below the source root.
        packages: names and versions of the packages needed.
    """
    functions = [inspect.getsource(each) for each in (set_up.need, set_up.bring)]
    texts = "".join(f"    {quoted(name)}: {literal(files[name])},\n" for name in files)
    calls = f"need({json.dumps(packages, indent=4)})\nbring({{\n{texts}}})"
    return "\n\n".join([TITLE, *functions, calls, "del need, bring"])


def quoted(text: str) -> str:
    """Return a literal on one line."""
    return json.dumps(text, ensure_ascii=False)


def literal(text: str) -> str:
    """Return a literal that reads like the file, where one exists for this text."""
    # Three quotation marks would end it early; Python drops carriage returns, and
    # takes no null.
    unfit = "'''" in text or text.endswith(("'", "\\")) or set(text) & {"\r", "\0"}
    if not unfit:
        return f"r'''{text}'''"
    lines = "".join(f"        {line!r}\n" for line in text.splitlines(keepends=True))
    return f"(\n{lines}    )"


def packages_imported(
    sources: Iterable[str], named: Iterable[str], lock: str
) -> dict[str, str]:
    """Find the packages that pieces of Python need.

    Args:
        sources: the pieces.
        named: packages they need without importing them.
        lock: the text of the lock file, which says what the project asks for.

    Returns:
        Of the packages the project asks for, those imported or named, with the
        versions that are installed: the lock's.
    """
    tops = {
        name.split(".")[0] for source in sources for name in names_imported_by(source)
    }
    providers = {
        normal(one) for top in tops for one in providers_by_import().get(top, [])
    }
    wanted = providers | set(map(normal, named))
    return {
        full: importlib.metadata.version(name)
        for name, full in sorted(asked_for(lock).items())
        if name in wanted
    }


@cache
def providers_by_import() -> Mapping[str, list[str]]:
    """Return the installed packages, by the names under which they are imported."""
    return importlib.metadata.packages_distributions()


@lru_cache(maxsize=1)
def asked_for(lock: str) -> dict[str, str]:
    """Return the packages that the project itself asks for.

    Returns:
        By plain name, the name with the extras that are asked for on every platform.
    """
    extras: dict[str, set[str]] = {}
    for package in tomllib.loads(lock).get("package", []):
        if package.get("source", {}).get("editable") == ".":
            for needed in package.get("dependencies", []):
                own = set(needed.get("extra", []))
                extras.setdefault(normal(needed["name"]), own).intersection_update(own)
    return {
        name: f"{name}[{','.join(sorted(own))}]" if own else name
        for name, own in extras.items()
    }


def normal(name: str) -> str:
    """Return a package's name in the one form that all its spellings share."""
    return re.sub(r"[-_.]+", "-", name).lower()
