"""What the workflows may do, and what they call."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
WORKFLOWS = {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in FILES}


def jobs(workflow: str) -> dict[str, Any]:
    found: dict[str, Any] = WORKFLOWS[workflow]["jobs"]
    return found


def steps(workflow: str) -> list[dict[str, Any]]:
    return [step for job in jobs(workflow).values() for step in job["steps"]]


def test_there_is_one_for_every_change_one_that_publishes_and_a_weekly_one() -> None:
    assert set(WORKFLOWS) == {"check", "publish", "newest"}


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_actions_are_pinned_to_a_commit(workflow: str) -> None:
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert used
    for action in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action), action


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_what_runs_our_code_may_only_read(workflow: str) -> None:
    for job in jobs(workflow).values():
        granted = job.get("permissions", WORKFLOWS[workflow]["permissions"])
        checks_out = any("checkout" in step.get("uses", "") for step in job["steps"])
        assert granted == (
            {"contents": "read"} if checks_out else {"contents": "write"}
        )


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_no_secret_is_asked_for_and_no_token_is_left_behind(workflow: str) -> None:
    assert "secrets." not in (ROOT / f".github/workflows/{workflow}.yml").read_text()
    for step in steps(workflow):
        if "checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_the_targets_called_exist(workflow: str) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M)
    called = [
        name
        for step in steps(workflow)
        for name in re.findall(r"\bmake ([a-z-]+)", step.get("run", ""))
    ]
    assert set(called) <= set(targets)


def test_only_what_passed_is_published() -> None:
    build, publish = jobs("publish")["build"], jobs("publish")["publish"]
    assert publish["needs"] == "build"
    ran = [step["run"] for step in build["steps"] if "run" in step]
    assert ran[:2] == [".ci/run", "make site-check"]
    assert build["env"]["DEVICE"] == "cuda"
    assert not any("continue-on-error" in step for step in build["steps"])
