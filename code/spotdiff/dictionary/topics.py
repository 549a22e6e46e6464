"""All topics, in the order of the page."""

from dataclasses import dataclass
from types import ModuleType

from spotdiff.dictionary.activations import problem as activations
from spotdiff.dictionary.activations import tensorflow_side as activations_tensorflow
from spotdiff.dictionary.activations import torch_side as activations_torch
from spotdiff.dictionary.algebra import problem as algebra
from spotdiff.dictionary.algebra import tensorflow_side as algebra_tensorflow
from spotdiff.dictionary.algebra import torch_side as algebra_torch
from spotdiff.dictionary.creation import problem as creation
from spotdiff.dictionary.creation import tensorflow_side as creation_tensorflow
from spotdiff.dictionary.creation import torch_side as creation_torch
from spotdiff.dictionary.devices import problem as devices
from spotdiff.dictionary.devices import tensorflow_side as devices_tensorflow
from spotdiff.dictionary.devices import torch_side as devices_torch
from spotdiff.dictionary.elementwise import problem as elementwise
from spotdiff.dictionary.elementwise import tensorflow_side as elementwise_tensorflow
from spotdiff.dictionary.elementwise import torch_side as elementwise_torch
from spotdiff.dictionary.feeding import problem as feeding
from spotdiff.dictionary.feeding import tensorflow_side as feeding_tensorflow
from spotdiff.dictionary.feeding import torch_side as feeding_torch
from spotdiff.dictionary.gradients import problem as gradients
from spotdiff.dictionary.gradients import tensorflow_side as gradients_tensorflow
from spotdiff.dictionary.gradients import torch_side as gradients_torch
from spotdiff.dictionary.indexing import problem as indexing
from spotdiff.dictionary.indexing import tensorflow_side as indexing_tensorflow
from spotdiff.dictionary.indexing import torch_side as indexing_torch
from spotdiff.dictionary.inspecting import problem as inspecting
from spotdiff.dictionary.inspecting import tensorflow_side as inspecting_tensorflow
from spotdiff.dictionary.inspecting import torch_side as inspecting_torch
from spotdiff.dictionary.joining import problem as joining
from spotdiff.dictionary.joining import tensorflow_side as joining_tensorflow
from spotdiff.dictionary.joining import torch_side as joining_torch
from spotdiff.dictionary.layers import problem as layers
from spotdiff.dictionary.layers import tensorflow_side as layers_tensorflow
from spotdiff.dictionary.layers import torch_side as layers_torch
from spotdiff.dictionary.losses import problem as losses
from spotdiff.dictionary.losses import tensorflow_side as losses_tensorflow
from spotdiff.dictionary.losses import torch_side as losses_torch
from spotdiff.dictionary.optimisers import problem as optimisers
from spotdiff.dictionary.optimisers import tensorflow_side as optimisers_tensorflow
from spotdiff.dictionary.optimisers import torch_side as optimisers_torch
from spotdiff.dictionary.random import problem as random
from spotdiff.dictionary.random import tensorflow_side as random_tensorflow
from spotdiff.dictionary.random import torch_side as random_torch
from spotdiff.dictionary.reductions import problem as reductions
from spotdiff.dictionary.reductions import tensorflow_side as reductions_tensorflow
from spotdiff.dictionary.reductions import torch_side as reductions_torch
from spotdiff.dictionary.rows import Row
from spotdiff.dictionary.saving import problem as saving
from spotdiff.dictionary.saving import tensorflow_side as saving_tensorflow
from spotdiff.dictionary.saving import torch_side as saving_torch
from spotdiff.dictionary.schedules import problem as schedules
from spotdiff.dictionary.schedules import tensorflow_side as schedules_tensorflow
from spotdiff.dictionary.schedules import torch_side as schedules_torch
from spotdiff.dictionary.searching import problem as searching
from spotdiff.dictionary.searching import tensorflow_side as searching_tensorflow
from spotdiff.dictionary.searching import torch_side as searching_torch
from spotdiff.dictionary.sequences import problem as sequences
from spotdiff.dictionary.sequences import tensorflow_side as sequences_tensorflow
from spotdiff.dictionary.sequences import torch_side as sequences_torch
from spotdiff.dictionary.shapes import problem as shapes
from spotdiff.dictionary.shapes import tensorflow_side as shapes_tensorflow
from spotdiff.dictionary.shapes import torch_side as shapes_torch
from spotdiff.dictionary.training import problem as training
from spotdiff.dictionary.training import tensorflow_side as training_tensorflow
from spotdiff.dictionary.training import torch_side as training_torch
from spotdiff.dictionary.types import problem as types
from spotdiff.dictionary.types import tensorflow_side as types_tensorflow
from spotdiff.dictionary.types import torch_side as types_torch


@dataclass(frozen=True)
class Topic:
    """Rows that belong together.

    Attributes:
        name: Of the folder.
        rows: By the name that their functions have.
        torch: PyTorch's functions.
        tensorflow: TensorFlow's.
    """

    name: str
    rows: dict[str, Row]
    torch: ModuleType
    tensorflow: ModuleType

    @property
    def title(self) -> str:
        """Return what both modules say that they are about."""
        return (self.torch.__doc__ or "").rstrip(".")

    @property
    def sides(self) -> dict[str, ModuleType]:
        """Return the modules of both sides, by what they are called."""
        return {"PyTorch": self.torch, "TensorFlow": self.tensorflow}


TOPICS = (
    Topic("creation", creation.ROWS, creation_torch, creation_tensorflow),
    Topic("types", types.ROWS, types_torch, types_tensorflow),
    Topic("indexing", indexing.ROWS, indexing_torch, indexing_tensorflow),
    Topic("shapes", shapes.ROWS, shapes_torch, shapes_tensorflow),
    Topic("joining", joining.ROWS, joining_torch, joining_tensorflow),
    Topic("reductions", reductions.ROWS, reductions_torch, reductions_tensorflow),
    Topic("elementwise", elementwise.ROWS, elementwise_torch, elementwise_tensorflow),
    Topic("algebra", algebra.ROWS, algebra_torch, algebra_tensorflow),
    Topic("searching", searching.ROWS, searching_torch, searching_tensorflow),
    Topic("random", random.ROWS, random_torch, random_tensorflow),
    Topic("layers", layers.ROWS, layers_torch, layers_tensorflow),
    Topic("sequences", sequences.ROWS, sequences_torch, sequences_tensorflow),
    Topic("activations", activations.ROWS, activations_torch, activations_tensorflow),
    Topic("losses", losses.ROWS, losses_torch, losses_tensorflow),
    Topic("optimisers", optimisers.ROWS, optimisers_torch, optimisers_tensorflow),
    Topic("schedules", schedules.ROWS, schedules_torch, schedules_tensorflow),
    Topic("feeding", feeding.ROWS, feeding_torch, feeding_tensorflow),
    Topic("gradients", gradients.ROWS, gradients_torch, gradients_tensorflow),
    Topic("training", training.ROWS, training_torch, training_tensorflow),
    Topic("saving", saving.ROWS, saving_torch, saving_tensorflow),
    Topic("devices", devices.ROWS, devices_torch, devices_tensorflow),
    Topic("inspecting", inspecting.ROWS, inspecting_torch, inspecting_tensorflow),
)
