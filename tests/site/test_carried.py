"""Whatever the site carries of others is on the list of licences."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ROOT / "book" / "_static"
PATTERNS = {
    name: entry["files"]
    for name, entry in tomllib.loads((ROOT / "book/carried.toml").read_text()).items()
}


def listed(site: Path, patterns: list[str]) -> set[Path]:
    found = {file for pattern in patterns for file in site.glob(pattern)}
    folders = {folder for folder in found if folder.is_dir()}
    below = {file for folder in folders for file in folder.rglob("*")}
    return {file.relative_to(site) for file in found | below if file.is_file()}


def test_every_file_of_others_is_listed_once(site: Path) -> None:
    static = site / "_static"
    files = {f.relative_to(site) for f in static.rglob("*") if f.is_file()}
    fonts = {f for f in files if f.parent.name == "fonts"}
    ours = {"_static" / f.relative_to(OURS) for f in OURS.rglob("*")} - fonts
    found = [listed(site, patterns) for patterns in PATTERNS.values()]
    missing = files - ours - set().union(*found)
    assert not missing, f"add them to book/carried.toml: {sorted(map(str, missing))}"
    assert sum(map(len, found)) == len(set().union(*found))


def test_nothing_is_listed_that_is_not_there(site: Path) -> None:
    idle = [
        (name, pattern)
        for name, patterns in PATTERNS.items()
        for pattern in patterns
        if not any(site.glob(pattern))
    ]
    assert not idle, f"take them out of book/carried.toml: {idle}"
