"""Which names a piece of code uses."""

import pytest

from names_used import Name, names_used

SOURCE = """
import nets.layers as L
import nets.deep.er
from nets import data, layers
from nets.train import fit as train
from .shelf import things


def helper(x):
    return x
"""


@pytest.mark.parametrize(
    ("code", "full", "written"),
    [
        ("L.Dense(3)", "nets.layers.Dense", "L.Dense"),
        ("layers.Dense(3)", "nets.layers.Dense", "layers.Dense"),
        ("nets.deep.er.x", "nets.deep.er.x", "nets.deep.er.x"),
        ("train(model)", "nets.train.fit", "train"),
        ("class A(L.Layer): pass", "nets.layers.Layer", "L.Layer"),
        ("@layers.traced\ndef f(): pass", "nets.layers.traced", "layers.traced"),
    ],
)
def test_a_name_is_told_in_full_and_as_it_is_written(
    code: str, full: str, written: str
) -> None:
    assert names_used(code, SOURCE) == [Name(full, written, "nets")]


def test_of_a_dotted_name_the_parts_are_not_told() -> None:
    (name,) = names_used("data.text.Lines.read()", SOURCE)
    assert name.full == "nets.data.text.Lines.read"


def test_a_method_is_told_without_what_its_object_is_called() -> None:
    assert names_used("model.fit(x)", SOURCE) == [Name(".fit", "model.fit", "")]


@pytest.mark.parametrize(
    "code",
    ["losses.append(1)", "self.step()", "words.helper()", "x.shape", "things.count"],
)
def test_what_belongs_to_no_package_is_left_out(code: str) -> None:
    assert names_used(code, SOURCE) == []


def test_each_name_is_told_once() -> None:
    assert len(names_used("L.Dense(L.Dense(3))", SOURCE)) == 1


def test_what_is_no_python_is_not_passed_over() -> None:
    with pytest.raises(SyntaxError):
        names_used("def", SOURCE)
