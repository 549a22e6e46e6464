"""The digits are always the same, and MNIST takes their place when asked to."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from spotdiff import data, mnist
from spotdiff.data import Digits
from spotdiff.mnist import DataError

# A share of 360 images cannot come closer to a share of 1797 than one image.
ONE_IMAGE = 1.0


@pytest.fixture(scope="module")
def digits() -> Digits:
    """Return the embedded digits."""
    return data.small_digits()


# The digits -------------------------------------------------------------------


def test_there_are_1437_to_train_on_and_360_to_test_on(digits: Digits) -> None:
    assert [part.shape for part in digits] == [
        (1437, 28, 28),
        (1437,),
        (360, 28, 28),
        (360,),
    ]
    assert [part.dtype for part in digits] == ["float32", "int64"] * 2


def test_ink_is_one_paper_is_zero_and_the_margin_is_paper(digits: Digits) -> None:
    for images in (digits.train_images, digits.test_images):
        assert images.min() == 0
        assert images.max() == 1
        framed = images.copy()
        framed[:, 4:24, 4:24] = 0
        assert not framed.any()


def test_they_are_the_same_every_time(digits: Digits) -> None:
    for first, second in zip(digits, data.small_digits(), strict=True):
        np.testing.assert_array_equal(first, second, strict=True)


def test_every_digit_has_its_share_of_both_parts(digits: Digits) -> None:
    train, test = (
        np.bincount(labels, minlength=10)
        for labels in (digits.train_labels, digits.test_labels)
    )
    np.testing.assert_allclose(test, (train + test) * 360 / 1797, atol=ONE_IMAGE)


def test_every_image_is_in_one_part_and_only_once(digits: Digits) -> None:
    everything = np.concatenate([digits.train_images, digits.test_images])
    labels = np.concatenate([digits.train_labels, digits.test_labels])
    rows = np.unique(everything.reshape(len(everything), -1), axis=0)
    assert len(rows) == len(everything) == 1797
    assert np.bincount(labels).tolist() == np.bincount(load_digits().target).tolist()


def test_enlarging_keeps_the_corners(digits: Digits) -> None:
    corners = {
        tuple(image[4:24:19, 4:24:19].ravel())
        for image in (*digits.train_images, *digits.test_images)
    }
    small = load_digits().images.astype(np.float32) / 16
    assert corners == {tuple(image[::7, ::7].ravel()) for image in small}


# MNIST ------------------------------------------------------------------------


@pytest.fixture
def small_mnist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> mnist.Arrays:
    """Put a small MNIST where the large one would be, and let no one fetch it."""
    arrays = mnist.Arrays(
        np.array([[[0, 255], [51, 102]]] * 3, np.uint8),
        np.array([3, 1, 4], np.uint8),
        np.zeros((1, 2, 2), np.uint8),
        np.array([5], np.uint8),
    )
    mnist.write(tmp_path, arrays)
    monkeypatch.setattr(mnist, "cache", lambda: tmp_path / "MNIST/raw")
    monkeypatch.setattr(mnist, "fetch", lambda _: None)
    return arrays


@pytest.mark.usefixtures("small_mnist")
def test_mnist_is_loaded_where_the_build_asks_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SPOTDIFF_DATA", "mnist")
    found = data.load()
    assert found.train_images.shape == (3, 2, 2)
    assert found.train_images[0].ravel() == pytest.approx([0, 1, 0.2, 0.4])
    assert found.train_labels.tolist() == [3, 1, 4]
    assert [part.dtype for part in found] == ["float32", "int64"] * 2


@pytest.mark.parametrize("asked", [None, "digits"])
def test_else_the_embedded_digits_are(
    monkeypatch: pytest.MonkeyPatch, digits: Digits, asked: str | None
) -> None:
    monkeypatch.delenv("SPOTDIFF_DATA", raising=False)
    if asked:
        monkeypatch.setenv("SPOTDIFF_DATA", asked)
    np.testing.assert_array_equal(data.load().train_images, digits.train_images)


def test_mnist_that_cannot_be_had_is_a_data_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SPOTDIFF_DATA", "mnist")
    monkeypatch.setenv("SPOTDIFF_CACHE", str(tmp_path))
    monkeypatch.setattr(mnist.fetch, "__defaults__", ((), mnist.SHA256))
    with pytest.raises(DataError, match="DATA=digits"):
        data.load()


def test_bytes_and_digits_turn_into_each_other(small_mnist: mnist.Arrays) -> None:
    turned = data.to_bytes(data.from_bytes(small_mnist))
    for found, wanted in zip(turned, small_mnist, strict=True):
        np.testing.assert_array_equal(found, wanted, strict=True)


def test_digits_written_as_mnist_lose_half_a_grey_at_most(
    digits: Digits, tmp_path: Path
) -> None:
    mnist.write(tmp_path, data.to_bytes(digits))
    found = data.from_bytes(mnist.read(tmp_path / "MNIST/raw"))
    assert np.abs(found.train_images - digits.train_images).max() <= 0.5001 / 255
    np.testing.assert_array_equal(found.test_labels, digits.test_labels)


# The command ------------------------------------------------------------------


def refuse(_: Path) -> None:
    raise DataError("train-images is missing")


def interrupt(_: Path) -> None:
    raise KeyboardInterrupt


def test_the_command_fetches_mnist_into_the_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fetched: list[Path] = []
    monkeypatch.setenv("SPOTDIFF_CACHE", str(tmp_path))
    monkeypatch.setattr(mnist, "fetch", fetched.append)
    assert data.main(["mnist"]) == 0
    assert fetched == [tmp_path / "mnist"]


def test_the_command_says_why_in_one_line_and_leaves_the_error_stream_alone(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mnist, "fetch", refuse)
    assert data.main(["mnist"]) == 2
    assert capfd.readouterr() == ("train-images is missing\n", "")


def test_the_command_may_be_interrupted(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mnist, "fetch", interrupt)
    assert data.main(["mnist"]) == 130
    assert capfd.readouterr() == ("", "")


def test_the_command_needs_nothing_for_the_digits() -> None:
    code = (
        "import sys; from spotdiff import data; data.main(['digits']);"
        "sys.exit('sklearn' in sys.modules or 'torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
