"""Both frameworks deliver the same digits; how they shuffle and work differs."""

import csv
import gzip
import inspect
import io
import multiprocessing
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch
from torch.utils.data import DataLoader

from spotdiff import data, idx, mnist
from spotdiff.classifier.input_pipeline import (
    pictures,
    problem,
    shuffle_buffer,
    tensorflow_loaders,
    tensorflow_side,
    throughput,
    torch_loaders,
    torch_side,
)
from spotdiff.classifier.input_pipeline.problem import REACH, Batch, same
from spotdiff.classifier.input_pipeline.throughput import Cost
from spotdiff.classifier.problem import PIXEL_DEVIATION, PIXEL_MEAN
from spotdiff.figures import Picture
from spotdiff.measure import Timing

SIDES = (torch_side, tensorflow_side)
both_sides = pytest.mark.parametrize(
    "side", SIDES, ids=lambda side: side.__name__.rsplit(".", 1)[1]
)
# One divides a byte by 255, the other multiplies by the float32 nearest to 1/255:
# one unit in the last place of a number up to 1.
INK_TOLERANCE = 1.2e-7
# Standardising adds three roundings of numbers up to 3.
SHIFTED_TOLERANCE = 1e-6
COUNT = 150  # two batches of 64 and one of 22


@pytest.fixture(scope="module")
def digits() -> data.Digits:
    """Return some of the digits."""
    images, labels, test_images, test_labels = data.small_digits()
    return data.Digits(
        images[:COUNT], labels[:COUNT], test_images[:COUNT], test_labels[:COUNT]
    )


@pytest.fixture(scope="module")
def greys(digits: data.Digits) -> mnist.Arrays:
    """Return the same as bytes."""
    return data.to_bytes(digits)


@pytest.fixture
def folder(greys: mnist.Arrays, tmp_path: Path) -> str:
    """Return a folder with MNIST's four files, the digits in them."""
    mnist.write(tmp_path, greys)
    return str(tmp_path)


# The same batches -------------------------------------------------------------


@both_sides
@pytest.mark.parametrize("drop_last", [False, True])
def test_the_batches_are_those_that_numpy_cuts(
    side: ModuleType, digits: data.Digits, drop_last: bool
) -> None:
    order = np.random.default_rng(1).permutation(COUNT)
    given = (digits.train_images, digits.train_labels, order, 64, drop_last)
    assert same(side.in_order(*given), problem.in_order(*given))


@both_sides
def test_an_order_may_repeat_and_leave_out(
    side: ModuleType, digits: data.Digits
) -> None:
    order = np.array([5, 5, 2, 140])
    given = (digits.train_images, digits.train_labels, order, 3)
    assert same(side.in_order(*given), problem.in_order(*given))


def test_both_frameworks_deliver_the_same_batches(digits: data.Digits) -> None:
    order = np.random.default_rng(2).permutation(COUNT)
    given = (digits.train_images, digits.train_labels, order, 64)
    assert same(torch_side.in_order(*given), tensorflow_side.in_order(*given))


@pytest.mark.parametrize(("drop", "sizes"), [(False, [64, 64, 22]), (True, [64, 64])])
def test_numpy_cuts_in_order(digits: data.Digits, drop: bool, sizes: list[int]) -> None:
    order = np.arange(COUNT)[::-1]
    labels = digits.train_labels
    cut = problem.in_order(digits.train_images, labels, order, 64, drop)
    assert [len(found) for _, found in cut] == sizes
    joined = np.concatenate([found for _, found in cut])
    np.testing.assert_array_equal(joined, labels[::-1][: sum(sizes)])


def test_batches_are_told_apart_by_number_value_and_dtype() -> None:
    one: Batch = (np.array([0.5]), np.array([1]))
    assert same([one], [(one[0].copy(), one[1].copy())])
    assert not same([one], [one, one])
    assert not same([one], [(np.array([0.25]), one[1])])
    assert not same([one], [(one[0], one[1].astype(np.uint8))])


@both_sides
def test_a_smaller_last_batch_is_kept_by_default(
    side: ModuleType, digits: data.Digits
) -> None:
    images, labels = digits.train_images, digits.train_labels
    found = side.in_order(images, labels, np.arange(COUNT), 64)
    assert [len(y) for _, y in found] == [64, 64, 22]


