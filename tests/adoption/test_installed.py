"""What the page says of the installed packages."""

import importlib.metadata

import keras
import pytest
import torch

from spotdiff.adoption import install_size, pictures, ready_models, surface
from spotdiff.adoption.releases import PACKAGES
from spotdiff.adoption.sources import read
from spotdiff.adoption.surface import SCOPES, Scope
from spotdiff.adoption.survey import Found


def test_every_scope_is_counted(found: Found) -> None:
    assert [one.scope for one in found.surface] == list(SCOPES)


def test_tensorflow_has_more_docstrings_and_examples(found: Found) -> None:
    pytorch, tensorflow = (surface.of(found.surface, name) for name in PACKAGES)
    assert tensorflow.docstring > pytorch.docstring + 0.05
    assert tensorflow.example > pytorch.example + 0.05


def test_pytorch_has_more_type_hints(found: Found) -> None:
    pytorch, tensorflow = (surface.of(found.surface, name) for name in PACKAGES)
    assert pytorch.hints > tensorflow.hints + 0.2


def test_layers_are_equally_well_documented(found: Found) -> None:
    pytorch, tensorflow = (surface.layers(found.surface, name) for name in PACKAGES)
    assert abs(pytorch.docstring - tensorflow.docstring) < 0.05
    assert min(pytorch.docstring, tensorflow.docstring) > 0.9


def test_no_scope_turns_the_comparison_round(found: Found) -> None:
    everything = [one for one in found.surface if not one.scope.within]
    pytorch, tensorflow = (
        [one.docstring for one in everything if one.scope.framework == name]
        for name in PACKAGES
    )
    assert len(pytorch) > 1
    assert min(tensorflow) > max(pytorch)


def test_most_without_a_docstring_stand_where_the_page_says(found: Found) -> None:
    pytorch, tensorflow = (surface.of(found.surface, name) for name in PACKAGES)
    assert pytorch.bare[0][0] == "torch"
    assert tensorflow.bare[0][0] == "tensorflow.keras.backend"
    for thing in (torch.mkldnn_convolution, torch.LongTensor):
        assert not thing.__doc__


def test_kerass_old_backend_says_nothing_but_deprecated() -> None:
    from keras._tf_keras.keras import backend

    assert str(backend.elu.__doc__).strip() == "DEPRECATED."


def test_the_figure_has_the_shares_of_the_table(found: Found) -> None:
    rows = pictures.documented(found.surface).table.splitlines()
    of_layers = surface.layers(found.surface, "PyTorch")
    assert f"layers,PyTorch,docstring,{round(of_layers.docstring, 4)}" in rows


def test_a_scope_holds_what_it_says() -> None:
    near = Scope("TensorFlow", "", without=("tensorflow.compat",), dots=2)
    assert near.holds("tensorflow.nn.relu")
    assert near.holds("tensorflow.keras.layers.Dense")
    assert not near.holds("tensorflow.keras.layers.inner.Dense")
    assert not near.holds("tensorflow.compat.v1")
    assert near.holds("tensorflow.compatible")


def test_ready_models_are_those_that_can_be_asked_for(found: Found) -> None:
    torchvision, in_keras = found.ready
    assert {"resnet50", "alexnet"} <= torchvision.classifiers.keys()
    assert torchvision.classifiers.keys() < torchvision.models.keys()
    assert "ResNet50" in in_keras.models
    assert not set(in_keras.models) - set(dir(keras.applications))


def test_torchvision_had_more_ready_models_then_and_has_more_today(
    found: Found,
) -> None:
    then = {one.framework: one.models for one in read().packages}
    now = {one.framework: len(one.models) for one in found.ready}
    assert then["PyTorch"] > then["TensorFlow"]
    assert now["PyTorch"] > now["TensorFlow"]
    assert all(now[name] > 3 * then[name] for name in PACKAGES)


@pytest.mark.parametrize(
    ("module", "family"),
    [
        ("resnet_v2", "resnet"),
        ("vgg19", "vgg"),
        ("mobilenetv3", "mobilenet"),
        ("inception_resnet_v2", "inception"),
        ("vision_transformer", "vision_transformer"),
    ],
)
def test_a_family_is_what_its_modules_have_in_common(module: str, family: str) -> None:
    assert ready_models.family(module) == family


def test_a_package_needs_what_it_asks_for_and_that_in_turn() -> None:
    needed = install_size.closure("tensorflow")
    assert {"tensorflow", "keras", "rich"} <= needed.keys()
    assert "torch" not in needed


def test_a_packages_size_is_that_of_its_files() -> None:
    size = install_size.size("torch")
    assert size.alone > 100
    assert size.packages == len(install_size.closure("torch")) - 1


def test_a_package_that_is_not_installed_has_no_size() -> None:
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        install_size.size("caffe2-of-2017")
