"""MNIST's four files: fetched once, and checked every time they are used."""

import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from tqdm import TqdmWarning

from spotdiff import idx
from spotdiff.idx import Bytes

# In a kernel pooch would have tqdm draw its bars with widgets, and tqdm remarks
# that there are none. A page shows no bars, and what it remarks fails the build.
with warnings.catch_warnings():
    warnings.simplefilter("ignore", TqdmWarning)
    import pooch

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
NAMES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)
SHA256 = dict(
    zip(
        NAMES,
        (
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
        strict=True,
    )
)
PATIENCE = 10  # seconds until a silent mirror counts as dead
REASONS = {
    "ChunkedEncodingError": "the connection broke off",
    "ConnectionError": "no connection",
    "ConnectTimeout": "no answer",
    "ReadTimeout": "it fell silent",
}


class DataError(Exception):
    """A data set that cannot be had here; the message says what to do."""


class Arrays(NamedTuple):
    """What the four files hold, in the order of `NAMES`.

    Attributes:
        train_images: (n, height, width), 0 for paper and 255 for ink.
        train_labels: (n,), 0 to 9.
        test_images: (m, height, width).
        test_labels: (m,).
    """

    train_images: Bytes
    train_labels: Bytes
    test_images: Bytes
    test_labels: Bytes


def cache() -> Path:
    """Return the folder the files are kept in.

    Returns:
        `mnist` in SPOTDIFF_CACHE, or else in the system's folder for caches.

    Raises:
        DataError: SPOTDIFF_CACHE is a relative path: a page has a working
            folder of its own, and would look elsewhere than the build.
    """
    wish = os.environ.get("SPOTDIFF_CACHE")
    if wish and not Path(wish).is_absolute():
        raise DataError(f"SPOTDIFF_CACHE={wish} must be an absolute path")
    return Path(wish or pooch.os_cache("spotdiff")) / "mnist"


def fetch(
    folder: Path,
    mirrors: Sequence[str] = MIRRORS,
    checksums: Mapping[str, str] = SHA256,
) -> list[Path]:
    """Bring the files into a folder, unless they are there already.

    A file takes its name only when it is whole and its checksum is right. One
    that is damaged is fetched again. Progress is shown on a terminal and
    nowhere else.

    Args:
        folder: where the files are, or will be.
        mirrors: addresses that end in a slash, tried in turn for every file.
        checksums: SHA-256 by name of the file.

    Returns:
        The files, in the order of the checksums.

    Raises:
        DataError: a file is not there, and no mirror gave it.
    """
    shown = sys.stderr.isatty()
    pooch.get_logger().setLevel("INFO" if shown else "WARNING")
    downloader = pooch.HTTPDownloader(progressbar=shown, timeout=PATIENCE)
    for name, checksum in checksums.items():
        _fetch_one(folder / name, checksum, mirrors, downloader)
    return [folder / name for name in checksums]


def _fetch_one(
    path: Path, checksum: str, mirrors: Sequence[str], downloader: object
) -> None:
    state = "damaged" if path.exists() else "missing"
    reasons = []
    for mirror in mirrors:
        try:
            pooch.retrieve(
                mirror + path.name,
                f"sha256:{checksum}",
                fname=path.name,
                path=path.parent,
                downloader=downloader,
            )
        # Of the connection, the folder, or a checksum that is wrong.
        except (OSError, ValueError) as error:
            reasons.append(f"{urlsplit(mirror).hostname}: {_reason(error)}")
        else:
            return
    raise DataError(
        f"{path} is {state} and could not be fetched ({'; '.join(reasons)}). Go "
        "online and try again, put the file there yourself, or build with DATA=digits"
    )


def _reason(error: Exception) -> str:
    """Say in a few words what went wrong: the libraries take a paragraph."""
    if isinstance(error, ValueError):
        return "what it sent has the wrong checksum"
    answer = getattr(error, "response", None)
    if answer is not None:
        return f"it answered {answer.status_code}"
    kind = type(error).__name__
    return REASONS.get(kind) or getattr(error, "strerror", None) or kind


def read(folder: Path) -> Arrays:
    """Read the four files.

    Args:
        folder: where they are.

    Returns:
        Their arrays.

    Raises:
        IdxError: a file is damaged, or not what its name says.
        OSError: a file cannot be opened.
    """
    arrays = Arrays(*(idx.read(folder / name) for name in NAMES))
    for part in ("train", "test"):
        images, labels = (getattr(arrays, f"{part}_{k}") for k in ("images", "labels"))
        if images.ndim != 3 or labels.shape != images.shape[:1]:
            raise idx.IdxError(
                f"{folder}: {part} images {images.shape} and labels {labels.shape} "
                "do not belong together"
            )
    return arrays


def write(folder: Path, arrays: Arrays) -> None:
    """Write arrays in MNIST's four files, compressed and not.

    They are laid out as torchvision leaves them behind: in `MNIST/raw`.
    """
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    for name, array in zip(NAMES, arrays, strict=True):
        idx.write(raw / name, array)
        idx.write((raw / name).with_suffix(""), array)