def test_that_is_the_frameworks_own_default() -> None:
    numbers: Any = range(COUNT)
    assert [len(b) for b in DataLoader(numbers, 64)] == [64, 64, 22]
    assert [len(b) for b in tf.data.Dataset.range(COUNT).batch(64)] == [64, 64, 22]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_where_tensors_go_to_a_gpu_the_data_stay_where_they_are(
    digits: data.Digits,
) -> None:
    images, labels = digits.train_images, digits.train_labels
    torch.set_default_device("cuda")
    try:
        (found,) = torch_side.in_order(images, labels, np.arange(4), 4)
        shuffled = torch_side.shuffled(10, 1)
    finally:
        torch.set_default_device(None)
    np.testing.assert_array_equal(found[0], images[:4])
    assert sorted(shuffled[0]) == list(range(10))


# Shuffling --------------------------------------------------------------------


@both_sides
def test_every_epoch_has_all_and_an_order_of_its_own(side: ModuleType) -> None:
    first, second = side.shuffled(200, 2)
    assert sorted(first) == sorted(second) == list(range(200))
    assert (first != second).any()


@both_sides
def test_a_seed_makes_the_epochs_repeatable(side: ModuleType) -> None:
    np.testing.assert_array_equal(side.shuffled(50, 3, 4), side.shuffled(50, 3, 4))
    assert (side.shuffled(50, 1, 4) != side.shuffled(50, 1, 5)).any()


def test_one_seed_is_two_orders() -> None:
    """Each framework has its own generator: an order to share must be given."""
    assert (torch_side.shuffled(50, 1) != tensorflow_side.shuffled(50, 1)).any()


@pytest.mark.parametrize(
    "shuffle",
    [shuffle_buffer.through_buffer, lambda n, b: problem.buffered(n, b)[None]],
    ids=["tf.data", "NumPy"],
)
@pytest.mark.parametrize("buffer", [1, 10, 500])
def test_through_a_buffer_nothing_comes_out_before_it_went_in(
    shuffle: Callable[[int, int], Any], buffer: int
) -> None:
    (order,) = shuffle(500, buffer)
    assert sorted(order) == list(range(500))
    # When element i comes out as number t, it was among the first t + buffer.
    earlier = order - np.arange(500)
    assert earlier.max() <= buffer - 1
    if buffer == 10:
        assert earlier.max() == buffer - 1  # as early as can be
        assert (-earlier).max() > 2 * buffer  # but late without limit


def test_a_buffer_of_one_does_not_shuffle() -> None:
    assert shuffle_buffer.through_buffer(20, 1)[0].tolist() == list(range(20))


def test_a_small_buffer_leaves_sorted_labels_nearly_sorted() -> None:
    """A thousand images sorted by their digit: what is in the first batch of 64?"""
    labels = np.repeat(np.arange(10), 100)
    small, whole = (
        labels[shuffle_buffer.through_buffer(1000, buffer)[0][:64]]
        for buffer in (100, 1000)
    )
    assert set(small) <= {0, 1}
    assert len(set(whole)) == 10
    assert len(set(labels[torch_side.shuffled(1000, 1)[0][:64]])) == 10


def test_the_size_of_the_buffer_has_no_default() -> None:
    size = inspect.signature(tf.data.Dataset.shuffle).parameters["buffer_size"]
    assert size.default is inspect.Parameter.empty


def test_an_order_is_kept_over_the_epochs_where_asked() -> None:
    first, second = shuffle_buffer.through_buffer(50, 50, 2, reshuffle=False)
    np.testing.assert_array_equal(first, second)
    first, second = shuffle_buffer.through_buffer(50, 50, 2)
    assert (first != second).any()


def test_what_is_random_is_frozen_by_a_cache_after_it() -> None:
    numbers = tf.data.Dataset.range(50)
    frozen, fresh = (
        [list(stream.as_numpy_iterator()) for _ in range(2)]
        for stream in (numbers.shuffle(50).cache(), numbers.cache().shuffle(50))
    )
    assert frozen[0] == frozen[1] != list(range(50))
    assert fresh[0] != fresh[1]


