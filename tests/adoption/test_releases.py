"""The release history: read, refused where it is wrong, and what it shows."""

from datetime import date
from pathlib import Path

import pytest
from packaging.version import Version

from spotdiff.adoption import pictures, releases
from spotdiff.adoption.releases import Release, ReleasesError

HEAD = "package,version,first_upload,largest_file_bytes\n"
HISTORY = releases.read()
TORCH, TENSORFLOW = (
    releases.of_package(HISTORY, package) for package in releases.PACKAGES.values()
)


def made(version: str, day: str = "2020-01-01") -> Release:
    return Release("made-up", Version(version), date.fromisoformat(day), 1)


def written(folder: Path, text: str) -> Path:
    file = folder / "releases.csv"
    file.write_text(text, "utf-8")
    return file


def test_the_first_final_version_of_a_series_brings_what_is_new() -> None:
    names = ["1.0rc1", "1.0.0", "1.0.1", "1.0.1.post1", "1.1.0rc0", "1.1.1"]
    new = releases.features([made(name) for name in names])
    assert [str(one.version) for one in new] == ["1.0.0", "1.1.1"]


def test_days_are_counted_between_releases_with_something_new() -> None:
    days = {"1.0": "2020-01-01", "1.0.1": "2020-01-03", "1.1": "2020-01-11"}
    days |= {"1.2": "2020-01-31", "1.3": "2021-01-01"}
    ones = [made(version, day) for version, day in days.items()]
    since, until = date(2020, 1, 1), date(2021, 1, 1)
    assert releases.days_between(ones, since, until) == 15


def test_every_release_of_a_year_is_counted_once() -> None:
    table = releases.a_year(HISTORY)
    mine = [one for one in TENSORFLOW if not one.version.is_postrelease]
    counted = sum(sum(row[4:]) for row in table.rows)  # type: ignore[arg-type, misc]
    assert counted == len(mine)


def test_the_index_has_no_pytorch_of_2017_and_torchvision() -> None:
    rows = {row[0]: row[1] for row in releases.of_2017(HISTORY).rows}
    assert rows["`torch`"] == 0
    assert all(rows[f"`{name}`"] for name in ("tensorflow", "keras", "torchvision"))


def test_pytorch_left_its_beta_after_the_article() -> None:
    assert str(TORCH[0].version) == "1.0.0"
    assert TORCH[0].day > date(2018, 1, 1)


def test_the_two_have_changed_places() -> None:
    def pace(ones: list[Release], year: int) -> int:
        return sum(one.day.year == year for one in releases.features(ones))

    assert pace(TENSORFLOW, 2018) > 4 * pace(TORCH, 2018)
    assert pace(TORCH, 2026) > 4 * pace(TENSORFLOW, 2026)


def test_tensorflows_package_leapt_in_the_autumn_of_2019() -> None:
    sizes = {str(one.version): one.size for one in TENSORFLOW}
    assert sizes["1.15.0"] > 3 * sizes["2.0.0"]


def test_the_figure_has_a_row_for_every_release_with_something_new() -> None:
    rows = pictures.history(HISTORY).table.splitlines()[1:]
    both = releases.features(TORCH) + releases.features(TENSORFLOW)
    assert len(rows) == len(both)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("package,version\n", r"releases\.csv: the first line must be package"),
        (f"{HEAD}torch,1.0,2018-12-07,many\n", r"releases\.csv:2: .*'many'.*write"),
        (f"{HEAD}torch,1.0,yesterday,5\n", r"releases\.csv:2: .*'yesterday'.*write"),
        (f"{HEAD}torch,one,2018-12-07,5\n", r"releases\.csv:2: .*'one'.*write"),
        (f"{HEAD}torch,1.0\n", r"releases\.csv:2: .*write"),
        (f"{HEAD}torch,1.0,2018-12-07,0\n", r"releases\.csv:2: .*some bytes"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(ReleasesError, match=message):
        releases.read(written(tmp_path, text))


def test_an_unknown_package_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ReleasesError, match=r"no release of 'caffe'.*torchvision"):
        releases.of_package(HISTORY, "caffe")
