"""A function runs in a Python of its own, and nothing it says is lost."""

import os
import warnings

import pytest

from spotdiff.classifier import problem
from spotdiff.own_process import Call, OwnProcessError


def test_the_result_comes_back() -> None:
    call = Call(problem.initial_weights, problem.SMALL, 3, environment={})
    found = call.result()
    expected = problem.initial_weights(problem.SMALL, 3)
    assert {name: array.tolist() for name, array in found.value.items()} == {
        name: array.tolist() for name, array in expected.items()
    }
    assert found.warnings == ()


def test_its_environment_is_its_own() -> None:
    call = Call(os.getenv, "SPOTDIFF_WORD", environment={"SPOTDIFF_WORD": "there"})
    assert call.result().value == "there"
    assert "SPOTDIFF_WORD" not in os.environ


def test_warnings_come_back_as_words() -> None:
    call = Call(warnings.warn, "careful", UserWarning, environment={})
    assert call.result().warnings == (("UserWarning", "careful"),)


def test_a_failure_there_is_told_here() -> None:
    call = Call(problem.standardise, environment={})
    with pytest.raises(OwnProcessError, match="missing 1 required"):
        call.result()


def test_what_is_said_there_is_not_lost() -> None:
    call = Call(print, "hello", environment={})
    with pytest.raises(OwnProcessError, match="hello"):
        call.result()
