"""A page's first cell brings its modules along, and looks for packages."""

import ast
import importlib.metadata
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

import set_up
from first_cell import TITLE, first_cell, literal, packages_imported

FILES = {
    "shop/__init__.py": '"""A shop."""\n',
    "shop/prices.py": 'from pathlib import Path\n\nEGG = "3 \\\\ dozen"\n'
    'LIST = Path(__file__).with_name("list.txt").read_bytes().decode()\n',
    "shop/list.txt": "it''s '''odd'''\r\n\\",
}
LOCK = """
[[package]]
name = "ours"
source = { editable = "." }
dependencies = [
    { name = "numpy", extra = ["gpu"], marker = "sys_platform == 'linux'" },
    { name = "numpy", marker = "sys_platform != 'linux'" },
    { name = "PyYAML" },
    { name = "scikit-learn", extra = ["plots", "docs"] },
]

[[package]]
name = "pandas"
"""


def run(code: str, folder: Path, *options: str) -> str:
    """Run code in a Python that knows nothing of this repository."""
    command = [sys.executable, "-I", *options, "-c", code]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("text", [*FILES.values(), "", "'", '"""', "a\n\\", "\t\0é…"])
def test_a_literal_gives_the_text_again(text: str) -> None:
    assert ast.literal_eval(literal(text)) == text


@given(some.text(alphabet="'\"\\\r\na{é"))
def test_a_literal_gives_any_text_again(text: str) -> None:
    assert ast.literal_eval(literal(text)) == text


def test_a_module_stands_in_the_cell_as_in_its_file() -> None:
    cell = first_cell(FILES, {})
    assert cell.startswith(TITLE)
    assert FILES["shop/prices.py"] in cell


def test_the_modules_can_be_imported_anywhere_by_programs_too(tmp_path: Path) -> None:
    ask = "from shop import prices; print(repr((prices.EGG, prices.LIST)))"
    child = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {ask!r}])"
    said = run(f"{first_cell(FILES, {})}\n{ask}\n{child}", tmp_path)
    here, there = map(ast.literal_eval, said.splitlines())
    assert here == there == ("3 \\ dozen", FILES["shop/list.txt"])
    assert list(tmp_path.iterdir()) == []


def test_the_cell_leaves_no_name_and_no_file(tmp_path: Path) -> None:
    before = "import tempfile\ntempfile.tempdir = '.'\nnames = set(globals())\n"
    after = "\nprint(sorted(set(globals()) - names - {'names'}))"
    assert run(before + first_cell(FILES, {}) + after, tmp_path) == "[]\n"
    assert list(tmp_path.iterdir()) == []


def test_what_was_imported_from_elsewhere_is_imported_again(tmp_path: Path) -> None:
    before = "import sys, types\nsys.modules['shop'] = types.ModuleType('shop')\n"
    after = "\nimport shop\nprint(shop.__doc__)"
    assert run(before + first_cell(FILES, {}) + after, tmp_path) == "A shop.\n"


def test_a_module_that_was_not_brought_is_missing(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    for name in ("__init__", "other"):
        (tmp_path / "shop" / f"{name}.py").write_text("")
    elsewhere = f"import sys\nsys.path.append({str(tmp_path)!r})\n"
    after = (
        "\ntry:\n    import shop.other\n"
        "except ModuleNotFoundError as error:\n    print(error)"
    )
    said = run(elsewhere + first_cell(FILES, {}) + after, tmp_path)
    assert said == "No module named 'shop.other'\n"


def test_the_packages_are_those_imported_or_named_of_what_the_project_asks_for() -> (
    None
):
    sources = [
        "import sklearn.datasets, json",
        "def f():\n    import numpy, pandas, unheard_of",
    ]
    version = importlib.metadata.version
    assert packages_imported(sources, ["pyyaml"], LOCK) == {
        "numpy": version("numpy"),
        "pyyaml": version("pyyaml"),
        "scikit-learn[docs,plots]": version("scikit-learn"),
    }


def test_nothing_is_said_or_installed_where_all_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = {"numpy[gpu]": importlib.metadata.version("numpy")}
    assert run(first_cell(FILES, packages), tmp_path) == ""


def test_another_version_is_told_and_left(capsys: pytest.CaptureFixture[str]) -> None:
    set_up.need({"numpy": "0.1"})
    version = importlib.metadata.version("numpy")
    assert capsys.readouterr().out == f"Written with numpy 0.1; here is {version}.\n"


def test_what_is_missing_is_installed_as_the_page_had_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: asked.append((a, k)))
    set_up.need(
        {"no-such-package": "1.2", "numpy": importlib.metadata.version("numpy")}
    )
    ((command,), options) = asked[0]
    assert command[:4] == [sys.executable, "-m", "pip", "install"]
    assert command[-1] == "no-such-package==1.2"
    assert options == {"check": True}
    assert capsys.readouterr().out == "Installing no-such-package==1.2\n"
    assert json.dumps(asked).count("numpy") == 0
