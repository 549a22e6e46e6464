"""The file of lines and needs: what is read, and what is complained of."""

from pathlib import Path

import pytest

import needs
from needs import NeedsError

LINE = {
    "of": '"pytorch"',
    "said": '"It is quick."',
    "rested": '"On hearsay."',
    "found": '"It is."',
    "then": '"true"',
    "today": '"holds"',
    "pages": '["speed#steps"]',
    "claims": '["S1"]',
    "tests": '["tests/a/test_b.py::test_c"]',
}
NEED = {
    "topic": '"Speed"',
    "need": '"Small steps"',
    "question": '"My steps are small."',
    "favours": '"either"',
    "reason": '"Both are quick."',
    "pages": '["speed"]',
    "claims": "[]",
    "tests": "[]",
}


def table(name: str, fields: dict[str, str]) -> str:
    told = "\n".join(f"{key} = {value}" for key, value in fields.items())
    return f"[{name}]\n{told}\n"


def write(folder: Path, text: str) -> Path:
    file = folder / "choices.toml"
    file.write_text(text, "utf-8")
    return file


def complaints(folder: Path, text: str) -> list[str]:
    with pytest.raises(NeedsError) as caught:
        needs.read(write(folder, text))
    return str(caught.value).splitlines()


def test_lines_and_needs_are_read_in_their_order(tmp_path: Path) -> None:
    other = {**NEED, "topic": '"Places"', "favours": '"pytorch"'}
    text = (
        table("line.quick", LINE)
        + table("need.small-steps", NEED)
        + table("need.browser", other)
        + table("need.large-steps", NEED)
    )
    found = needs.read(write(tmp_path, text))
    assert found.lines["quick"].pages == ("speed#steps",)
    assert found.lines["quick"].said == "It is quick."
    assert {name: [n.id for n in of] for name, of in found.topics().items()} == {
        "Speed": ["small-steps", "large-steps"],
        "Places": ["browser"],
    }
    assert found.favoured() == {
        "pytorch": 1,
        "tensorflow": 0,
        "either": 2,
        "neither": 0,
        "untested": 0,
    }


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("favours", '"caffe"', "favours: 'caffe' is none of pytorch, tensorflow, "),
        ("need", '" "', "need: it is empty: say something"),
        ("reason", "3", "reason: this is not a text: put it in quotes"),
        ("tests", '"tests/a/test_b.py::test_c"', "tests: this is not a list of texts"),
        ("tests", '["test_b.py"]', "tests: 'test_b.py' is no test: write tests/x/"),
        ("tests", '["tests/a/test_b.py::test_c[1]"]', "tests: 'tests/a/test_b.py::"),
        ("pages", "[]", "pages: there is none: name the page that shows it"),
        ("pages", '["a page"]', "pages: 'a page' is no page: write its name"),
        ("claims", '["S1", "S1"]', "claims: S1 is there 2 times: once is enough"),
        ("weight", "2", "weight: there is no such field; there are pages, claims, "),
    ],
)
def test_a_field_that_is_wrong_is_named_with_its_entry(
    tmp_path: Path, field: str, value: str, complaint: str
) -> None:
    text = table("line.quick", LINE) + table("need.small", {**NEED, field: value})
    (told,) = complaints(tmp_path, text)
    assert told.startswith(f"choices.toml: [need.small] {complaint}")


@pytest.mark.parametrize("field", LINE)
def test_a_field_that_is_missing_is_named(tmp_path: Path, field: str) -> None:
    fields = {key: value for key, value in LINE.items() if key != field}
    text = table("line.quick", fields) + table("need.small", NEED)
    assert complaints(tmp_path, text) == [
        f"choices.toml: [line.quick] {field}: it is missing: add it"
    ]


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = (
        'wish.x = 1\nneed.small = "x"\n'
        + table("line.Quick", {**LINE, "then": '"so so"'})
        + table("need.a_b", NEED)
    )
    told = [line.removeprefix("choices.toml: ") for line in complaints(tmp_path, text)]
    assert [line.split(":")[0] for line in told] == [
        "[wish]",
        "[line.Quick] the name goes into links",
        "[line.Quick] then",
        "[need.small] this is not a table",
        "[need.a_b] the name goes into links",
    ]


def test_a_kind_without_entries_is_missed(tmp_path: Path) -> None:
    assert complaints(tmp_path, table("line.quick", LINE)) == [
        "choices.toml: [need.…]: there is none: add one"
    ]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (told,) = complaints(tmp_path, "[need.x\n")
    assert told.startswith("choices.toml: this is no TOML: ")
    with pytest.raises(NeedsError, match=r"other.toml: there is no such file in "):
        needs.read(tmp_path / "other.toml")
