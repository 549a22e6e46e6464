"""The models of the chapter, trained once, and exported once."""

import pytest

from spotdiff.deployment.models import Trained, trained


@pytest.fixture(scope="session")
def models() -> Trained:
    """Train both models."""
    return trained()
