"""What an edition has not seen is read from the records of its pages."""

from typing import Any

import pytest

from limits import limits, list_of_limits, listed

REPORT: dict[str, Any] = {
    "device": "cpu",
    "device_name": "Chip",
    "cores": 2,
    "data": "digits",
    "versions": {"torch": "2.1", "tensorflow": "2.2"},
}


def record(date: str = "2026-11-25T10:00", **changed: Any) -> dict[str, Any]:
    return {"date": date, "report": {**REPORT, **changed}}


def test_an_edition_without_a_gpu_says_so() -> None:
    said = list(limits([record(), record()]))
    assert said[0].startswith("No page ran on a GPU.")
    assert "There was one kind of machine: Chip, with 2 cores." in said
    assert "PyTorch was seen in version 2.1 only." in said
    assert said[-1] == "The pages ran on 2026-11-25."
    assert not any("Keras" in sentence for sentence in said)


def test_an_edition_on_a_gpu_does_not() -> None:
    said = " ".join(limits([record(device="cuda"), record(device="cuda")]))
    assert "GPU" not in said


def test_an_edition_on_both_says_that_they_are_mixed() -> None:
    said = " ".join(limits([record(), record(device="cuda", device_name="Card")]))
    assert "Some pages ran on a GPU and some did not" in said
    assert "2 kinds of machine: Card and Chip" in said


@pytest.mark.parametrize(("data", "said"), [("digits", True), ("mnist", False)])
def test_small_data_is_named(data: str, said: bool) -> None:
    sentences = " ".join(limits([record(data=data)]))
    assert ("not MNIST" in sentences) is said


def test_several_versions_and_days_are_all_named() -> None:
    new = record("2026-11-20T10:00", versions={"torch": "2.3"})
    said = list(limits([record(), new]))
    assert "PyTorch was seen in versions 2.1 and 2.3 only." in said
    assert said[-1] == "The pages ran between 2026-11-20 and 2026-11-25."


def test_what_is_not_known_is_left_out() -> None:
    nameless = {"date": "2026-11-25", "report": {"device": "cpu"}}
    assert not any("machine" in sentence for sentence in limits([nameless]))
    coreless = {"date": "2026-11-25", "report": {"device_name": "Chip"}}
    assert "There was one kind of machine: Chip." in list(limits([coreless]))


def test_without_a_page_that_ran_nothing_is_said() -> None:
    assert list(limits([])) == []
    assert list(limits([{"date": "2026", "report": {}}])) == []


def test_the_list_has_an_item_for_each() -> None:
    node = list_of_limits({"page": record()})
    assert len(node.children) == len(list(limits([record()])))


def test_parts_are_listed_as_in_a_sentence() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