# From files -------------------------------------------------------------------


@both_sides
@pytest.mark.parametrize("part", ["train", "t10k"])
def test_what_stands_in_the_files_is_delivered(
    side: ModuleType, folder: str, greys: mnist.Arrays, part: str
) -> None:
    images, labels = greys[:2] if part == "train" else greys[2:]
    found = side.from_files(folder, part, 64)
    assert [len(y) for _, y in found] == [64, 64, 22]
    ink = np.concatenate([x for x, _ in found]).reshape(images.shape)
    assert np.abs(ink - images / 255).max() <= INK_TOLERANCE
    np.testing.assert_array_equal(np.concatenate([y for _, y in found]), labels)


def test_both_read_the_same_in_another_layout(folder: str) -> None:
    for (x, y), (other_x, other_y) in zip(
        torch_side.from_files(folder, "t10k", 64),
        tensorflow_side.from_files(folder, "t10k", 64),
        strict=True,
    ):
        assert np.abs(x - other_x.transpose(0, 3, 1, 2)).max() <= INK_TOLERANCE
        np.testing.assert_array_equal(y, other_y)


def test_channels_come_first_or_last_and_labels_wide_or_as_they_are(
    folder: str,
) -> None:
    def delivered(side: ModuleType) -> tuple[object, str, str]:
        x, y = side.from_files(folder, "train", 64)[0]
        return x.shape, str(x.dtype), str(y.dtype)

    assert delivered(torch_side) == ((64, 1, 28, 28), "float32", "int64")
    assert delivered(tensorflow_side) == ((64, 28, 28, 1), "float32", "uint8")


def test_one_calls_the_transform_for_every_image_and_the_other_traces_it(
    folder: str,
) -> None:
    def calls(side: ModuleType) -> int:
        called = []

        def counted(image: Any) -> Any:
            called.append(1)
            return side.prepare(image)

        side.from_files(folder, "train", 64, counted)
        return len(called)

    assert calls(torch_side) == COUNT
    assert calls(tensorflow_side) == 1


def test_one_wants_the_files_unpacked_and_the_other_packed(folder: str) -> None:
    raw = Path(folder, "MNIST/raw")
    for path in raw.glob("*ubyte"):
        path.unlink()
    assert tensorflow_side.from_files(folder, "t10k", 64)
    with pytest.raises(RuntimeError, match="Dataset not found"):
        torch_side.from_files(folder, "t10k", 64)


def spoil(folder: str, change: Callable[[bytes], bytes]) -> None:
    """Change the test images' file, in both its forms."""
    path = Path(folder, "MNIST/raw/t10k-images-idx3-ubyte")
    content = change(path.read_bytes())
    path.write_bytes(content)
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content))


def test_both_notice_a_file_cut_short(folder: str) -> None:
    spoil(folder, lambda content: content[:-1])
    with pytest.raises(RuntimeError, match="is invalid for input of size"):
        torch_side.from_files(folder, "t10k", 64)
    with pytest.raises(tf.errors.DataLossError, match="not an exact multiple"):
        tensorflow_side.from_files(folder, "t10k", 64)


def test_only_one_looks_at_the_header(folder: str, greys: mnist.Arrays) -> None:
    spoil(folder, lambda content: b"not an image set" + content[16:])
    found = tensorflow_side.from_files(folder, "t10k", COUNT)[0][0]
    assert np.abs(found[..., 0] - greys.test_images / 255).max() <= INK_TOLERANCE
    with pytest.raises(AssertionError):
        torch_side.from_files(folder, "t10k", COUNT)


def test_neither_checks_what_the_pixels_are(folder: str) -> None:
    spoil(folder, lambda content: content[:16] + bytes(len(content) - 16))
    for side in SIDES:
        assert not side.from_files(folder, "t10k", 64)[0][0].any()


