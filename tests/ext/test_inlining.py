"""Listings made programs, out of small packages, and run."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from inlining import Program, ProgramError, part_for, program
from module_source import Library

Make = Callable[..., Program]
SHOWN = '''def step(x: Number) -> Number:
    """Take a step.

    Args:
        x: From where.
    """
    return x + RATE  # far'''
SIDE = f'''"""A step.

And no more.
"""

import json
import math

from shop.problem import RATE, Number

UNUSED = json.dumps(1)


{SHOWN}
'''
PROBLEM = '''"""What both share."""

from typing import Any

Number = float
# How far.
RATE = 2.0
OTHER: Any = 1


def start() -> Number:
    """Say where.

    Returns:
        A place.
    """
    return 1.0
'''
FILES = {"side": SIDE, "problem": PROBLEM}
BODY = "from shop.problem import start\n\nprint(step(start()))\n"


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def made(
        files: Mapping[str, str], body: str, names: str = "step", side: str = "side"
    ) -> Program:
        for name, text in files.items():
            file = tmp_path / "code" / "shop" / f"{name}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        library = Library(tmp_path / "code")
        return program(library, f"shop.{side}", names.split(), body)

    return made


def output(made: Program, folder: Path) -> str:
    file = folder / "program.py"
    file.write_text(made.text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", file], capture_output=True, text=True, check=False
    )
    assert not done.stderr, done.stderr
    return done.stdout


def test_a_program_has_what_is_needed_and_nothing_else(
    make: Make, tmp_path: Path
) -> None:
    made = make(FILES, BODY)
    assert output(made, tmp_path) == "3.0\n"
    assert SHOWN in made.text
    assert "# How far.\nRATE = 2.0" in made.text
    for absent in ("shop", "import", "UNUSED", "OTHER"):
        assert absent not in made.text


def test_the_listings_docstring_stays_and_of_others_the_first_line(make: Make) -> None:
    text = make(FILES, BODY).text
    assert text.startswith('"""A step.\n\nAnd no more.\n"""')
    assert '    """Say where."""\n    return 1.0' in text


def test_it_says_what_it_does_and_which_packages_it_imports(make: Make) -> None:
    imports = "import math\nimport numpy as np\nimport os.path\n"
    body = f"{imports}\nprint(np.pi, math.e, os.sep)"
    made = make(FILES, body)
    assert made.title == "A step."
    assert made.packages == ("numpy",)
    assert "import numpy as np\nimport os\nimport os.path" in made.text


def test_without_names_the_whole_file_is_the_listing(
    make: Make, tmp_path: Path
) -> None:
    first, second = "# First part ----\n\nA = 1", "# Second part ----\n\nC = B"
    side = f"import sys\n\n{first}\nB = A\n\n\n{second}\n"
    made = make({"side": side}, "print(C)", names="")
    assert first in made.text
    assert second in made.text
    assert output(made, tmp_path) == "1\n"


def test_what_a_body_does_once_stands_under_main(make: Make) -> None:
    made = make(FILES, "# Twice.\nfor _ in range(2):\n    print(step(1.0))  # loud\n")
    assert made.text.endswith(
        'if __name__ == "__main__":\n    # Twice.\n    for _ in range(2):\n'
        "        print(step(1.0))  # loud\n"
    )


def test_a_main_of_the_file_gives_way_to_the_body(make: Make) -> None:
    files = {
        "side": 'def step():\n    pass\n\n\nif __name__ == "__main__":\n    bad()\n'
    }
    assert "bad" not in make(files, "print(step())").text


# Names ------------------------------------------------------------------------------


def test_a_name_of_two_modules_is_given_to_the_listing(
    make: Make, tmp_path: Path
) -> None:
    files = {
        "problem": "def step(x):\n    return step(x - 1) if x > 0 else 'oracle'\n",
        "side": "def step(x):\n    return 'side'\n",
    }
    made = make(
        files, "from shop.problem import step as exact\n\nprint(step(1), exact(1))"
    )
    assert "def shop_step(x):\n    return shop_step(x - 1)" in made.text
    assert output(made, tmp_path) == "side oracle\n"


def test_a_module_that_the_listing_names_is_there_by_that_name(
    make: Make, tmp_path: Path
) -> None:
    files = {
        "problem": "RATE = 2\n\n\ndef cell(x):\n    return RATE * x\n",
        "side": "from shop import problem as network\n\n\n"
        "def step(x):\n    return network.cell(x) + network.RATE\n",
    }
    made = make(files, "print(step(1))")
    assert "network = SimpleNamespace(cell=cell, RATE=RATE)" in made.text
    assert "return network.cell(x) + network.RATE" in made.text
    assert output(made, tmp_path) == "4\n"


def test_elsewhere_the_module_is_left_out(make: Make, tmp_path: Path) -> None:
    files = {
        "problem": "RATE = 2\n",
        "between": "from . import problem\n\n\ndef rate():\n    return problem.RATE\n",
        "side": "from .between import rate\n\n\ndef step(x):\n    return rate() + x\n",
    }
    made = make(files, "from shop import problem\n\nprint(step(problem.RATE))")
    assert "def rate():\n    return RATE" in made.text
    assert "print(step(RATE))" in made.text
    assert output(made, tmp_path) == "4\n"


def test_a_name_that_a_function_has_for_itself_is_not_taken(
    make: Make, tmp_path: Path
) -> None:
    files = {
        "problem": "RATE = 2\n",
        "between": "from shop import problem\n\n\n"
        "def rate():\n    RATE = 1\n    return RATE + problem.RATE\n",
        "side": "from shop.between import rate\n\n\ndef step():\n    return rate()\n",
    }
    made = make(files, "print(step())")
    assert "return RATE + shop_RATE" in made.text
    assert output(made, tmp_path) == "3\n"


def test_two_libraries_may_have_one_name_for_two_things(
    make: Make, tmp_path: Path
) -> None:
    files = {
        "problem": "from posixpath import join\n\n\n"
        "def path():\n    return join('a', 'b')\n",
        "side": "from shlex import join\n\nfrom shop.problem import path\n\n\n"
        "def step():\n    return join([path(), 'c'])\n",
    }
    made = make(files, "print(step())")
    assert "from posixpath import join as posixpath_join" in made.text
    assert output(made, tmp_path) == "a/b c\n"


def test_a_name_beside_letters_of_several_bytes_is_renamed_in_its_place(
    make: Make, tmp_path: Path
) -> None:
    files = {
        "problem": "def step():\n    return 'x'\n\n\n"
        "def both():\n    return 'é' + step() + f'{step()}'\n",
        "side": "from shop.problem import both\n\n\ndef step():\n    return both()\n",
    }
    assert output(make(files, "print(step())"), tmp_path) == "éxx\n"


def test_names_through_several_modules_lead_to_one_definition(
    make: Make, tmp_path: Path
) -> None:
    files = {
        "problem": "RATE = 2\n",
        "between": "from shop.problem import RATE as PACE\n",
        "side": "from shop.between import PACE as SPEED\n\n\n"
        "def step():\n    return SPEED\n",
    }
    made = make(files, "from shop.problem import RATE\n\nprint(step(), RATE)")
    assert "SPEED = 2" in made.text
    assert output(made, tmp_path) == "2 2\n"


# Statements that define nothing -----------------------------------------------------


def test_what_changes_the_process_or_what_is_there_comes_along(
    make: Make, tmp_path: Path
) -> None:
    side = """import warnings

