"""How much has to be changed for each way to several devices."""

from collections.abc import Mapping
from dataclasses import dataclass

from spotdiff.data_parallelism.ways.changes import Change
from spotdiff.tables import Table


@dataclass(frozen=True)
class Way:
    """A way to several devices.

    Attributes:
        framework: Whose.
        name: What it is called.
        change: Of the program.
        start: What is typed to start the program.
    """

    framework: str
    name: str
    change: Change
    start: str


PLAIN = "`python`"
TORCHRUN = "`torchrun`"
EACH = "`python`, once for each worker, with `TF_CONFIG`"
OLD, NEW = "TensorFlow 1", "TensorFlow"
WAYS = {
    after: Way(framework, name, Change(before, after), start)
    for framework, name, before, after, start in (
        ("PyTorch", "`nn.DataParallel`", "torch_one", "torch_data_parallel", PLAIN),
        (OLD, "`make_parallel`", "tensorflow1_one", "tensorflow1_parallel", PLAIN),
        ("PyTorch", "`InParts`, by hand", "torch_one", "torch_by_hand", PLAIN),
        ("PyTorch", "`DistributedDataParallel`", "torch_one", "torch_ddp", TORCHRUN),
        ("PyTorch", "`fully_shard`", "torch_one", "torch_fsdp", TORCHRUN),
        (NEW, "`fit`, `MirroredStrategy`", "keras_one", "keras_mirrored", PLAIN),
        (
            NEW,
            "loop, `MirroredStrategy`",
            "tensorflow_one",
            "tensorflow_mirrored",
            PLAIN,
        ),
        (NEW, "`fit`, `distribution`", "keras_one", "keras_distribution", PLAIN),
        (NEW, "loop, `MultiWorker…`", "tensorflow_one", "tensorflow_workers", EACH),
        (NEW, "DTensor", "tensorflow_one", "tensorflow_dtensor", PLAIN),
    )
}


def table(apart: Mapping[str, float], ran_on: Mapping[str, str]) -> Table:
    """Count the lines of every way.

    Args:
        apart: How far each way ended from NumPy.
        ran_on: What each ran on here.
    """
    rows = [
        (
            way.framework,
            way.name,
            way.change.length,
            way.change.new,
            way.change.gone,
            way.start,
            ran_on[key],
            apart[key],
        )
        for key, way in WAYS.items()
    ]
    counted = ["Lines, one device", "New", "Gone"]
    head = ["Framework", "Way", *counted, "Started by", "Here on", "From NumPy"]
    return Table(head, rows, digits=2)
