"""Files in MNIST's format are read as written, and refused where they are not."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from torchvision.datasets.mnist import read_sn3_pascalvincent_tensor

from spotdiff import idx
from spotdiff.idx import IdxError

NAMES = ("small-idx", "small-idx.gz")
every_name = pytest.mark.parametrize("name", NAMES)
HEADER = bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3])


@every_name
@pytest.mark.parametrize("shape", [(5,), (0,), (2, 3), (4, 28, 28)])
def test_what_is_written_is_read(
    tmp_path: Path, name: str, shape: tuple[int, ...]
) -> None:
    array = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    idx.write(tmp_path / name, array)
    np.testing.assert_array_equal(idx.read(tmp_path / name), array, strict=True)


def test_the_bytes_are_those_of_the_format(tmp_path: Path) -> None:
    idx.write(tmp_path / "small", np.array([[1, 2, 3], [4, 5, 255]], np.uint8))
    assert (tmp_path / "small").read_bytes() == HEADER + bytes([1, 2, 3, 4, 5, 255])


def test_torchvision_reads_the_same(tmp_path: Path) -> None:
    array = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    idx.write(tmp_path / "small", array)
    found = read_sn3_pascalvincent_tensor(str(tmp_path / "small")).numpy()
    np.testing.assert_array_equal(found, array, strict=True)


def test_the_same_array_makes_the_same_file(tmp_path: Path) -> None:
    for name in ("one.gz", "two.gz"):
        idx.write(tmp_path / name, np.arange(9, dtype=np.uint8))
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()


@every_name
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not an idx file"),
        (b"<html>not here</html>", "not an idx file"),
        (bytes([0, 0, 13, 1, 0, 0, 0, 0]), "bytes on 1 to 3 axes were expected"),
        (bytes([0, 0, 8, 0]), "bytes on 1 to 3 axes were expected"),
        (bytes([0, 0, 8, 4]) + bytes(16), "bytes on 1 to 3 axes were expected"),
        (HEADER[:10], "the header ends after 10 bytes"),
        (HEADER + bytes(5), r"6 bytes promised for shape \(2, 3\), 5 there"),
        (HEADER + bytes(7), r"6 bytes promised for shape \(2, 3\), 7 there"),
        (bytes([0, 0, 8, 3]) + b"\xff" * 12, "bytes promised for shape"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_by_name(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    with pytest.raises(IdxError, match=words) as refusal:
        idx.read(path)
    assert str(path) in str(refusal.value)


def test_a_damaged_gzip_file_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "small.gz"
    idx.write(path, np.arange(200, dtype=np.uint8))
    whole = path.read_bytes()
    flipped = whole[:-6] + bytes([whole[-6] ^ 1]) + whole[-5:]
    broken = whole[:30] + b"\xff" * 20 + whole[50:]
    for content in (whole[:-20], whole[:5], flipped, broken, b"plain"):
        path.write_bytes(content)
        with pytest.raises(IdxError, match=r"small\.gz: damaged gzip file"):
            idx.read(path)


@pytest.mark.parametrize(
    "array", [np.zeros(3), np.uint8(3), np.zeros((1, 1, 1, 1), np.uint8)]
)
def test_only_bytes_on_one_to_three_axes_are_written(
    tmp_path: Path, array: np.ndarray
) -> None:
    with pytest.raises(IdxError, match="only uint8 on 1 to 3"):
        idx.write(tmp_path / "small", array)
    assert not (tmp_path / "small").exists()
