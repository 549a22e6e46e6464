"""MNIST's own file format, idx: a header of big-endian numbers, then bytes."""

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

UNSIGNED_BYTE = 0x08
MOST_AXES = 3

Bytes = NDArray[np.uint8]


class IdxError(ValueError):
    """A file that is not what its format says; the message names it."""


def read(path: Path) -> Bytes:
    """Read an array of bytes.

    Args:
        path: a file, compressed by gzip if its name ends in .gz.

    Returns:
        An array with as many axes, one to three, as the file's header says.

    Raises:
        IdxError: the file is damaged, or in another format.
        OSError: it cannot be opened.
    """
    content = _content(path)
    kind, axes = _magic(path, content)
    if kind != UNSIGNED_BYTE or not 1 <= axes <= MOST_AXES:
        raise IdxError(
            f"{path}: bytes on 1 to 3 axes were expected, not {content[:4]!r}"
        )
    start = 4 + 4 * axes
    if len(content) < start:
        raise IdxError(f"{path}: the header ends after {len(content)} bytes")
    shape = struct.unpack(f">{axes}I", content[4:start])
    wanted, found = int(np.prod(shape, dtype=object)), len(content) - start
    if wanted != found:
        raise IdxError(
            f"{path}: {wanted} bytes promised for shape {shape}, {found} there"
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def write(path: Path, array: Bytes) -> None:
    """Write an array of bytes, the same file for the same array.

    Args:
        path: the file, compressed by gzip if its name ends in .gz.
        array: one to three axes, uint8.

    Raises:
        IdxError: the array is of another kind.
    """
    if array.dtype != np.uint8 or not 1 <= array.ndim <= MOST_AXES:
        raise IdxError(
            f"{path}: cannot hold {array.dtype} on {array.ndim} axes, "
            "only uint8 on 1 to 3"
        )
    magic = bytes([0, 0, UNSIGNED_BYTE, array.ndim])
    content = magic + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()
    # Without the time of day in it, which gzip would add.
    packed = gzip.compress(content, 1, mtime=0) if path.suffix == ".gz" else content
    path.write_bytes(packed)


def _content(path: Path) -> bytes:
    raw = path.read_bytes()
    if path.suffix != ".gz":
        return raw
    try:
        return gzip.decompress(raw)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise IdxError(f"{path}: damaged gzip file: {error}") from None


def _magic(path: Path, content: bytes) -> tuple[int, int]:
    if len(content) < 4 or content[:2] != b"\0\0":
        raise IdxError(f"{path}: not an idx file: it begins with {content[:4]!r}")
    return content[2], content[3]
