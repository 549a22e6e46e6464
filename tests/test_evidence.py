"""The tests that claims rest on: they are there, and a full run asks for them."""

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import evidence
import ledger
from evidence import Finding, Seen
from ledger import UNTESTABLE, Claim

pytest_plugins = ["pytester"]

REPOSITORY = Path(__file__).parents[1]
CLAIMS = ledger.read(evidence.BOOK_LEDGER)


@cache
def defined(file: Path) -> set[str]:
    """Return the names of the tests in a file, those of classes as `Class::test`."""
    tree = ast.parse(file.read_text("utf-8"))
    found = set(functions(tree))
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{name}" for name in functions(node)}
    return found


def functions(tree: ast.Module | ast.ClassDef) -> list[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node.name for node in tree.body if isinstance(node, kinds)]


@pytest.mark.parametrize("name", CLAIMS)
def test_every_test_that_a_claim_rests_on_is_there(name: str) -> None:
    for test in CLAIMS[name].tests:
        file, _, function = test.partition("::")
        assert (REPOSITORY / file).is_file(), f"{name}: there is no {file}"
        assert function in defined(REPOSITORY / file), (
            f"{name}: {file} has no {function}"
        )


def test_tests_are_found_in_classes_too_and_what_is_nested_is_none(
    tmp_path: Path,
) -> None:
    file = tmp_path / "test_a.py"
    file.write_text(
        "def test_b():\n    def test_c(): ...\n\n"
        "class TestD:\n    async def test_e(self): ...\n",
        "utf-8",
    )
    assert defined(file) == {"test_b", "TestD::test_e"}


def a_claim(*tests: str, then: str = "true", today: str = "holds") -> Claim:
    return Claim("W1", "wine", "short", "said", then, today, "evidence", tests)


def found(claim: Claim, *, strict: bool = True, **seen: Seen) -> list[Finding]:
    return list(evidence.missing({"W1": claim}, seen, strict=strict))


def test_what_passed_once_is_evidence_though_another_parameter_was_skipped() -> None:
    seen = Seen(passed=1, skipped=["no GPU"])
    assert found(a_claim("a"), a=seen) == []


def test_what_did_not_run_or_failed_is_none() -> None:
    seen = Seen(passed=3, failed=1)
    one, two = found(a_claim("a", "b"), a=seen, strict=False)
    assert (one.claim, one.test, one.reason) == ("W1", "a", "failed")
    assert two.reason == "did not run: was it renamed, or left out?"
    assert not one.forgiven
    assert not two.forgiven


def test_what_was_skipped_is_forgiven_only_where_something_may_be_missing() -> None:
    seen = Seen(skipped=["no Chromium"])
    for strict in (True, False):
        (one,) = found(a_claim("a"), a=seen, strict=strict)
        assert one.reason == "was skipped: no Chromium"
        assert one.forgiven is not strict


def test_what_cannot_be_tested_here_may_be_skipped() -> None:
    seen = Seen(skipped=["no telephone"])
    assert found(a_claim("a", today=UNTESTABLE), a=seen) == []
    (one,) = found(a_claim("a", today=UNTESTABLE))
    assert one.reason.startswith("did not run")


TINY = {
    "pyproject.toml": '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n',
    "tests/conftest.py": (
        "from pathlib import Path\nimport evidence\n\n"
        "def pytest_configure(config):\n"
        "    evidence.register(config, Path('claims.toml'))\n"
    ),
    "tests/test_wine.py": (
        "import os, pytest\n"
        "@pytest.mark.parametrize('year', [2017, 2026])\n"
        "def test_it_is_cold(year): pass\n"
        "def test_it_is_red():\n"
        "    if 'BLIND' in os.environ: pytest.skip('it is dark')\n"
    ),
    "claims.toml": (
        '[W1]\npage = "wine"\nshort = "a"\nsaid = "b"\nthen = "true"\n'
        'today = "holds"\nevidence = "c"\n'
        'tests = ["tests/test_wine.py::test_it_is_cold",'
        ' "tests/test_wine.py::test_it_is_red"]\n'
    ),
}


