"""The tool that runs programs, on small ones."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import run_programs

PROGRAMS = {
    "well.py": "import os\n\nprint(__name__, len(os.listdir()))\n",
    "ours.py": "import spotdiff\n\nprint(spotdiff)\n",
    "silent.py": "x = 1\n",
    "warns.py": "import warnings\n\nwarnings.warn('beware')\nprint(1)\n",
    "fails.py": "print(1)\nraise SystemExit('no')\n",
    "breaks.py": "1 / 0\n",
    "leaves.py": "import sys\n\nprint(1)\nsys.exit(3)\n",
    "spawns.py": """import multiprocessing


def double(x):
    return 2 * x


if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(pool.map(double, [1, 2]))
""",
    "sets.py": 'import os\n\nos.environ["A"] = "1"\n\nimport torch\n\nprint(1)\n',
}
EXPECTED = {
    "well.py": "",
    "ours.py": "ours.py ended with 1: ModuleNotFoundError",
    "silent.py": "silent.py printed nothing",
    "warns.py": "warns.py ended with 0",
    "fails.py": "fails.py ended with 1: no",
    "breaks.py": "breaks.py ended with 1: ZeroDivisionError: division by zero",
    "leaves.py": "leaves.py ended with 3",
    "spawns.py": "",
}
WAYS = {"fresh": [], "forked": ["--forked"]}


def write(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_text(PROGRAMS[name], "utf-8")
    return folder


def run(folder: Path, *options: str) -> dict[str, Any]:
    out = folder / "runs.json"
    command = [sys.executable, run_programs.__file__, str(folder), *options]
    subprocess.run([*command, "--out", str(out)], check=True)
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found


@pytest.mark.parametrize("way", WAYS)
def test_what_became_of_each_program_is_told(tmp_path: Path, way: str) -> None:
    runs = run(write(tmp_path, *EXPECTED), *WAYS[way])
    assert runs.keys() == EXPECTED.keys()
    assert runs["well.py"]["stdout"] == "__main__ 0\n"
    assert runs["spawns.py"]["stdout"] == "[2, 4]\n"
    told = list(run_programs.failures(runs))
    wrong = sorted(filter(None, EXPECTED.values()))
    assert len(told) == len(wrong)
    for line, words in zip(sorted(told), wrong, strict=True):
        assert line.startswith(words)


@pytest.mark.parametrize("way", WAYS)
def test_a_program_that_does_not_end_is_stopped(tmp_path: Path, way: str) -> None:
    (tmp_path / "ever.py").write_text("print(1, flush=True)\nwhile True:\n    pass\n")
    runs = run(tmp_path, "--limit", "0.5", *WAYS[way])
    (line,) = run_programs.failures(runs)
    assert line.startswith("ever.py was stopped after ")
    assert runs["ever.py"]["stdout"] == "1\n"


def test_a_program_begins_with_its_frameworks_unless_it_sets_what_they_read(
    tmp_path: Path,
) -> None:
    write(tmp_path, "well.py", "sets.py")
    both = tmp_path / "both.py"
    both.write_text("import keras.ops\nfrom torch import nn\n")
    assert run_programs.frameworks_of(tmp_path / "well.py") == ()
    assert run_programs.frameworks_of(tmp_path / "sets.py") == ()
    assert run_programs.frameworks_of(both) == ("torch", "tensorflow")


def test_an_empty_folder_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run(tmp_path)
