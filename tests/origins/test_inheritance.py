"""What the packages show of their ancestors: names, copyright and files."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from spotdiff.measure import largest_difference
from spotdiff.origins import inherited, licences, packages
from spotdiff.origins.error import error
from spotdiff.origins.licences import Holder, LicenceError, holders
from spotdiff.origins.narrow import problem, tensorflow_side, torch_side

PART = {"first": problem.FIRST - 1, "length": problem.LENGTH}
LICENCE = """From One:

Copyright (c) 2016-     Big, Inc            (Some One)
Copyright (c) 2001-2004 Small Institute (Some One, Some Two)

From Two:

Copyright (c) 2016-present, Big Inc. All rights reserved.

All contributions from Three:
Copyright(c) 2013, 2014, the respective contributors
All rights reserved.

Redistribution and use in source are permitted.
Copyright (c) 1999 Nobody
"""


@pytest.mark.parametrize("side", [torch_side, tensorflow_side])
def test_a_part_is_filled_as_the_manual_of_torch_says(side: object) -> None:
    found = side.fill_part(problem.start(), **PART)  # type: ignore[attr-defined]
    assert largest_difference(found, problem.expected()).absolute == 0


def test_both_sides_leave_what_they_were_given() -> None:
    given = problem.start()
    for side in (torch_side, tensorflow_side):
        side.fill_part(given, **PART)
    np.testing.assert_array_equal(given, problem.start())


def test_a_part_of_a_tensor_is_the_tensor_in_pytorch_only() -> None:
    import tensorflow as tf
    import torch

    whole = torch.zeros(5)
    whole[1:4].fill_(1)
    assert whole.sum() == 3
    assert not hasattr(tf.zeros(5)[1:4], "assign")


def test_pytorch_has_the_names_of_torch_and_others_have_not() -> None:
    kept = {library: len(inherited.kept(library)) for library in inherited.PLACES}
    everything = len(inherited.DESCRIBED)
    assert kept["PyTorch"] > 0.9 * everything
    assert max(kept["NumPy"], kept["TensorFlow"]) < 0.2 * everything
    assert kept["NumPy, its functions, too"] < 0.4 * everything
    assert kept["TensorFlow, its functions, too"] < 0.4 * everything


def test_what_pytorch_lacks_has_another_name() -> None:
    import torch

    assert "repeatTensor" not in inherited.kept("PyTorch")
    assert hasattr(torch.Tensor, "repeat")


def test_a_name_is_looked_for_in_all_spellings() -> None:
    found = set(inherited.spellings("indexCopy"))
    assert {"indexCopy", "index_copy", "index_copy_", "indexcopy"} <= found


@pytest.mark.parametrize(
    ("names", "said"),
    [([], "none"), (["t"], "`t`"), (list(inherited.DESCRIBED[1:]), "all but `clone`")],
)
def test_few_names_are_told_and_many_by_what_is_missing(
    names: list[str], said: str
) -> None:
    assert inherited.few(names, len(inherited.DESCRIBED)) == said


def test_the_holders_of_a_licence_stand_under_their_headings() -> None:
    assert holders(LICENCE) == {
        "One": [Holder("2016–", "Big, Inc"), Holder("2001–2004", "Small Institute")],
        "Two": [
            Holder("2016–", "Big Inc"),
            Holder("2013, 2014", "All contributions from Three"),
        ],
    }


def test_a_licence_of_another_form_is_refused() -> None:
    with pytest.raises(LicenceError, match="no holders under a heading"):
        holders("MIT Licence\n\nCopyright (c) 2020 Somebody\n")


def test_a_package_without_a_licence_is_named() -> None:
    with pytest.raises(LicenceError, match="tensorflow is installed without"):
        licences.licence("tensorflow")


def test_torch_is_older_than_its_days_at_facebook() -> None:
    found = holders(licences.licence())
    facebook = min(one.first for one in found["PyTorch"] if "Facebook" in one.who)
    older = {one.who for one in found["PyTorch"] if one.first < facebook}
    assert {"Idiap Research Institute", "NYU"} <= older
    assert min(one.first for one in found["PyTorch"]) == 2001


def test_google_has_a_part_in_pytorch() -> None:
    everyone = {h.who for under in holders(licences.licence()).values() for h in under}
    assert {"Google Inc", "Deepmind Technologies"} <= everyone


def test_the_packages_show_what_is_left() -> None:
    rows = {name: f"{torch}, {tf}" for name, torch, tf in packages.traces().rows}
    lua, thc, caffe2, xla, stablehlo = rows.values()
    assert lua == "0, 0"
    assert re.fullmatch(r"[1-9]\d*, 0", thc)
    assert re.fullmatch(r"[1-9]\d*, 0", caffe2)
    assert re.fullmatch(r"0, [1-9]\d*", xla)
    assert re.fullmatch(r"0, [1-9]\d*", stablehlo)


def test_tensorflow_speaks_stablehlo() -> None:
    found = packages.stablehlo(error, problem.expected())
    assert {"reduce", "divide", "sqrt"} <= set(found)
    assert len(found) == len(set(found))


def test_keras_trains_on_three_engines() -> None:
    engines = packages.engines()
    trains = {name for name, what in engines.items() if what == packages.TRAINS}
    assert trains == {"tensorflow", "jax", "torch"}
    assert engines.get("numpy") == packages.ANSWERS


def test_a_trainer_without_fit_is_named(tmp_path: Path) -> None:
    file = tmp_path / "trainer.py"
    file.write_text("def predict(x):\n    return x\n")
    with pytest.raises(LookupError, match=r"no function `fit` in .*trainer\.py"):
        packages.capability(file)


def test_a_docstring_is_no_statement() -> None:
    text, other = ast.parse('"words"\nraise ValueError').body
    assert packages.is_text(text)
    assert not packages.is_text(other)
