"""What it takes to import a package."""

import pytest

from spotdiff.benchmarks import import_time
from spotdiff.benchmarks.import_time import ImportFailedError


def test_an_import_is_timed_in_a_process_of_its_own() -> None:
    seconds, modules = import_time.once("wave")
    assert seconds > 0
    assert modules >= 1


def test_an_import_that_fails_says_why() -> None:
    with pytest.raises(ImportFailedError, match="no_such_package"):
        import_time.once("no_such_package")
