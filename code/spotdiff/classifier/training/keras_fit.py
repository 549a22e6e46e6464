"""A network trained by Keras's own loop."""

from collections.abc import Sequence

import keras

from spotdiff.classifier.problem import Array, Labels


class Batches(keras.utils.PyDataset):
    """Given batches of images, in a given order."""

    def __init__(
        self, images: Array, labels: Labels, batches: Sequence[Labels]
    ) -> None:
        """Keep images, (n, 28, 28), labels, (n,), and each step's choice."""
        super().__init__()
        self.images, self.labels, self.batches = images, labels, batches

    def __len__(self) -> int:
        """Return how many steps there are."""
        return len(self.batches)

    def __getitem__(self, step: int) -> tuple[Array, Labels]:
        """Return what a step sees."""
        batch = self.batches[step]
        return self.images[batch, :, :, None], self.labels[batch]


def train(
    model: keras.Model,
    images: Array,
    labels: Labels,
    batches: Sequence[Labels],
    rate: float,
    momentum: float,
) -> float:
    """Train a network as it stands, and return the mean loss of all steps."""
    model.compile(
        optimizer=keras.optimizers.SGD(rate, momentum),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    data = Batches(images, labels, batches)
    history = model.fit(data, epochs=1, shuffle=False, verbose=0)
    return history.history["loss"][-1]
