"""The handwritten digits that the book's classifiers read."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

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


def load() -> Digits:
    """Return the digits that this build was asked for."""
    return small_digits()