def test_keras_has_a_file_of_its_own_to_download(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever has MNIST's four files must still fetch it: its hash is pinned."""
    asked: dict[str, str] = {}

    class StopHereError(Exception):
        pass

    def get_file(**wish: str) -> None:
        asked.update(wish)
        raise StopHereError

    load = keras.datasets.mnist.load_data
    module = inspect.getmodule(inspect.unwrap(load))
    monkeypatch.setattr(module, "get_file", get_file)
    with pytest.raises(StopHereError):
        load()
    assert asked["fname"] == "mnist.npz"
    assert asked["origin"].startswith("https://storage.googleapis.com/")
    assert len(bytes.fromhex(asked["file_hash"])) == 32


# Shifted, at random -----------------------------------------------------------


def test_shifting_moves_the_ink_and_lets_paper_in() -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 10, 20] = 255
    for down, right in ((0, 0), (1, 3), (4, 4)):
        (moved,) = problem.shifted(image, np.array([down]), np.array([right]))
        at = np.argwhere(moved > 0).tolist()
        assert at == [[10 + REACH - down, 20 + REACH - right]]
        assert moved.max() == pytest.approx((1 - PIXEL_MEAN) / PIXEL_DEVIATION)
        assert moved.min() == pytest.approx(-PIXEL_MEAN / PIXEL_DEVIATION)


LOADERS: dict[str, Callable[..., Any]] = {
    "NumPy": throughput.NumpyLoader,
    "PyTorch": torch_loaders.loader,
    "PyTorch, batch by batch": partial(torch_loaders.loader, whole=True),
    "TensorFlow": tensorflow_loaders.loader,
    "TensorFlow, cache": partial(tensorflow_loaders.loader, cache=True),
    "TensorFlow, batch by batch": partial(tensorflow_loaders.loader, whole=True),
    "TensorFlow, all": partial(
        tensorflow_loaders.loader, parallel=True, prefetch=True, cache=True
    ),
}
every_loader = pytest.mark.parametrize("name", LOADERS)


def shifts_of(loader: Any, which: list[int], greys: mnist.Arrays) -> np.ndarray:
    """Go through once; return the shift of each image, in the order given.

    The labels say which image it is; each must be one of the 25 shifts of it.
    """
    places = np.indices((2 * REACH + 1,) * 2).reshape(2, -1)
    shifts = np.full((len(which), 2), -1)
    for images, numbers in loader:
        for image, number in zip(np.asarray(images), np.asarray(numbers), strict=True):
            known = np.repeat(greys.train_images[[number]], places.shape[1], axis=0)
            possible = problem.shifted(known, *places)
            gap = np.abs(possible - image.reshape(28, 28)).max(axis=(1, 2))
            assert gap.min() <= SHIFTED_TOLERANCE
            assert (shifts[number] == -1).all()
            shifts[number] = places[:, gap.argmin()]
    assert (shifts >= 0).all()
    return shifts


@every_loader
def test_every_image_comes_once_an_epoch_shifted_anew(
    name: str, greys: mnist.Arrays
) -> None:
    numbers = np.arange(COUNT)
    loader = LOADERS[name](greys.train_images, numbers, 64)
    first, second = (shifts_of(loader, list(numbers), greys) for _ in range(2))
    assert (first != second).any()
    # Each of the 5 x 5 places: 150 draws miss a given row once in 10^14.
    for axis in (0, 1):
        assert set(first[:, axis]) == set(range(2 * REACH + 1))


@every_loader
def test_every_epoch_is_in_another_order(name: str, greys: mnist.Arrays) -> None:
    numbers = np.arange(COUNT)
    loader = LOADERS[name](greys.train_images, numbers, 64)
    first, second = (
        np.concatenate([np.asarray(found) for _, found in loader]) for _ in range(2)
    )
    assert (first != second).any()
    assert (first != numbers).any()


def test_numpy_may_leave_the_images_as_they_are(greys: mnist.Arrays) -> None:
    loader: Any = throughput.NumpyLoader(
        greys.train_images, np.arange(COUNT), 64, shift=False
    )
    for images, numbers in loader:
        np.testing.assert_array_equal(images, greys.train_images[numbers])


# Workers ----------------------------------------------------------------------


@pytest.fixture
def no_one_left() -> Iterator[None]:
    """Check that the workers of a test have ended with it."""
    yield
    assert multiprocessing.active_children() == []


