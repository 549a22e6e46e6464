"""What runs again after an edit, and that no stale value is ever published."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import MagicMock

import nbformat
import pytest

import live_pages
from execution import Page
from ext.builder import Builder
from ext.small_book import CONF, SmallBook, page

FILES = {
    "conf.py": CONF,
    "uv.lock": "version = 1\n",
    "code/shop/__init__.py": "",
    "code/shop/front.py": "from shop.back import doubled\n",
    "code/shop/back.py": "from .cellar import WINE\n\ndoubled = 2 * WINE\n",
    "code/shop/cellar.py": "WINE = 111\n",
    "code/shop/alone.py": "WATER = 5\n",
    "code/shop/unused.py": "",
    "book/index.md": "# Small\n\n```{toctree}\none\ntwo\nwords\n```\n",
    "book/one.md": page("from shop.front import doubled", "print('one', doubled)"),
    "book/two.md": page("from shop import alone\nprint('two', alone.WATER)"),
    "book/words.md": "# Words\n\nNo cells.\n",
}
BOTH = {"one", "two"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    """Return a book that has been built once."""
    made = SmallBook(tmp_path_factory.mktemp("fresh"), builder)
    made.write(FILES)
    made.build_well()
    assert made.executed() == BOTH
    shutil.copytree(made.folder / "_build" / "results", made.folder / "first-results")
    return made


@pytest.fixture
def book(built: SmallBook) -> Iterator[SmallBook]:
    """Lend the book to a test, then bring its files and kept results back."""
    yield built
    built.write({name: t for name, t in FILES.items() if built.read(name) != t})
    results = built.folder / "_build" / "results"
    shutil.rmtree(results, ignore_errors=True)
    shutil.copytree(built.folder / "first-results", results)


def shows(book: SmallBook, page: str, text: str) -> bool:
    return f">{text}\n" in book.html(page).replace("<pre><span></span>", "<pre>")


# Modules ----------------------------------------------------------------------


def test_a_green_build_never_leaves_the_old_value_after_a_module_was_edited(
    book: SmallBook,
) -> None:
    book.build_well()
    assert shows(book, "one", "one 222")
    book.edit("code/shop/cellar.py", "111", "123")
    book.build_well()
    assert shows(book, "one", "one 246")
    assert "222" not in book.html("one")


def test_a_module_two_levels_down_runs_exactly_the_pages_that_import_it(
    book: SmallBook,
) -> None:
    book.edit("code/shop/cellar.py", "111", "112")
    done = book.build_well()
    assert "1 to execute: one\n" in done.output
    assert book.executed() == {"one"}


def test_a_module_taken_with_from_package_runs_the_page_that_takes_it(
    book: SmallBook,
) -> None:
    book.edit("code/shop/alone.py", "5", "6")
    book.build_well()
    assert book.executed() == {"two"}
    assert shows(book, "two", "two 6")


def test_the_package_around_runs_every_page_that_imports_from_it(
    book: SmallBook,
) -> None:
    book.write({"code/shop/__init__.py": "# changed\n"})
    book.build_well()
    assert book.executed() == BOTH


def test_a_module_that_no_page_imports_runs_nothing(book: SmallBook) -> None:
    book.write({"code/shop/unused.py": "changed = 1\n"})
    assert "to execute" not in book.build_well().output
    assert book.executed() == set()


def test_a_module_replaced_by_an_older_file_runs_its_pages_again(
    book: SmallBook,
) -> None:
    book.edit("code/shop/cellar.py", "111", "1000")
    os.utime(book.folder / "code/shop/cellar.py", (10**9, 10**9))
    book.build_well()
    assert shows(book, "one", "one 2000")


def test_going_back_to_what_was_takes_the_kept_result(book: SmallBook) -> None:
    book.edit("code/shop/alone.py", "5", "7")
    book.build_well()
    book.edit("code/shop/alone.py", "7", "5")
    assert "to execute" not in book.build_well().output
    assert shows(book, "two", "two 5")


# Conditions -------------------------------------------------------------------


def test_the_lock_file_runs_every_page_again(book: SmallBook) -> None:
    book.write({"uv.lock": "version = 2\n"})
    book.build_well()
    assert book.executed() == BOTH


@pytest.mark.parametrize("option", ["-Dlive_device=cuda", "-Dlive_data=mnist"])
def test_the_device_and_the_data_set_run_every_page_again(
    book: SmallBook, option: str
) -> None:
    book.build_well(option)
    assert book.executed() == BOTH
    assert "to execute" not in book.build_well().output  # back to the kept results


def test_a_page_for_the_processor_is_run_there_and_not_again_for_a_gpu(
    empty_book: SmallBook,
) -> None:
    asks = "import os\nprint('on', os.environ['SPOTDIFF_DEVICE'])"
    index = "# Small\n\n```{toctree}\nhere\nanywhere\n```\n"
    pages = {"here": page(asks, header="device: cpu"), "anywhere": page(asks)}
    empty_book.write({f"book/{name}.md": text for name, text in pages.items()})
    empty_book.write({"book/index.md": index})
    empty_book.build_well()
    empty_book.build_well("-Dlive_device=cuda")
    assert empty_book.executed() == {"anywhere"}
    assert shows(empty_book, "here", "on cpu")
    assert shows(empty_book, "anywhere", "on cuda")


def test_a_page_may_not_ask_for_any_other_device(empty_book: SmallBook) -> None:
    empty_book.write({"book/index.md": page("1", header="device: gpu")})
    done = empty_book.build()
    assert done.status != 0
    assert "index.md: its header says `device: gpu`; it may say `device: cpu`" in (
        done.output
    )


@pytest.mark.parametrize(
    ("device", "at_once", "preload"), [("cpu", 8, "import long"), ("cuda", 1, "")]
)
def test_on_a_gpu_one_page_runs_at_a_time_and_none_is_forked(
    monkeypatch: pytest.MonkeyPatch, device: str, at_once: int, preload: str
) -> None:
    asked = MagicMock(return_value=[])
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    monkeypatch.setattr(live_pages, "pages_at_once", lambda cores: cores + 2)
    monkeypatch.setattr(live_pages, "run_pages", asked)
    blank = nbformat.v4.new_notebook()
    monkeypatch.setattr(live_pages, "stale", lambda app, name: Page(name, blank, 1))
    monkeypatch.setattr(live_pages, "page_key", lambda app, notebook: "key")
    app = MagicMock()
    app.config.live_device, app.config.live_preload = device, "import long"
    live_pages.run_stale_pages(app, MagicMock(), ["one", "two"])
    ((_, variables, _, jobs, _, _, forked, _), _) = asked.call_args
    assert (variables["SPOTDIFF_DEVICE"], jobs, forked) == (device, at_once, preload)
    # Programs that a page starts do not take all the memory that they see.
    assert variables["TF_FORCE_GPU_ALLOW_GROWTH"] == "true"


# Prose and presentation -------------------------------------------------------


def test_a_second_build_runs_nothing_and_changes_no_page(book: SmallBook) -> None:
    book.build_well()
    before = book.html("one")
    assert "to execute" not in book.build_well().output
    assert book.executed() == set()
    assert book.html("one") == before


def test_prose_runs_nothing_and_is_shown(book: SmallBook) -> None:
    book.edit("book/one.md", "# Page\n", "# Page\n\nWords anew.\n")
    assert "to execute" not in book.build_well().output
    assert book.executed() == set()
    assert "Words anew." in book.html("one")
    assert shows(book, "one", "one 222")


def test_a_page_replaced_by_an_older_file_is_shown(book: SmallBook) -> None:
    book.edit("book/words.md", "No cells.", "Older words.")
    os.utime(book.folder / "book/words.md", (10**9, 10**9))
    assert "to execute" not in book.build_well().output
    assert "Older words." in book.html("words")


def test_a_presentation_tag_runs_nothing_and_is_obeyed(book: SmallBook) -> None:
    book.edit("book/one.md", "print('one'", ":tags: [hide-input]\nprint('one'")
    assert "to execute" not in book.build_well().output
    assert book.executed() == set()
    assert "tag_hide-input" in book.html("one")
    assert shows(book, "one", "one 222")


def test_an_edited_cell_runs_its_page_and_no_other(book: SmallBook) -> None:
    book.edit("book/two.md", "print('two'", "print('zwei'")
    book.build_well()
    assert book.executed() == {"two"}
    assert shows(book, "two", "zwei 5")


# What is on disk --------------------------------------------------------------


def test_results_deleted_without_the_doctrees_are_made_again_when_needed(
    book: SmallBook,
) -> None:
    shutil.rmtree(book.folder / "_build" / "results")
    book.build_well()
    assert shows(book, "one", "one 222")
    book.edit("book/one.md", "# Page\n", "# Page\n\nMore.\n")
    book.build_well()
    assert book.executed() >= {"one"}
    assert shows(book, "one", "one 222")


def test_doctrees_deleted_without_the_results_cost_no_run(book: SmallBook) -> None:
    book.build_well()
    shutil.rmtree(book.folder / "_build" / "doctrees")
    assert "to execute" not in book.build_well().output
    assert shows(book, "one", "one 222")


def test_a_damaged_result_is_made_again(book: SmallBook) -> None:
    for result in book.folder.glob("_build/results/two.*"):
        result.write_text("{", "utf-8")
    book.edit("book/two.md", "# Page\n", "# Page\n\nMore.\n")
    book.build_well()
    assert book.executed() == {"two"}
    assert shows(book, "two", "two 5")


# Failures ---------------------------------------------------------------------


def test_a_failing_page_is_named_after_all_pages_were_tried(book: SmallBook) -> None:
    book.edit("book/one.md", "print('one'", "1 / 0; print('one'")
    book.edit("book/two.md", "print('two'", "print('deux'")
    done = book.build()
    assert done.status != 0
    place = "one.md, line 11, cell 2: ZeroDivisionError: division by zero"
    assert place in done.output
    assert done.output.index("two: done") < done.output.index(place)
    # Built beside the failing page, the other one needs no second run.
    book.write({"book/one.md": FILES["book/one.md"]})
    assert "to execute" not in book.build_well().output
    assert shows(book, "two", "deux 5")


# Edits while a build is at work -----------------------------------------------

# A cell that does what an impatient author does: changes a file in mid-run.
EDIT = """
import pathlib
path = pathlib.Path({path!r})
path.write_text(path.read_text().replace({old!r}, {new!r}))
"""


def impatient(book: SmallBook, name: str, old: str, new: str) -> str:
    path = book.folder / name
    return EDIT.format(path=str(path), old=old, new=new)


def test_a_module_edited_while_a_page_imports_it_is_not_taken_for_what_ran(
    empty_book: SmallBook,
) -> None:
    book = empty_book
    edit = impatient(book, "code/shop.py", "WINE = 1", "WINE = 20")
    book.write(
        {
            "code/shop.py": "WINE = 1\n",
            "book/index.md": page("import shop", edit, "print('has', shop.WINE)"),
        }
    )
    done = book.build()
    assert done.status != 0
    assert "index" in done.output
    assert "changed while" in done.output
    assert list(book.folder.glob("_build/results/index.*")) == []
    book.build_well()
    assert shows(book, "index", "has 20")


def test_a_page_edited_while_it_runs_is_not_published_without_outputs(
    empty_book: SmallBook,
) -> None:
    book = empty_book
    edit = impatient(book, "book/index.md", "first", "second")
    book.write({"book/index.md": page(edit, "print('first', 1 + 1)")})
    assert book.build().status != 0
    book.build_well()
    assert shows(book, "index", "second 2")


# How modules are found --------------------------------------------------------


HIDDEN = {
    "line": page("%precision 3\nimport shop\nprint('line', shop.WINE)"),
    "cell": page("%%capture --no-stdout\nimport shop\nprint('cell', shop.WINE)"),
    "named": page(
        "import importlib\nprint('named', importlib.import_module('sh' + 'op').WINE)",
        header="modules: [shop]",
    ),
    "blind": page("print('blind', __import__('shop').WINE)"),
    "foreign": page(
        "import sys\nfrom pathlib import Path\n"
        "found = next(p for p in map(Path, sys.path) if (p / 'shop.txt').exists())\n"
        "print('foreign', (found / 'shop.txt').read_text())",
        header="files: [shop.txt]",
    ),
}


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    """Return a book whose module was edited after a first build."""
    book = SmallBook(tmp_path_factory.mktemp("hidden"), builder)
    contents = "# Book\n\n```{toctree}\n" + "\n".join(HIDDEN) + "\n```\n"
    book.write({"conf.py": CONF, "uv.lock": "", "book/index.md": contents})
    book.write({f"book/{name}.md": text for name, text in HIDDEN.items()})
    book.write({"code/shop.py": "WINE = 1\n", "code/shop.txt": "one"})
    book.build_well()
    book.write({"code/shop.py": "WINE = 20\n", "code/shop.txt": "two"})
    book.build_well()
    return book


@pytest.mark.parametrize("name", ["line", "cell"])
def test_a_magic_in_a_cell_does_not_hide_its_imports(
    edited: SmallBook, name: str
) -> None:
    assert shows(edited, name, f"{name} 20")


def test_a_module_named_in_the_header_counts_as_imported(edited: SmallBook) -> None:
    assert list(edited.provenance()["named"]["modules"]) == ["shop"]
    assert shows(edited, "named", "named 20")


def test_a_file_named_in_the_header_counts_as_well(edited: SmallBook) -> None:
    assert list(edited.provenance()["foreign"]["modules"]) == ["shop.txt"]
    assert shows(edited, "foreign", "foreign two")


def test_an_import_that_nobody_can_see_is_why_the_header_has_to_name_it(
    edited: SmallBook,
) -> None:
    assert edited.provenance()["blind"]["modules"] == {}
    assert shows(edited, "blind", "blind 1")


# What is published about it ---------------------------------------------------


def test_provenance_names_the_modules_with_their_digests(book: SmallBook) -> None:
    modules = book.provenance()["one"]["modules"]
    names = ["shop", "shop.back", "shop.cellar", "shop.front"]
    assert sorted(modules) == names
    assert modules["shop.cellar"]["path"] == "code/shop/cellar.py"
    assert all(len(module["sha256"]) == 64 for module in modules.values())


def test_a_page_without_cells_has_no_record(book: SmallBook) -> None:
    assert set(book.provenance()) == BOTH
    assert "run-stamp" in book.html("one")
    assert "run-stamp" not in book.html("words")


def test_a_page_that_is_gone_is_forgotten(book: SmallBook) -> None:
    book.edit("book/index.md", "two\n", "")
    Path(book.folder / "book/two.md").rename(book.folder / "two.md")
    try:
        book.build_well()
        assert set(book.provenance()) == {"one"}
    finally:
        Path(book.folder / "two.md").rename(book.folder / "book/two.md")


def test_a_page_whose_cell_measures_time_from_now_on_runs_again(
    book: SmallBook,
) -> None:
    book.edit("book/one.md", "print(", ":tags: [measures-time]\nprint(")
    book.build_well()
    assert book.executed() == {"one"}


# Budgets ----------------------------------------------------------------------


def test_a_page_may_take_longer_with_other_data_than_the_books_own() -> None:
    notebook = nbformat.v4.new_notebook(metadata={"budget": 7})
    assert live_pages.budget(notebook, "digits") == 7
    assert live_pages.budget(notebook, "mnist") == 70
    unstated = nbformat.v4.new_notebook()
    assert live_pages.budget(unstated, "digits") == live_pages.DEFAULT_BUDGET
