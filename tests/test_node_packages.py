"""npm packages come from a lock file, once, and a failure says what to do."""

import json
import subprocess
from pathlib import Path

import pytest

from spotdiff import node_packages
from spotdiff.node_packages import FILES, NodePackagesError, installed


@pytest.fixture
def wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that asks for nothing, and use a cache of its own."""
    monkeypatch.setenv("SPOTDIFF_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "wanted"
    folder.mkdir()
    package = {"name": "wanted", "dependencies": {}}
    lock = {
        "name": "wanted",
        "lockfileVersion": 3,
        "requires": True,
        "packages": {"": {"name": "wanted"}},
    }
    (folder / "package.json").write_text(json.dumps(package))
    (folder / "package-lock.json").write_text(json.dumps(lock))
    return folder


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_dir())


def test_they_are_installed_once(wanted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []

    def npm(folder: Path) -> None:
        asked.append(folder)
        assert {file.name for file in folder.iterdir()} == set(FILES)
        (folder / "node_modules").mkdir()

    monkeypatch.setattr(node_packages, "_run_npm", npm)
    assert installed(wanted) == installed(wanted)
    assert installed(wanted).is_dir()
    assert len(asked) == 1
    assert len(list(installed(wanted).parents[1].iterdir())) == 1


def test_another_lock_file_is_another_folder(
    wanted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        node_packages, "_run_npm", lambda folder: (folder / "node_modules").mkdir()
    )
    before = installed(wanted)
    (wanted / "package.json").write_text("{}")
    assert installed(wanted) != before


def test_the_real_npm_takes_a_lock_file_that_asks_for_nothing(wanted: Path) -> None:
    assert installed(wanted).parent.joinpath("package-lock.json").is_file()


def test_a_lock_file_that_does_not_fit_is_refused_and_nothing_is_left(
    wanted: Path,
) -> None:
    package = {"name": "wanted", "dependencies": {"is-number": "7.0.0"}}
    (wanted / "package.json").write_text(json.dumps(package))
    with pytest.raises(NodePackagesError, match=r"be online once(.|\n)*npm error"):
        installed(wanted)
    assert left_in(wanted.parent / "cache") == ["node"]


def test_a_registry_that_is_silent_is_told(
    wanted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("npm", 300)

    monkeypatch.setattr(subprocess, "run", silent)
    with pytest.raises(NodePackagesError, match="did not answer"):
        installed(wanted)
    assert left_in(wanted.parent / "cache") == ["node"]