warnings.filterwarnings("ignore", "quiet")
TABLE = {}
TABLE["a"] = 1
OTHER = {}
OTHER["b"] = 2
COUNT = 1
COUNT += 1


def step():
    warnings.warn("quiet")
    return TABLE, COUNT
"""
    made = make({"side": side}, "print(step())")
    assert output(made, tmp_path) == "({'a': 1}, 2)\n"
    assert "OTHER" not in made.text


def test_a_decorated_function_keeps_what_is_registered_for_it(
    make: Make, tmp_path: Path
) -> None:
    side = (
        "import functools\n\n\n"
        "@functools.singledispatch\ndef step(x):\n    return 1\n\n\n"
        "def for_int(x):\n    return 2\n\n\nstep.register(int, for_int)\n"
    )
    made = make({"side": side}, "print(step(1.0), step(1))")
    assert "@functools.singledispatch\ndef step(x):" in made.text
    assert output(made, tmp_path) == "1 2\n"


def test_variables_that_libraries_read_are_set_above_the_imports(
    make: Make, tmp_path: Path
) -> None:
    body = (
        'import os\n\nos.environ["COLUMNS"] = "33"\n\n'
        "import shutil\n\nprint(shutil.get_terminal_size().columns)\n"
    )
    made = make(FILES, body)
    assert made.text.index('os.environ["COLUMNS"]') < made.text.index("import shutil")
    assert output(made, tmp_path) == "33\n"


def test_types_and_the_future_come_along(make: Make, tmp_path: Path) -> None:
    files = {
        "problem": "class Kind:\n    pass\n",
        "side": "from __future__ import annotations\n\n"
        "from typing import TYPE_CHECKING\n\n"
        "if TYPE_CHECKING:\n    from shop.problem import Kind\n\n\n"
        "def step(x: Kind) -> int:\n    return 1\n",
    }
    made = make(files, "print(step(None))")
    assert "from __future__ import annotations" in made.text
    assert "class Kind" in made.text
    assert output(made, tmp_path) == "1\n"


# What cannot be ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("print(jump(1))", "the body uses 'jump', which neither it nor shop.side"),
        ("step = 1\nprint(step)", "the body sets 'step', which the listing is"),
        ("RATE = 1\nprint(step(1))", "the listing needs 'RATE' for what it imports"),
        ("from shop.problem import no\nprint(no)", "shop.problem defines no 'no'"),
        ("from shop.nowhere import a\nprint(a)", "there is no module shop.nowhere"),
        ("from shop import problem\nprint(problem)", "the module 'problem' by itself"),
        ("import shop.problem\nprint(1)", "say `from ... import ...`"),
        ("from shop.problem import *", "say what"),
        ("print('''a\nb''')", "a text of several lines"),
        ("# only a word", "the body does nothing"),
        ("print(", "the body does not parse, line 1"),
    ],
)
def test_a_body_that_cannot_run_a_listing_is_refused(
    make: Make, body: str, words: str
) -> None:
    with pytest.raises(ProgramError) as caught:
        make(FILES, body)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("RATE = Number = __file__\n", "shop.problem reads a file beside it"),
        (
            f"{PROBLEM}\n\ndef f():\n    import shop.side\n",
            "shop.problem imports shop.side inside a statement, line 21",
        ),
        (
            "from shop.side import step\n\nRATE = 2\nNumber = step\n",
            "import each other",
        ),
        (
            "Number = int\n\n\ndef step():\n    global step\n    return step\n\n\n"
            "RATE = step()\n",
            "shop.problem says `global step`",
        ),
    ],
)
def test_a_module_that_cannot_be_written_into_a_program_is_named(
    make: Make, problem: str, words: str
) -> None:
    with pytest.raises(ProgramError) as caught:
        make(FILES | {"problem": problem}, "print(step(1))")
    assert words in str(caught.value)


# Bodies -----------------------------------------------------------------------------

PARTS = "# torch_side\na()\n# b\n# tensorflow_side\nc()\n"
STEMS = ["torch_side", "tensorflow_side"]


def test_a_body_may_have_a_part_for_each_side() -> None:
    assert part_for(PARTS, "torch_side", STEMS) == "a()\n# b"
    assert part_for(PARTS, "tensorflow_side", STEMS) == "c()"


def test_or_for_one_side_only() -> None:
    assert part_for("# torch_side\na()\n", "tensorflow_side", STEMS) == ""


def test_or_be_the_same_for_all() -> None:
    assert part_for("# torch\na()", "torch_side", STEMS) == "# torch\na()"


def test_lines_before_the_parts_are_refused() -> None:
    with pytest.raises(ProgramError, match="lines before them"):
        part_for(f"x()\n{PARTS}", "torch_side", STEMS)
