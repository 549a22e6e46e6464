"""What questions cost, measured in a process that has nothing else to do."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from spotdiff import own_process, runtime
from spotdiff.classifier.problem import Array
from spotdiff.measure import Timing

Pieces = dict[int, dict[str, Timing]]


def measured(
    paths: Mapping[str, Path], images: Array, counts: Iterable[int] = (1, 32)
) -> Pieces:
    """Time models and forms with one thread a framework, as the servers have it.

    Args:
        paths: The exported models, by framework: "torch" and "tensorflow".
        images: Of the questions, at least as many as the largest count.
        counts: How many images each question has.
    """
    threads = {"SPOTDIFF_PAGES_AT_ONCE": str(runtime.cores())}
    given = (dict(paths), images[: max(counts)], tuple(counts))
    found: Pieces = own_process.Call(there, *given, environment=threads).result().value
    return found


def there(paths: Mapping[str, Path], images: Array, counts: Iterable[int]) -> Pieces:
    """Do so in this process: PyTorch is imported first, and both are configured."""
    runtime.start()
    from spotdiff.deployment.serving import costs

    return costs.measure(paths, images, counts)