@pytest.mark.usefixtures("no_one_left")
@pytest.mark.parametrize("whole", [False, True])
def test_workers_deliver_the_same_images_and_live_as_long_as_the_loader(
    greys: mnist.Arrays, whole: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        loader = torch_loaders.loader(
            greys.train_images, np.arange(COUNT), 64, workers=2, whole=whole
        )
        shifts_of(loader, list(range(COUNT)), greys)
        workers = {child.pid for child in multiprocessing.active_children()}
        shifts_of(loader, list(range(COUNT)), greys)
        assert {c.pid for c in multiprocessing.active_children()} == workers
        assert len(workers) == 2
        del loader
    assert capfd.readouterr() == ("", "")


def test_workers_are_not_copies_of_a_process_with_threads() -> None:
    assert torch_loaders.worker_context().get_start_method() == "forkserver"


@pytest.mark.usefixtures("no_one_left")
def test_a_short_measurement_times_every_way_and_ends_all_workers(
    greys: mnist.Arrays, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throughput, "BATCH", 16)
    ways = {name: (make, 128) for name, (make, _) in throughput.WAYS.items()}
    costs = throughput.measure(greys.train_images, greys.train_labels, ways, 2)
    assert list(costs) == list(throughput.WAYS)
    assert all(cost.images == 128 for cost in costs.values())
    assert all(len(cost.long.samples) == 2 for cost in costs.values())


def test_a_pass_is_as_long_as_it_is_said_to_be(greys: mnist.Arrays) -> None:
    seen: list[int] = []

    def make(images: idx.Bytes, labels: Any, size: int) -> list[None]:
        assert len(images) == len(labels)
        np.testing.assert_array_equal(images[:64], greys.train_images[:64])
        seen.append(len(images))
        return []

    throughput.measure(greys.train_images, greys.train_labels, {"a": (make, 500)}, 1)
    assert seen == [64, 500]


def test_pytorch_prepares_on_the_cpu_and_then_goes_back() -> None:
    torch.set_default_device("meta")
    try:
        with throughput.pytorch_on_cpu():
            assert torch.empty(1).device.type == "cpu"
        assert torch.empty(1).device.type == "meta"
    finally:
        torch.set_default_device(None)


COST = Cost(Timing(np.array([0.2, 0.4])), Timing(np.array([1.2, 1.4])), 564)


def test_what_an_image_costs_is_what_more_of_them_take() -> None:
    assert COST.image.samples == pytest.approx([0.002, 0.002])
    assert COST.rate.samples == pytest.approx([500, 500])


def test_the_table_has_a_row_for_each_way() -> None:
    lines = str(throughput.table({"One": COST, "Two": COST})).splitlines()
    assert [line.split("|")[1].strip() for line in lines[2:]] == ["One", "Two"]
    assert "| 500 | 500 to 500 | 300 |" in lines[2]


# Figures ----------------------------------------------------------------------


def rows_of(picture: Picture) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(picture.table)))


def test_one_image_of_each_digit_is_drawn(digits: data.Digits) -> None:
    rows = rows_of(pictures.digits(digits.train_images, digits.train_labels))
    assert len(rows) == 10 * 28 * 28
    seven = np.array([float(row["ink"]) for row in rows if row["image"] == "7"])
    first = digits.train_images[digits.train_labels == 7][0]
    np.testing.assert_allclose(seven.reshape(28, 28), first)


def test_shuffles_are_published_element_by_element() -> None:
    orders = {"PyTorch": np.array([2, 0, 1]), "TensorFlow, 2": np.array([1, 0, 2])}
    rows = rows_of(pictures.shuffles(orders))
    assert [row["element"] for row in rows] == list("201102")
    assert [row["out"] for row in rows] == list("012012")


def test_the_rates_are_read_out_in_the_alternative_text() -> None:
    picture = pictures.rates({"NumPy": COST, "PyTorch, 1 worker": COST})
    assert "NumPy, 5e+02; PyTorch, 1 worker, 5e+02" in picture.alt
    assert [row["way"] for row in rows_of(picture)] == ["NumPy", "PyTorch, 1 worker"]
