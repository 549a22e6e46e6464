"""Who keeps an `if` that the data decide, who refuses it, and who forgets it."""

import pytest

from spotdiff.deployment.models import Trained
from spotdiff.pytorch_1_0.branches import outcomes, tensorflow_ways, torch_ways
from spotdiff.pytorch_1_0.branches.outcomes import TOLERANCE, Outcome

RIGHT = {
    "`torch.jit.script`",
    "`torch.compile`",
    "`torch.export`, with `torch.cond`",
    "ONNX, with `torch.cond`",
    "`tf.function`",
    "`tf.function(jit_compile=True)`",
    "SavedModel",
    "ONNX",
}
REFUSED = {
    "`torch.compile(fullgraph=True)`": "`Unsupported`",
    "`torch.export`": "`GuardOnDataDependentSymNode`",
    "`tf.function(autograph=False)`": "`OperatorNotAllowedInGraphError`",
}
WRONG = "`torch.jit.trace`"


@pytest.fixture(scope="module")
def found(model: Trained) -> dict[str, Outcome]:
    return {one.way: one for one in outcomes.outcomes(model)}


def test_every_way_is_taken(found: dict[str, Outcome]) -> None:
    assert found.keys() == {*torch_ways.WAYS, *tensorflow_ways.WAYS}
    assert found.keys() == {*RIGHT, *REFUSED, WRONG}


@pytest.mark.parametrize("way", sorted(RIGHT))
def test_who_keeps_the_branch_is_right_on_paper_and_on_the_board(
    found: dict[str, Outcome], way: str
) -> None:
    one = found[way]
    assert one.verdict == "right"
    assert one.said == ""


@pytest.mark.parametrize("way", sorted(REFUSED))
def test_who_cannot_keep_it_refuses(found: dict[str, Outcome], way: str) -> None:
    assert (found[way].verdict, found[way].said) == ("refused", REFUSED[way])


def test_a_trace_forgets_it_and_warned_once(found: dict[str, Outcome]) -> None:
    one = found[WRONG]
    assert one.verdict == "wrong on the board"
    assert one.said == "`TracerWarning`"
    assert one.paper is not None
    assert one.board is not None
    assert one.paper <= TOLERANCE < 0.1 < one.board


def test_an_outcome_is_a_row(found: dict[str, Outcome]) -> None:
    rows = outcomes.table(found.values()).rows
    assert len(rows) == len(found)
    assert {row[2] for row in rows} == {"right", "refused", "wrong on the board"}
