"""What the tests of this chapter share."""

import pytest

from spotdiff.adoption import survey
from spotdiff.adoption.survey import Found


@pytest.fixture(scope="session")
def found() -> Found:
    """Return what the installed packages answered; asking takes seconds."""
    return survey.both()