@pytest.fixture
def tiny(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Return a project of two tests and a claim that rests on both."""
    for name, text in TINY.items():
        write(pytester, name, text)
    monkeypatch.delenv("CI", raising=False)
    # Other plugins take longer to load than these tests to run.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return pytester


def write(project: pytest.Pytester, name: str, text: str) -> None:
    file = project.path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")


def rename(project: pytest.Pytester) -> None:
    """Give a test that is named another name."""
    file = "tests/test_wine.py"
    write(project, file, TINY[file].replace("is_red", "is_white"))


def run(project: pytest.Pytester, *words: str) -> tuple[int, str]:
    """Run pytest in a project, and return its status and what it said."""
    done = project.runpytest_inprocess("-p", "no:cacheprovider", *words)
    return int(done.ret), "\n".join(done.outlines)


GONE = (
    "W1: tests/test_wine.py::test_it_is_red did not run: was it renamed, or left out?"
)


def test_a_full_run_in_which_all_passed_says_nothing(tiny: pytest.Pytester) -> None:
    status, said = run(tiny)
    assert status == 0
    assert "evidence" not in said


def test_a_full_run_without_a_test_that_is_named_fails_and_names_it(
    tiny: pytest.Pytester,
) -> None:
    rename(tiny)
    status, said = run(tiny)
    assert status == 1
    assert "evidence missing for claims.toml" in said
    assert GONE in said
    assert said.count("W1:") == 1


def test_two_processes_are_one_run(tiny: pytest.Pytester) -> None:
    """What either worker runs counts, and the run is asked once."""
    write(tiny, "tests/test_bread.py", "def test_it_is_fresh(): pass\n")
    text = TINY["claims.toml"].replace(
        "test_wine.py::test_it_is_red", "test_bread.py::test_it_is_fresh"
    )
    write(tiny, "claims.toml", text + text.replace("W1", "W2").replace("fresh", "old"))
    paths = [str(REPOSITORY / "tests"), str(REPOSITORY / "book" / "_ext")]
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "xdist.plugin",
        "-n",
        "2",
        "--dist=loadfile",
    ]
    done = subprocess.run(
        words,
        cwd=tiny.path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("W")]
    assert line.startswith("W2: tests/test_bread.py::test_it_is_old did not run")


@pytest.mark.parametrize(
    "words",
    [
        ["tests"],
        ["tests/test_wine.py::test_it_is_cold"],
        ["-k", "cold"],
        ["-m", "not slow"],
        ["--deselect", "tests/test_wine.py::test_it_is_red"],
        ["--ignore", "tests/test_bread.py"],
        ["--collect-only"],
    ],
    ids=lambda words: words[0],
)
def test_a_run_of_some_says_nothing(tiny: pytest.Pytester, words: list[str]) -> None:
    rename(tiny)
    status, said = run(tiny, *words)
    assert status == 0
    assert "evidence" not in said


def test_a_run_without_what_make_test_leaves_out_is_one_of_all(
    tiny: pytest.Pytester,
) -> None:
    rename(tiny)
    status, said = run(tiny, "-m", "not whole_site")
    assert status != 0
    assert "evidence missing" in said


def test_a_run_that_stops_at_its_first_failure_says_nothing_more(
    tiny: pytest.Pytester,
) -> None:
    write(tiny, "tests/test_a.py", "def test_b(): assert False\n")
    status, said = run(tiny, "-x")
    assert status != 0
    assert "evidence" not in said


def test_a_skipped_test_is_told_and_fails_the_run_in_ci(
    tiny: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "W1: tests/test_wine.py::test_it_is_red was skipped: it is dark"
    monkeypatch.setenv("BLIND", "1")
    status, said = run(tiny)
    assert status == 0
    assert f"{line} (so it is no evidence on this machine)" in said
    monkeypatch.setenv("CI", "true")
    status, said = run(tiny)
    assert status == 1
    assert line in said
    assert "on this machine" not in said


def test_a_full_run_with_a_bad_ledger_fails_and_says_why(
    tiny: pytest.Pytester,
) -> None:
    write(tiny, "claims.toml", TINY["claims.toml"].replace('"holds"', '"better"'))
    status, said = run(tiny)
    assert status == 1
    assert "claims.toml: [W1] today: 'better' is none of" in said
