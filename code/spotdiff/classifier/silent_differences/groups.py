"""All groups of rows, in the order of the page."""

from spotdiff.classifier.silent_differences.alike import problem as alike
from spotdiff.classifier.silent_differences.alike import (
    tensorflow_side as alike_tensorflow,
)
from spotdiff.classifier.silent_differences.alike import torch_side as alike_torch
from spotdiff.classifier.silent_differences.arrays import problem as arrays
from spotdiff.classifier.silent_differences.arrays import (
    tensorflow_side as arrays_tensorflow,
)
from spotdiff.classifier.silent_differences.arrays import torch_side as arrays_torch
from spotdiff.classifier.silent_differences.comparison import Group
from spotdiff.classifier.silent_differences.conventions import problem as conventions
from spotdiff.classifier.silent_differences.conventions import (
    tensorflow_side as conventions_tensorflow,
)
from spotdiff.classifier.silent_differences.conventions import (
    torch_side as conventions_torch,
)
from spotdiff.classifier.silent_differences.formulas import problem as formulas
from spotdiff.classifier.silent_differences.formulas import (
    tensorflow_side as formulas_tensorflow,
)
from spotdiff.classifier.silent_differences.formulas import torch_side as formulas_torch
from spotdiff.classifier.silent_differences.gradients import problem as gradients
from spotdiff.classifier.silent_differences.gradients import (
    tensorflow_side as gradients_tensorflow,
)
from spotdiff.classifier.silent_differences.gradients import (
    torch_side as gradients_torch,
)
from spotdiff.classifier.silent_differences.initial_values import (
    problem as initial_values,
)
from spotdiff.classifier.silent_differences.initial_values import (
    tensorflow_side as initial_values_tensorflow,
)
from spotdiff.classifier.silent_differences.initial_values import (
    torch_side as initial_values_torch,
)
from spotdiff.classifier.silent_differences.labels import problem as labels
from spotdiff.classifier.silent_differences.labels import (
    tensorflow_side as labels_tensorflow,
)
from spotdiff.classifier.silent_differences.labels import torch_side as labels_torch
from spotdiff.classifier.silent_differences.layouts import problem as layouts
from spotdiff.classifier.silent_differences.layouts import (
    tensorflow_side as layouts_tensorflow,
)
from spotdiff.classifier.silent_differences.layouts import torch_side as layouts_torch
from spotdiff.classifier.silent_differences.losses import problem as losses
from spotdiff.classifier.silent_differences.losses import (
    tensorflow_side as losses_tensorflow,
)
from spotdiff.classifier.silent_differences.losses import torch_side as losses_torch
from spotdiff.classifier.silent_differences.modes import problem as modes
from spotdiff.classifier.silent_differences.modes import (
    tensorflow_side as modes_tensorflow,
)
from spotdiff.classifier.silent_differences.modes import torch_side as modes_torch
from spotdiff.classifier.silent_differences.normalisation import (
    problem as normalisation,
)
from spotdiff.classifier.silent_differences.normalisation import (
    tensorflow_side as normalisation_tensorflow,
)
from spotdiff.classifier.silent_differences.normalisation import (
    torch_side as normalisation_torch,
)
from spotdiff.classifier.silent_differences.padding import problem as padding
from spotdiff.classifier.silent_differences.padding import (
    tensorflow_side as padding_tensorflow,
)
from spotdiff.classifier.silent_differences.padding import torch_side as padding_torch
from spotdiff.classifier.silent_differences.recurrent import problem as recurrent
from spotdiff.classifier.silent_differences.recurrent import (
    tensorflow_side as recurrent_tensorflow,
)
from spotdiff.classifier.silent_differences.recurrent import (
    torch_side as recurrent_torch,
)
from spotdiff.classifier.silent_differences.regularisation import (
    problem as regularisation,
)
from spotdiff.classifier.silent_differences.regularisation import (
    tensorflow_side as regularisation_tensorflow,
)
from spotdiff.classifier.silent_differences.regularisation import (
    torch_side as regularisation_torch,
)
from spotdiff.classifier.silent_differences.resizing import problem as resizing
from spotdiff.classifier.silent_differences.resizing import (
    tensorflow_side as resizing_tensorflow,
)
from spotdiff.classifier.silent_differences.resizing import torch_side as resizing_torch
from spotdiff.classifier.silent_differences.sequences import problem as sequences
from spotdiff.classifier.silent_differences.sequences import (
    tensorflow_side as sequences_tensorflow,
)
from spotdiff.classifier.silent_differences.sequences import (
    torch_side as sequences_torch,
)
from spotdiff.classifier.silent_differences.types import problem as types
from spotdiff.classifier.silent_differences.types import (
    tensorflow_side as types_tensorflow,
)
from spotdiff.classifier.silent_differences.types import torch_side as types_torch

GROUPS = {
    "initial_values": Group(
        initial_values.ROWS,
        {"PyTorch": initial_values_torch, "TensorFlow": initial_values_tensorflow},
    ),
    "recurrent": Group(
        recurrent.ROWS,
        {"PyTorch": recurrent_torch, "TensorFlow": recurrent_tensorflow},
    ),
    "layouts": Group(
        layouts.ROWS,
        {"PyTorch": layouts_torch, "TensorFlow": layouts_tensorflow},
    ),
    "padding": Group(
        padding.ROWS,
        {"PyTorch": padding_torch, "TensorFlow": padding_tensorflow},
    ),
    "resizing": Group(
        resizing.ROWS,
        {"PyTorch": resizing_torch, "TensorFlow": resizing_tensorflow},
    ),
    "normalisation": Group(
        normalisation.ROWS,
        {"PyTorch": normalisation_torch, "TensorFlow": normalisation_tensorflow},
    ),
    "modes": Group(
        modes.ROWS,
        {"PyTorch": modes_torch, "TensorFlow": modes_tensorflow},
    ),
    "losses": Group(
        losses.ROWS,
        {"PyTorch": losses_torch, "TensorFlow": losses_tensorflow},
    ),
    "labels": Group(
        labels.ROWS,
        {"PyTorch": labels_torch, "TensorFlow": labels_tensorflow},
    ),
    "formulas": Group(
        formulas.ROWS,
        {"PyTorch": formulas_torch, "TensorFlow": formulas_tensorflow},
    ),
    "types": Group(
        types.ROWS,
        {"PyTorch": types_torch, "TensorFlow": types_tensorflow},
    ),
    "arrays": Group(
        arrays.ROWS,
        {"PyTorch": arrays_torch, "TensorFlow": arrays_tensorflow},
    ),
    "conventions": Group(
        conventions.ROWS,
        {"PyTorch": conventions_torch, "TensorFlow": conventions_tensorflow},
    ),
    "gradients": Group(
        gradients.ROWS,
        {"PyTorch": gradients_torch, "TensorFlow": gradients_tensorflow},
    ),
    "regularisation": Group(
        regularisation.ROWS,
        {"PyTorch": regularisation_torch, "TensorFlow": regularisation_tensorflow},
    ),
    "sequences": Group(
        sequences.ROWS,
        {"PyTorch": sequences_torch, "TensorFlow": sequences_tensorflow},
    ),
    "alike": Group(
        alike.ROWS,
        {"PyTorch": alike_torch, "TensorFlow": alike_tensorflow},
    ),
}
