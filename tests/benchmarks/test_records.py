"""Records of a GPU are refused where they are wrong; without any, the page says so."""

from pathlib import Path

import pytest

from spotdiff.benchmarks import records
from spotdiff.benchmarks.records import RecordError

GOOD = """
[[record]]
day = "2026-11-28"
device = "NVIDIA H100"
driver = "570.1"
versions = "PyTorch 2.10.0, TensorFlow 2.21.0, CUDA 12.8"
command = "make html DEVICE=cuda"
figures = { "peak of a page, GB" = 3.25 }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "records.toml"


def test_the_book_s_own_records_are_right() -> None:
    assert records.read() == sorted(records.read(), key=lambda record: record.day)


def test_a_record_is_read_and_told(file: Path) -> None:
    file.write_text(GOOD + GOOD.replace("-28", "-27"), "utf-8")
    found = records.read(file)
    assert [record.day for record in found] == ["2026-11-27", "2026-11-28"]
    assert records.told(found) == "2, of 2026-11-27, 2026-11-28"
    table = records.table(found)
    assert table is not None
    assert table.rows[1] == (
        "2026\u201111\u201128",
        "NVIDIA H100, driver 570.1; PyTorch 2.10.0, TensorFlow 2.21.0, CUDA 12.8",
        "`make html DEVICE=cuda`",
        "peak of a page, GB",
        "3.25",
    )


def test_without_a_record_there_is_no_table(file: Path) -> None:
    file.write_text("# There is none yet.\n", "utf-8")
    found = records.read(file)
    assert (records.told(found), records.table(found)) == ("none so far", None)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"2026-11-28"', '"today"', "record 1: day must be such as 2026-11-28"),
        ('"570.1"', '" "', "record 1: driver must be a text, not ' '"),
        ('"570.1"', "570", "record 1: driver must be a text, not 570"),
        ("3.25", "0", "record 1: 'peak of a page, GB' is 0, no number above zero"),
        ("3.25", '"much"', "'peak of a page, GB' is 'much', no number"),
        ("3.25", "true", "'peak of a page, GB' is True, no number"),
        ('{ "peak of a page, GB" = 3.25 }', "{}", "figures must be a table"),
        ("device =", "place =", "record 1: it lacks 'device'"),
        ("day =", 'who = "we"\nday =', "record 1: it has an unknown key 'who'"),
        ("[[record]]", "[[entry]]", "write \\[\\[record\\]\\] before each entry"),
        ("day =", "day", "records.toml: "),
    ],
)
def test_a_wrong_record_is_refused_with_its_place(
    file: Path, old: str, new: str, message: str
) -> None:
    assert old in GOOD
    file.write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(RecordError, match=message):
        records.read(file)


def test_a_page_on_a_processor_lists_what_is_open_and_one_on_a_gpu_does_not() -> None:
    table = records.unproven("cpu")
    assert table is not None
    open_ones = {row[0]: str(row[1]) for row in table.rows}
    assert "PyTorch compiled mixed" in open_ones["Mixed precision"]
    assert "TensorFlow XLA mixed" in open_ones["Mixed precision"]
    assert records.unproven("cuda") is None
