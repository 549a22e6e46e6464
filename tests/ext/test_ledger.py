"""The ledger of claims: what is read, and what is complained about."""

from pathlib import Path

import pytest

import ledger
from ledger import THEN, TODAY, Claim, LedgerError

FIELDS = {
    "page": '"cellar"',
    "short": '"the wine is cold"',
    "said": '"All wine in the cellar is cold."',
    "then": '"true"',
    "today": '"changed"',
    "evidence": '"A thermometer was read."',
    "tests": '["tests/cellar/test_wine.py::test_it_is_cold"]',
}


def table(name: str, **changed: str) -> str:
    """Write a claim; a field changed to an empty text is left out."""
    lines = [f"{key} = {text}" for key, text in {**FIELDS, **changed}.items() if text]
    return "\n".join([f"[{name}]", *lines, ""])


def written(folder: Path, *tables: str) -> Path:
    file = folder / "claims.toml"
    file.write_text("\n".join(tables), "utf-8")
    return file


def complaints(folder: Path, *tables: str, ids: str = "W1") -> list[str]:
    with pytest.raises(LedgerError) as caught:
        ledger.read(written(folder, *tables), ids.split())
    return str(caught.value).splitlines()


def test_a_ledger_is_read_in_the_order_that_is_asked_for(tmp_path: Path) -> None:
    file = written(
        tmp_path, table("W1"), table("W2", tests='["tests/test_a.py::test_b"]')
    )
    found = ledger.read(file, ["W2", "W1"])
    assert list(found) == ["W2", "W1"]
    assert found["W1"] == Claim(
        id="W1",
        page="cellar",
        short="the wine is cold",
        said="All wine in the cellar is cold.",
        then="true",
        today="changed",
        evidence="A thermometer was read.",
        tests=("tests/cellar/test_wine.py::test_it_is_cold",),
    )
    assert found["W2"].tests == ("tests/test_a.py::test_b",)


def test_without_ids_all_that_is_there_is_read(tmp_path: Path) -> None:
    file = written(tmp_path, table("W2"), table("W1"))
    assert list(ledger.read(file)) == ["W2", "W1"]


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"page": ""}, "page: it is missing: add it"),
        ({"evidence": '" "'}, "evidence: it is empty: say something"),
        ({"said": "7"}, "said: this is not a text: put it in quotes"),
        (
            {"then": '"mostly"'},
            "then: 'mostly' is none of true, partly true, untrue, "
            "cannot be tested here",
        ),
        (
            {"today": '"true"'},
            "today: 'true' is none of holds, changed, reversed, was never so, "
            "cannot be tested here",
        ),
        (
            {"wine": '"red"'},
            "wine: there is no such field; there are page, short, said, then, today, "
            "evidence, tests",
        ),
        ({"tests": ""}, "tests: it is missing: add it"),
        (
            {"tests": '"tests/test_a.py::test_b"'},
            'tests: this is not a list of texts: write ["tests/...::test_..."]',
        ),
        (
            {"tests": "[]"},
            "tests: there is none: name one, or say 'cannot be tested here' of both "
            "times",
        ),
        (
            {"tests": '["tests/test_a.py::test_b", "tests/test_a.py::test_b"]'},
            "tests: tests/test_a.py::test_b is there 2 times: once is enough",
        ),
        (
            {"tests": str([f"tests/test_a.py::test_{i}" for i in range(5)])},
            "tests: 5 are over 4: keep those that prove it",
        ),
        (
            {"today": '"was never so"'},
            "then, today: 'true' and 'was never so' contradict each other: what was "
            "true in 2017 has once been so",
        ),
        (
            {"then": '"untrue"', "today": '"holds"'},
            "then, today: 'untrue' and 'holds' contradict each other: what was untrue "
            "in 2017 has nothing to hold on to",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_bad_field_is_told_by_file_claim_and_name(
    tmp_path: Path, changed: dict[str, str], complaint: str
) -> None:
    assert complaints(tmp_path, table("W1", **changed)) == [
        f"claims.toml: [W1] {complaint}"
    ]


@pytest.mark.parametrize(
    "name",
    [
        "tests/test_a.py::test_b[torch]",
        "tests/test_a.py",
        "test_a.py::test_b",
        "tests/a.py::test_b",
        "tests/test_a.py::check_b",
        "tests/../test_a.py::test_b",
    ],
)
def test_what_is_no_test_is_refused(tmp_path: Path, name: str) -> None:
    (complaint,) = complaints(tmp_path, table("W1", tests=f'["{name}"]'))
    assert complaint.endswith(
        f"tests: {name!r} is no test: write tests/x/test_y.py::test_z, without "
        "parameters"
    )


def test_what_cannot_be_tested_needs_no_test_but_evidence(tmp_path: Path) -> None:
    silent = {
        "then": f'"{ledger.UNTESTABLE}"',
        "today": f'"{ledger.UNTESTABLE}"',
        "tests": "[]",
    }
    found = ledger.read(written(tmp_path, table("W1", **silent)), ["W1"])
    assert not found["W1"].tests
    (complaint,) = complaints(tmp_path, table("W1", **silent, evidence='""'))
    assert "evidence: it is empty" in complaint


def test_a_missing_and_an_unknown_claim_are_told_at_once(tmp_path: Path) -> None:
    missing, unknown = complaints(tmp_path, table("W3"), table("W1"), ids="W1 W2")
    assert missing == (
        "claims.toml: [W2] is missing: add a table with page, short, said, then, "
        "today, evidence, tests"
    )
    assert unknown == (
        "claims.toml: [W3] is no claim of 2017: those are W1, W2; mend the name or "
        "take the table out"
    )


def test_a_claim_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    (complaint,) = complaints(tmp_path, table("W1"), table("W1"))
    assert complaint.startswith("claims.toml: this is no TOML: ")
    assert "W1" in complaint
    assert "line 10" in complaint


def test_a_claim_that_stands_in_two_chapters_is_refused(tmp_path: Path) -> None:
    (complaint,) = complaints(tmp_path, table("W1"), ids="W1 W1")
    assert "[W1]: the settings list this claim twice" in complaint


def test_a_field_outside_of_any_claim_is_refused(tmp_path: Path) -> None:
    found = complaints(tmp_path, 'then = "true"', table("W1"))
    assert "claims.toml: then: this is not a table: write [then] above its fields" in (
        found
    )


def test_a_file_that_is_not_there_or_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"claims\.toml: there is no such file in "):
        ledger.read(tmp_path / "claims.toml")
    with pytest.raises(LedgerError, match=r"claims\.toml: this is no TOML: .*line 1"):
        ledger.read(written(tmp_path, "T1: true"))


def test_all_claims_are_counted_once(tmp_path: Path) -> None:
    file = written(tmp_path, table("W1"), table("W2"), table("W3", today='"holds"'))
    found = ledger.counts(ledger.read(file).values())
    assert list(found) == [(then, today) for then in THEN for today in TODAY]
    assert found["true", "changed"] == 2
    assert found["true", "holds"] == 1
    assert sum(found.values()) == 3
