"""Packages of 2017 are counted without being installed."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from spotdiff.adoption import then
from spotdiff.adoption.then import UnknownPackageError

MODELS = """
def small(pretrained=False, **others): ...
def large(pretrained=False): ...
def _part(pretrained=False): ...
def helper(size): ...
class Large: ...
"""


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    file = tmp_path / "torchvision-0.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("torchvision/models/net.py", MODELS)
        archive.writestr("torchvision/models/__init__.py", "from .net import *")
        archive.writestr("torchvision/datasets/net.py", MODELS)
    return file


def test_functions_that_take_weights_are_models(wheel: Path) -> None:
    counted = then.count(wheel)
    assert counted.models == ("large", "small")
    assert counted.modules == ("net",)


def test_an_archive_of_sources_is_read_as_well(tmp_path: Path) -> None:
    file, text = tmp_path / "Keras-0.tar.gz", b"def Net(weights='imagenet'): ..."
    with tarfile.open(file, "w:gz") as archive:
        member = tarfile.TarInfo("Keras-0/keras/applications/net.py")
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))
    assert then.count(file).models == ("Net",)


def test_the_digest_is_the_files_own(wheel: Path) -> None:
    before = then.count(wheel).sha256
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("more.txt", "more")
    assert then.count(wheel).sha256 != before


def test_what_is_no_package_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("nothing", "utf-8")
    with pytest.raises(UnknownPackageError, match=r"notes\.txt is neither a wheel"):
        then.count(file)


def test_a_package_without_models_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "empty.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("empty/__init__.py", "")
    with pytest.raises(UnknownPackageError, match=r"empty\.whl has neither"):
        then.count(file)
