"""A trained model in a file for a telephone, in 32 bits or in 8."""

from pathlib import Path
from typing import Any

import torch

from spotdiff.classifier.problem import Array

ONE = (torch.zeros(1, 28, 28, device="cpu"),)


def convert(model: Any, path: Path) -> None:
    """Write the model in 32 bits, for one image at a time.

    Args:
        model: From pixels, (1, 28, 28), to scores, (1, 10).
        path: Where.
    """
    from executorch.backends.xnnpack.partition import (
        xnnpack_partitioner,
    )
    from executorch.exir import to_edge_transform_and_lower

    lowered = to_edge_transform_and_lower(
        torch.export.export(model, ONE),
        partitioner=[xnnpack_partitioner.XnnpackPartitioner()],
    )
    lowered.to_executorch().save(str(path))


def quantize(model: Any, path: Path, images: Array) -> None:
    """Write the model in 8 bits, for one image at a time.

    Args:
        model: From pixels, (1, 28, 28), to scores, (1, 10).
        path: Where.
        images: What shows how large numbers become inside, (n, 28, 28).
    """
    from executorch.backends.xnnpack.quantizer import (
        xnnpack_quantizer as xnnpack,
    )
    from torchao.quantization.pt2e import quantize_pt2e

    config = xnnpack.get_symmetric_quantization_config
    rule = config(is_per_channel=True)
    quantizer = xnnpack.XNNPACKQuantizer().set_global(rule)
    graph = torch.export.export(model, ONE).module()
    observed = quantize_pt2e.prepare_pt2e(graph, quantizer)
    for image in images:
        observed(torch.from_numpy(image[None]))
    convert(quantize_pt2e.convert_pt2e(observed), path)
