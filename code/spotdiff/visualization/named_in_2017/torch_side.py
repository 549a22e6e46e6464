"""The six kinds of 2017, written for TensorBoard."""

from typing import Any

import torch
from torch.utils.tensorboard import SummaryWriter

from spotdiff.visualization.gallery import SAMPLE_RATE, Gallery


def log(folder: str, shown: Gallery) -> None:
    """Write scalars, histograms, images and a sound."""
    with SummaryWriter(folder) as writer:
        for step, loss in enumerate(shown.losses):
            writer.add_scalar("loss", loss, step)
        for epoch, weights in enumerate(shown.weights):
            for name, values in weights.items():
                writer.add_histogram(name, values, epoch)
        digits = shown.images
        writer.add_images("doubtful", digits, 0, dataformats="NHWC")
        sound = shown.sound.T
        writer.add_audio("phi", sound, 0, sample_rate=SAMPLE_RATE)


def log_graph(folder: str, model: Any) -> None:
    """Write the graph of a network that scores digits."""
    with SummaryWriter(folder) as writer:
        writer.add_graph(model.eval(), torch.zeros(1, 1, 28, 28))


def log_embedding(folder: str, shown: Gallery) -> None:
    """Write points in a space, with their labels and pictures."""
    pictures = torch.as_tensor(shown.thumbnails).permute(0, 3, 1, 2)
    with SummaryWriter(folder) as writer:
        labels = shown.labels.tolist()
        writer.add_embedding(shown.hidden, labels, pictures)
