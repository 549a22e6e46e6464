"""All that is asked of the installed packages, in a process for each framework."""

from collections.abc import Sequence
from dataclasses import dataclass

from spotdiff.adoption import ready_models, surface
from spotdiff.adoption.ready_models import Ready
from spotdiff.adoption.surface import Counted
from spotdiff.own_process import Call

READY = {"PyTorch": ready_models.in_torchvision, "TensorFlow": ready_models.in_keras}


@dataclass(frozen=True)
class Found:
    """What was found.

    Attributes:
        surface: The public names and what is written about them, in every scope.
        ready: The models that come ready.
    """

    surface: Sequence[Counted]
    ready: Sequence[Ready]


def ask(framework: str) -> tuple[list[Counted], Ready]:
    """Ask one framework. Run it in a process of its own."""
    # The names first: what is imported for the models would add to them.
    counted = surface.survey(framework)
    return counted, READY[framework]()


def both() -> Found:
    """Ask both at once, so that neither sees what the other has imported."""
    calls = [Call(ask, name, environment={}) for name in READY]
    counted, ready = zip(*(call.result().value for call in calls), strict=True)
    return Found([one for several in counted for one in several], ready)
