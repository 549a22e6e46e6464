"""The roofline: what memory and arithmetic allow, and how near each workload comes.

Work is counted as the least that it can be: each operation once, and each number
that comes in or is kept read or written once. A power counts as one operation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spotdiff.benchmarks.measured import COUNT, Measured, Timings, library_of
from spotdiff.classifier.problem import Network
from spotdiff.classifier.speed.problem import SIDE, operations
from spotdiff.tables import plain

FLOAT, LABEL = 4, 8  # bytes
# Of a point in a step of the toy problem: a power, a logarithm, and six times a sum,
# a difference or a product; see `toy_problem.problem.root_mean_square`.
OPERATIONS = 8


@dataclass(frozen=True)
class Work:
    """What has to be done at least.

    Attributes:
        operations: Multiplications, additions and the like.
        moved: Bytes that come in or are kept.
    """

    operations: float
    moved: float

    @property
    def intensity(self) -> float:
        """Return the operations for each byte."""
        return self.operations / self.moved


@dataclass(frozen=True)
class Roof:
    """What the device can do at best, as it was measured.

    Attributes:
        rate: Operations a second.
        bandwidth: Bytes a second.
    """

    rate: float
    bandwidth: float

    @property
    def ridge(self) -> float:
        """Return the intensity from which on arithmetic is the limit."""
        return self.rate / self.bandwidth

    def limit(self, intensity: float) -> float:
        """Return the operations a second that an intensity allows."""
        return min(self.rate, self.bandwidth * intensity)


@dataclass(frozen=True)
class Point:
    """A workload in one mode.

    Attributes:
        what: The workload.
        mode: The library, and the way to run it.
        work: What it has to do.
        seconds: What it took, the median.
    """

    what: str
    mode: str
    work: Work
    seconds: float

    @property
    def rate(self) -> float:
        """Return the operations a second."""
        return self.work.operations / self.seconds

    def share(self, roof: Roof) -> float:
        """Return what it reaches of what the roof allows."""
        return self.rate / roof.limit(self.work.intensity)


def one_product() -> Work:
    """Count one product of two numbers."""
    return Work(1, 3 * FLOAT)


def array_sum(count: int) -> Work:
    """Count the sum of two arrays into a third."""
    return Work(count, 3 * FLOAT * count)


def matrix_product(edge: int) -> Work:
    """Count the product of two square matrices."""
    return Work(2 * edge**3, 3 * FLOAT * edge**2)


def toy_step(points: int) -> Work:
    """Count a step of the toy problem: x and y are read, and one number is kept."""
    return Work(OPERATIONS * points, 2 * FLOAT * points)


def training_step(network: Network, images: int) -> Work:
    """Count a step of the classifier.

    Images and labels are read; each weight and its momentum is read and written.
    """
    seen = images * (FLOAT * SIDE**2 + LABEL)
    kept = 4 * FLOAT * network.parameters
    return Work(images * operations(network), seen + kept)


def roof(measured: Measured) -> Roof:
    """Take the best that any library did: its fastest sample, not its median."""
    rates = [
        matrix_product(edge).operations / fastest(timings)
        for edge, timings in measured.products.items()
    ]
    adding = array_sum(COUNT).moved / fastest(measured.sums)
    return Roof(max(rates), max(measured.copying, adding))


def fastest(timings: Timings) -> float:
    """Return the seconds of the fastest sample of all."""
    return min(float(timing.samples.min()) for timing in timings.values())


def workloads(measured: Measured) -> Iterator[tuple[str, Work, Timings]]:
    """Yield the workloads, with their timings by mode."""
    yield "one product", one_product(), measured.tasks["operation"]
    yield "sum of arrays", array_sum(COUNT), measured.sums
    for points, timings in measured.toy.steps.items():
        yield f"toy step, {plain(points)} points", toy_step(points), timings
    for edge, timings in measured.products.items():
        yield f"product, {edge} × {edge}", matrix_product(edge), timings
    for images, timings in measured.training.steps.items():
        work = training_step(measured.training.network, images)
        yield f"training step, {images} images", work, timings


def best(measured: Measured) -> list[Point]:
    """Return each workload in the fastest mode of each library."""
    found = []
    for what, work, timings in workloads(measured):
        points = [Point(what, k, work, t.median) for k, t in timings.items()]
        for library in dict.fromkeys(map(library_of, timings)):
            mine = [point for point in points if library_of(point.mode) == library]
            found.append(min(mine, key=lambda point: point.seconds))
    return found


def leaders(points: Sequence[Point]) -> list[Point]:
    """Return the fastest point of each workload."""
    workloads = dict.fromkeys(point.what for point in points)
    return [
        min(
            (point for point in points if point.what == what),
            key=lambda point: point.seconds,
        )
        for what in workloads
    ]


def above(points: Sequence[Point], roof: Roof, tolerance: float) -> list[Point]:
    """Return the points that are above the roof by more than a share of it."""
    return [point for point in points if point.share(roof) > 1 + tolerance]
