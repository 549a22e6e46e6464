"""Which modules a page depends on."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from imports import digest, modules_imported_by, names_imported_by

TREE = {
    "shop/__init__.py": "",
    "shop/front.py": "from shop.back import door\n",
    "shop/back/__init__.py": "from . import stairs\n",
    "shop/back/door.py": "from ..cellar import wine\nimport os\n",
    "shop/back/stairs.py": "",
    "shop/cellar.py": "wine = 1\n",
    "shop/alone.py": "",
    "tools.py": "import shop.alone\n",
}


def write(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, TREE)
    return tmp_path


def found(root: Path, *sources: str) -> set[str]:
    return set(modules_imported_by(sources, root))


def test_imports_are_followed_through_two_levels_and_more(root: Path) -> None:
    assert found(root, "import shop.front") == {
        "shop",
        "shop.front",
        "shop.back",
        "shop.back.door",
        "shop.back.stairs",
        "shop.cellar",
    }


def test_a_module_that_nobody_imports_is_left_out(root: Path) -> None:
    assert "shop.alone" not in found(root, "import shop.front")
    assert "tools" not in found(root, "import shop.front")


def test_every_module_is_given_with_its_file(root: Path) -> None:
    modules = modules_imported_by(["import shop.back.stairs"], root)
    assert modules == {
        "shop": root / "shop/__init__.py",
        "shop.back": root / "shop/back/__init__.py",
        "shop.back.stairs": root / "shop/back/stairs.py",
    }


def test_the_modules_come_in_one_order_whatever_that_of_the_cells(root: Path) -> None:
    cells = ["import tools", "import shop.front", "import shop.cellar"]
    forth, back = (list(modules_imported_by(c, root)) for c in (cells, cells[::-1]))
    assert forth == back == sorted(forth)


@pytest.mark.parametrize(
    "cell",
    [
        "import shop.alone",
        "import shop.alone as alone",
        "from shop import alone",
        "from shop import alone as other",
        "from shop.alone import anything",
        "def later():\n    from shop import alone",
        "if True:\n    import os, shop.alone",
        "try:\n    import shop.alone\nexcept ImportError:\n    raise",
        "import tools",
    ],
)
def test_every_way_to_import_a_submodule_is_seen(root: Path, cell: str) -> None:
    assert "shop.alone" in found(root, cell)


def test_a_name_taken_from_a_package_need_not_be_a_module(root: Path) -> None:
    assert found(root, "from shop import nothing") == {"shop"}


def test_a_package_runs_its_init_and_what_that_imports(root: Path) -> None:
    assert "shop.back.stairs" in found(root, "import shop.back")


def test_a_relative_import_in_a_package_starts_at_the_package_itself() -> None:
    assert set(names_imported_by("from . import stairs", "shop.back")) == {
        "shop.back",
        "shop.back.stairs",
    }


def test_two_dots_start_one_package_further_up() -> None:
    names = set(names_imported_by("from ..cellar import wine", "shop.back"))
    assert names == {"shop.cellar", "shop.cellar.wine"}


def test_modules_that_import_each_other_are_each_found_once(tmp_path: Path) -> None:
    write(tmp_path, {"one.py": "import two\n", "two.py": "import one\n"})
    assert found(tmp_path, "import one") == {"one", "two"}


def test_a_cell_that_does_not_parse_imports_nothing(root: Path) -> None:
    assert found(root, "import shop.alone\ndef (:") == set()


def test_a_cell_that_does_not_parse_does_not_hide_the_other_cells(root: Path) -> None:
    assert "shop.alone" in found(root, "def (:", "import shop.alone")


def test_a_module_that_does_not_parse_is_itself_still_found(root: Path) -> None:
    (root / "shop/cellar.py").write_text("def (:", "utf-8")
    assert "shop.cellar" in found(root, "import shop.cellar")


def test_modules_outside_the_source_root_are_ignored(root: Path) -> None:
    assert found(root, "import os.path, numpy\nfrom json import *") == set()


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    file = tmp_path / "empty.py"
    file.write_bytes(b"")
    assert digest(file).startswith("e3b0c44298fc1c149afbf4c8996fb924")
    file.write_bytes(b"\r\n")
    with_return = digest(file)
    file.write_bytes(b"\n")
    assert digest(file) != with_return
