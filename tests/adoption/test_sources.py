"""Numbers from elsewhere: refused where they are wrong, and what they show."""

from datetime import date
from pathlib import Path

import pytest

from spotdiff.adoption import pictures, sources
from spotdiff.adoption.sources import FILE, SourcesError

KNOWN = sources.read()
AT = {one.id: one for one in KNOWN.cited}


def test_every_number_is_at_most_as_young_as_its_reading() -> None:
    assert all(one.day <= date.fromisoformat(one.read) for one in KNOWN.cited)


def test_in_2017_papers_named_tensorflow_and_hardly_pytorch() -> None:
    assert AT["arxiv-2017"].tensorflow > 40 * AT["arxiv-2017"].pytorch


def test_pytorch_grew_fast_from_2017_to_2018() -> None:
    assert AT["arxiv-2018"].pytorch > 10 * AT["arxiv-2017"].pytorch


def test_papers_turned_round_first_then_repositories_then_downloads() -> None:
    crossed = {
        kind: min(one.day for one in KNOWN.cited if one.kind == kind and one.ratio > 1)
        for kind in ("papers", "repositories", "downloads")
    }
    assert list(crossed) == sorted(crossed, key=lambda kind: crossed[kind])


def test_stars_have_not_turned_round() -> None:
    assert all(one.ratio < 0.5 for one in KNOWN.cited if one.kind == "stars")


def test_the_figure_says_what_its_data_say() -> None:
    alt = pictures.ratios(KNOWN.cited).alt
    assert 1 / 55 < AT["arxiv-2017"].ratio < 1 / 40
    assert "about a fiftieth in March 2017" in alt
    assert AT["arxiv-2018"].ratio == pytest.approx(1 / 3, rel=0.1)
    assert AT["downloads-2020"].ratio == pytest.approx(1 / 5, rel=0.1)
    assert AT["downloads-2025"].ratio == pytest.approx(2, rel=0.1)
    assert AT["repositories-2020"].ratio == pytest.approx(1 / 2, rel=0.1)
    assert AT["repositories-2025"].ratio == pytest.approx(1.5, rel=0.1)
    assert AT["developers-2022"].ratio == pytest.approx(2 / 3, rel=0.1)


def test_the_figures_rows_have_their_address() -> None:
    rows = pictures.ratios(KNOWN.cited).table.splitlines()
    assert len(rows) == 1 + len(KNOWN.cited)
    assert all("https://" in row for row in rows[1:])


@pytest.mark.parametrize(
    ("of", "day"),
    [("2019", "2019-07-01"), ("2017-03", "2017-03-15"), ("2020-11-30", "2020-11-30")],
)
def test_a_year_and_a_month_stand_at_their_middle(of: str, day: str) -> None:
    changed = {**vars(AT["stars-2025"]), "of": of}
    assert sources.Cited(**changed).day == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('kind = "papers"', 'kind = "rumours"', r"figure 'arxiv-2017': kind must be"),
        ("pytorch = 0.2", "pytorch = 0", r"figure 'arxiv-2017': 0 is no number above"),
        ("pytorch = 0.2", 'pytorch = "few"', r"'arxiv-2017': 'few' is no number"),
        (
            'of = "2017-03"',
            'of = "spring"',
            r"'arxiv-2017': 'spring' is no date: write",
        ),
        ('of = "2017-03"', 'of = "2099"', r"'arxiv-2017': it is of 2099, but was read"),
        ('url = "https://karpathy', 'url = "karpathy', r"'arxiv-2017': the url must"),
        (
            'id = "arxiv-2018"',
            'id = "arxiv-2017"',
            r"the id 'arxiv-2017' is given twice",
        ),
        ("pytorch = 0.2\n", "", r"Cited 'arxiv-2017': it lacks 'pytorch'"),
        ("pytorch = 0.2", "pytorch = 0.2\njax = 1", r"'arxiv-2017': it has an unknown"),
        ("[[missing]]", "[[absent]]", r"sources\.toml: it must have .*'missing'"),
        ("pytorch = 0.2", "pytorch = ", r"sources\.toml: "),
    ],
)
def test_a_wrong_entry_is_refused_by_name(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = FILE.read_text("utf-8")
    assert old in text
    # Of kinds of tables all are misspelt, of other things the first.
    changed = text.replace(old, new) if old[0] == "[" else text.replace(old, new, 1)
    file = tmp_path / "sources.toml"
    file.write_text(changed, "utf-8")
    with pytest.raises(SourcesError, match=message):
        sources.read(file)


def test_an_unknown_id_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(SourcesError, match=r"no figure 'arxiv-2016'.*arxiv-2017"):
        sources.by_id(KNOWN.cited, "arxiv-2016")
