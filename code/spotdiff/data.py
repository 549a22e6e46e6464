"""The handwritten digits that the book's classifiers read."""

import argparse
import sys
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from spotdiff import mnist, runtime
from spotdiff.idx import Bytes
from spotdiff.mnist import DataError

SIDE = 28  # of an image, in pixels
BOX = 20  # of the digit inside it, as in MNIST
TEST_DIGITS = 360


class Digits(NamedTuple):
    """Images and what they show, in a part to train on and a part to test on.

    Attributes:
        train_images: (n, 28, 28) float32, 0 for paper and 1 for ink.
        train_labels: (n,) int64, 0 to 9.
        test_images: (m, 28, 28) float32.
        test_labels: (m,) int64.
    """

    train_images: NDArray[np.float32]
    train_labels: NDArray[np.int64]
    test_images: NDArray[np.float32]
    test_labels: NDArray[np.int64]


def small_digits() -> Digits:
    """Return scikit-learn's 1797 digits, set into images as MNIST sets its own.

    They are 8 x 8 pixels; each is enlarged to 20 x 20 and laid in the middle of
    28 x 28. One fifth is kept for testing, every digit in proportion, always the
    same. Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten
    Digits", UCI Machine Learning Repository, 1998, as shipped by scikit-learn.
    """
    # Imported here, as they take longer than a build that has nothing to do.
    from scipy import ndimage
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    found = load_digits()
    scale = BOX / found.images.shape[1]
    enlarged = ndimage.zoom(found.images / 16, (1, scale, scale), order=1)
    margin = (SIDE - BOX) // 2
    images = np.pad(enlarged, ((0, 0), (margin, margin), (margin, margin)))
    train_images, test_images, train_labels, test_labels = train_test_split(
        images.astype(np.float32),
        found.target.astype(np.int64),
        test_size=TEST_DIGITS,
        stratify=found.target,
        random_state=0,
    )
    return Digits(train_images, train_labels, test_images, test_labels)


def large_digits() -> Digits:
    """Return MNIST's 70 000 digits, the last 10 000 of them for testing.

    Fetched if they are not on disk. Source: Y. LeCun, C. Cortes and C. J. C.
    Burges, "The MNIST database of handwritten digits", 1998.

    Raises:
        DataError: they are not on disk, and cannot be fetched.
    """
    folder = mnist.cache()
    mnist.fetch(folder)
    return from_bytes(mnist.read(folder))


def from_bytes(arrays: mnist.Arrays) -> Digits:
    """Turn bytes, as MNIST's files hold them, into digits."""
    train_images, train_labels, test_images, test_labels = arrays
    return Digits(
        _ink(train_images),
        train_labels.astype(np.int64),
        _ink(test_images),
        test_labels.astype(np.int64),
    )


def _ink(greys: Bytes) -> NDArray[np.float32]:
    return greys.astype(np.float32) / np.float32(255)


def to_bytes(digits: Digits) -> mnist.Arrays:
    """Turn digits into bytes, to the nearest of 256 greys."""
    return mnist.Arrays(
        np.rint(digits.train_images * 255).astype(np.uint8),
        digits.train_labels.astype(np.uint8),
        np.rint(digits.test_images * 255).astype(np.uint8),
        digits.test_labels.astype(np.uint8),
    )


def load() -> Digits:
    """Return the digits that this build was asked for.

    Raises:
        DataError: they are to be MNIST's, and cannot be had.
    """
    chosen = runtime.from_environment().data
    return large_digits() if chosen == "mnist" else small_digits()


def main(arguments: list[str] | None = None) -> int:
    """Fetch what a data set needs; say on standard output what became of it.

    Standard error is left to the progress of the download.
    """
    parser = argparse.ArgumentParser(prog="spotdiff.data", description=main.__doc__)
    parser.add_argument("data", choices=runtime.DATA_SETS)
    try:
        if parser.parse_args(arguments).data == "mnist":
            mnist.fetch(mnist.cache())
    except DataError as error:
        print(error)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
