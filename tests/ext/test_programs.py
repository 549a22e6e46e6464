"""Programs beside the pages of a book: made, linked, listed, and kept true."""

import subprocess
import sys

import pytest

from ext.builder import Builder
from ext.html_tree import parse
from ext.small_book import CONF, SmallBook

SIDE = '''"""Take a step."""

from shop.problem import RATE


def step(x):
    """Go on."""
    return x + RATE
'''
NAMED = """# Named

```{pair} step
:names: step

# torch_side
print("left", step(1))
# tensorflow_side
print("right", step(1))
```
"""
AGAIN = "# Again\n\n```{pair} step\n:names: step\n:sides: torch_side\n```\n"
ALONE = """# Alone

```{listing} problem
:names: RATE MORE

print(RATE, MORE)
```

```{literalinclude} ../code/shop/native.cpp
:language: cpp
:lines: 1
```
"""
FILES = {
    "conf.py": CONF.replace('"pair"', '"pair", "program_index"'),
    "uv.lock": "",
    "code/shop/problem.py": '"""Numbers."""\n\nRATE = 2\nMORE = 3\n',
    "code/shop/step/torch_side.py": SIDE,
    "code/shop/step/tensorflow_side.py": SIDE,
    "code/shop/native.cpp": "int main() {\n}\n",
    "book/index.md": "# Book\n\n```{toctree}\nalone\nnamed\nagain\nall\n```\n",
    "book/named.md": NAMED,
    "book/again.md": AGAIN,
    "book/alone.md": ALONE,
    "book/all.md": "# All\n\n```{programs}\n```\n",
}
LEFT, RIGHT, CONSTANTS = (
    "step_torch_step.py",
    "step_tensorflow_step.py",
    "problem_RATE_MORE.py",
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    made = SmallBook(tmp_path_factory.mktemp("programs"), builder)
    made.write(FILES)
    made.build_well()
    return made


def files(book: SmallBook) -> set[str]:
    return {file.name for file in (book.folder / "_build/html/snippets").iterdir()}


def text(book: SmallBook, name: str) -> str:
    return book.read(f"_build/html/snippets/{name}")


def run(book: SmallBook, name: str) -> str:
    file = book.folder / "_build/html/snippets" / name
    done = subprocess.run(
        [sys.executable, "-I", file], capture_output=True, text=True, check=True
    )
    return done.stdout


def links(book: SmallBook, page: str) -> list[str]:
    return [a.attributes["href"] for a in parse(book.html(page)).all("a.program")]


def test_every_listing_is_a_program_and_other_files_are_copied(book: SmallBook) -> None:
    assert files(book) == {LEFT, RIGHT, CONSTANTS, "native.cpp"}
    assert text(book, "native.cpp") == FILES["code/shop/native.cpp"]


def test_each_side_is_run_by_its_own_lines(book: SmallBook) -> None:
    assert run(book, LEFT) == "left 3\n"
    assert run(book, RIGHT) == "right 3\n"
    assert run(book, CONSTANTS) == "2 3\n"


def test_the_first_line_says_where_it_is_from_and_with_what_it_ran(
    book: SmallBook,
) -> None:
    first, second, *_ = text(book, LEFT).splitlines()
    python = sys.version.split()[0]
    assert first == f"# Small, named.html. Verified with Python {python}."
    assert second == '"""Take a step."""'


def test_the_lines_that_run_it_are_not_shown(book: SmallBook) -> None:
    assert "left" not in parse(book.html("named")).one("div.pair").text


def test_each_listing_leads_to_its_program_wherever_it_is_shown(
    book: SmallBook,
) -> None:
    assert links(book, "named") == [f"snippets/{LEFT}", f"snippets/{RIGHT}"]
    assert links(book, "again") == [f"snippets/{LEFT}"]
    assert links(book, "alone") == [f"snippets/{CONSTANTS}", "snippets/native.cpp"]


def test_the_list_has_all_in_the_order_of_the_book(book: SmallBook) -> None:
    expected = [CONSTANTS, "native.cpp", LEFT, RIGHT]
    assert links(book, "all") == [f"snippets/{name}" for name in expected]
    table = parse(book.html("all")).one("table.programs")
    assert [head.text for head in table.all("th")] == ["Alone", "Named"]
    assert "Take a step. step" in table.text


def test_only_pages_with_programs_load_what_copies_them(book: SmallBook) -> None:
    assert "programs.js" in book.html("named")
    assert "programs.js" not in book.html("index")


def test_an_edited_module_is_in_the_program_of_the_next_build(book: SmallBook) -> None:
    book.edit("code/shop/problem.py", "RATE = 2", "RATE = 20")
    book.build_well()
    assert run(book, LEFT) == "left 21\n"
    book.write(FILES)


def test_a_program_that_is_shown_no_more_is_removed(book: SmallBook) -> None:
    book.write({"book/alone.md": "# Alone\n"})
    book.build_well()
    assert files(book) == {LEFT, RIGHT}
    assert links(book, "all") == [f"snippets/{LEFT}", f"snippets/{RIGHT}"]
    book.write(FILES)
    book.build_well()


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (NAMED.replace("step(1)", "jump(1)"), "the body uses 'jump'"),
        (NAMED.replace("# torch_side", "1\n# torch_side"), "lines before them"),
        (
            f"{NAMED}\n{AGAIN[8:-4]}\nprint(step(2))\n```\n",
            "is run by other lines in named:",
        ),
        (
            f"{NAMED}\n```{{literalinclude}} ../code/shop/problem.py\n```\n",
            "show problem.py with `listing`",
        ),
        ("# Named\n\n```{listing} nowhere\n```\n", "there is no file"),
    ],
)
def test_what_is_wrong_with_a_program_fails_the_build_and_names_the_page(
    empty_book: SmallBook, page: str, words: str
) -> None:
    empty_book.write({**FILES, "book/named.md": page})
    done = empty_book.build()
    assert done.status != 0
    assert "named.md:" in done.output
    assert words in done.output.replace("\n", " ")
    assert "Traceback" not in done.output


def test_where_programs_are_required_a_listing_that_nothing_runs_is_an_error(
    empty_book: SmallBook,
) -> None:
    conf = FILES["conf.py"] + "programs_required = True\n"
    page = NAMED.replace('# tensorflow_side\nprint("right", step(1))\n', "")
    empty_book.write({**FILES, "conf.py": conf, "book/named.md": page})
    done = empty_book.build()
    assert done.status != 0
    (line,) = done.output.strip().splitlines()
    assert "no lines run code/shop/step/tensorflow_side.py step: put some" in line


def test_two_listings_cannot_be_one_program(empty_book: SmallBook) -> None:
    twice = "\n```{pair} step\n:names: step\n:sides: torch\n\nprint(step(3))\n```\n"
    page = {"book/named.md": NAMED + twice, "code/shop/step/torch.py": SIDE}
    empty_book.write(FILES | page)
    done = empty_book.build()
    assert done.status != 0
    assert "another listing would be the program step_torch_step.py" in done.output
