"""What Lighthouse says is read as it is meant, and a low mark for speed is doubted."""

import json
from pathlib import Path

import pytest

import lighthouse
import site_report
from lighthouse import CATEGORIES, LighthouseError, Verdict, judge, read


def told(score: float | None) -> str:
    """Return Lighthouse's answer with one score everywhere, and two audits."""
    refs = [{"id": "slow", "weight": 3}, {"id": "told", "weight": 0}]
    return json.dumps(
        {
            "categories": {
                key: {"score": score, "auditRefs": refs} for key in CATEGORIES
            },
            "audits": {
                "slow": {"title": "It is slow", "score": 0.4},
                "told": {"title": "It is told", "score": 0},
            },
            "runtimeError": {"code": "NO_FCP"},
        }
    )


def test_scores_are_of_100_and_what_costs_points_is_named() -> None:
    verdict = read(told(0.945))
    assert verdict.scores == dict.fromkeys(CATEGORIES, 94)
    assert verdict.reasons["seo"] == ["It is slow"]


def test_no_score_is_no_verdict() -> None:
    with pytest.raises(LighthouseError, match="NO_FCP"):
        read(told(None))


@pytest.mark.parametrize(
    ("marks", "kept", "tries"),
    [([96], 96, 1), ([80, 97], 97, 2), ([70, 90, 80], 90, 3)],
)
def test_speed_is_judged_again_while_it_is_low(
    monkeypatch: pytest.MonkeyPatch, marks: list[int], kept: int, tries: int
) -> None:
    waiting = iter(marks)
    asked = []

    def once(address: str, *_: object) -> Verdict:
        asked.append(address)
        return Verdict({"performance": next(waiting)}, {})

    monkeypatch.setattr(lighthouse, "judge_once", once)
    verdict = judge("http://a/", "mobile", Path(), "chromium")
    assert verdict.scores["performance"] == kept
    assert len(asked) == tries


def test_the_report_puts_the_worst_page_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_report, "pages", lambda: ())
    report = site_report.SiteReport()
    for page, score in (("good.html", 99), ("bad.html", 91)):
        run = {"page": page, "form": "mobile", "scores": {"seo": 100, "speed": score}}
        report.noted[site_report.LIGHTHOUSE].append(run)
    report.noted[site_report.VIEWS].append({"page": "good.html", "violations": 2})
    lines = list(report.lines())
    assert lines[0] == "axe-core: 1 views of 1 pages, 2 violations"
    assert lines[2] == "   91 bad.html (mobile): seo 100, speed 91"
