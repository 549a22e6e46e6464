"""The tests that `make faults` counts are there."""

import re
from pathlib import Path

import pytest

from faults.proofs import PROOFS

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize("fault", PROOFS)
def test_what_a_fault_comes_to_is_shown_by_tests_that_are_there(fault: str) -> None:
    assert PROOFS[fault]
    for test in PROOFS[fault]:
        file, _, name = test.partition("::")
        text = (REPOSITORY / file).read_text("utf-8")
        assert re.search(rf"^def {name}\(", text, re.MULTILINE), test
