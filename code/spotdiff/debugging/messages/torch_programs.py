"""Ten programs in PyTorch, each with one mistake; `mode` may compile."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch._dynamo.utils import counters

from spotdiff.debugging.messages import mistakes as given

Mode = Callable[[Any], Any]


def eagerly(step: Any) -> Any:
    """Leave a step as it is."""
    return step


def compiled(step: Any) -> Any:
    """Compile a step: all of torch.compile but its last stage, which writes code."""
    return torch.compile(step, backend="aot_eager")


def compiled_to_code(step: Any) -> Any:
    """Compile a step as torch.compile does unless told otherwise."""
    return torch.compile(step)


def shapes(mode: Mode) -> Tensor:
    """Give a layer more or fewer pixels than it was made for."""
    layer = nn.Linear(given.PIXELS, given.CLASSES)

    @mode
    def scores(images: Tensor) -> Any:
        return layer(images)  # wrong

    found: Tensor = scores(torch.zeros(given.BATCH, given.WRONG_PIXELS))
    return found


def dtypes(mode: Mode) -> Tensor:
    """Multiply a float64 batch by float32 weights."""
    weights = torch.from_numpy(given.first_weights())
    images = torch.from_numpy(given.batch().astype(np.float64))

    @mode
    def scores(images: Tensor) -> Tensor:
        return images @ weights  # wrong

    found: Tensor = scores(images)
    return found


def devices(mode: Mode) -> Tensor:
    """Send a batch to a GPU that is not there."""
    weights = torch.from_numpy(given.first_weights())
    device = f"cuda:{given.NINTH}"

    @mode
    def scores(images: Tensor) -> Tensor:
        return images.to(device) @ weights.to(device)  # wrong

    found: Tensor = scores(torch.from_numpy(given.batch()))
    return found


def in_place(mode: Mode) -> Tensor | None:
    """Switch a hidden unit off by writing into a tensor."""
    weights = torch.from_numpy(given.first_weights()).requires_grad_()

    @mode
    def loss(images: Tensor) -> Tensor:
        hidden = torch.sigmoid(images @ weights)
        hidden[:, 0] = 0  # wrong
        return hidden.mean()

    loss(torch.from_numpy(given.batch())).backward()
    return weights.grad


def no_gradient(mode: Mode) -> Tensor:
    """Detach the scores that the loss is made of."""
    weights = nn.Parameter(torch.from_numpy(given.first_weights()))
    optimizer = torch.optim.SGD([weights], given.RATE)

    @mode
    def loss(images: Tensor) -> Tensor:
        scores = (images @ weights).detach()  # wrong
        return scores.square().mean()

    loss(torch.from_numpy(given.batch())).backward()
    optimizer.step()
    return weights.detach()


def too_early(mode: Mode) -> int:
    """Count the weights of a layer that has not seen a batch."""
    layer = mode(nn.LazyLinear(given.UNITS, bias=False))
    count: int = sum(w.numel() for w in layer.parameters())  # wrong
    layer(torch.from_numpy(given.batch()))
    return count


def batches() -> Iterator[Tensor]:
    """Yield the batches of one epoch."""
    for _ in range(given.BATCHES):
        yield torch.from_numpy(given.batch())


def generator(mode: Mode) -> int:
    """Train for two epochs on the batches of one."""
    layer = nn.Linear(given.FEATURES, given.UNITS)
    optimizer = torch.optim.SGD(layer.parameters(), given.RATE)

    @mode
    def loss(images: Tensor) -> Any:
        return layer(images).square().mean()

    feed, steps = batches(), 0
    for _ in range(given.EPOCHS):
        for images in feed:  # wrong
            optimizer.zero_grad()
            loss(images).backward()
            optimizer.step()
            steps += 1
    return steps


def nan(mode: Mode) -> Tensor:
    """Take the logarithm of a probability that may be 0."""

    @mode
    def loss(chances: Tensor, happened: Tensor) -> Tensor:
        return -(happened * chances.log()).sum()  # wrong

    values = given.CHANCES, given.HAPPENED
    found: Tensor = loss(*map(torch.from_numpy, values))
    return found


def storm(mode: Mode) -> int:
    """Change a number that a step depends on; count the graphs."""
    before = counters["stats"]["unique_graphs"]

    class Decaying(nn.Module):
        rate = 0

        def forward(self, images: Tensor) -> Tensor:
            return images * self.rate  # wrong

    model = Decaying()
    scores = mode(model)
    for rate in range(given.CALLS):
        model.rate = rate
        scores(torch.from_numpy(given.batch()))
    return counters["stats"]["unique_graphs"] - before


def layout(mode: Mode) -> Tensor:
    """Give a convolution images whose channels come last."""
    layer = nn.Conv2d(given.CHANNELS, given.FILTERS, given.KERNEL)

    @mode
    def scores(images: Tensor) -> Any:
        return layer(images)  # wrong

    shape = given.BATCH, given.HEIGHT, given.WIDTH, given.CHANNELS
    found: Tensor = scores(torch.zeros(shape))
    return found


def half_a_gradient(mode: Mode) -> None:
    """Detach the first of two layers."""
    first = nn.Linear(given.FEATURES, given.UNITS)
    second = nn.Linear(given.UNITS, given.UNITS)
    weights = [*first.parameters(), *second.parameters()]
    optimizer = torch.optim.SGD(weights, given.RATE)

    @mode
    def loss(images: Tensor) -> Any:
        hidden = first(images).detach()  # wrong
        return second(hidden).square().mean()

    loss(torch.from_numpy(given.batch())).backward()
    optimizer.step()


def dtypes_of_a_layer(mode: Mode) -> Tensor:
    """Give a float64 batch to a layer of float32 weights."""
    layer = nn.Linear(given.FEATURES, given.UNITS, bias=False)
    layer.weight.data = torch.from_numpy(given.first_weights().T.copy())
    images = torch.from_numpy(given.batch().astype(np.float64))

    @mode
    def scores(images: Tensor) -> Any:
        return layer(images)  # wrong

    found: Tensor = scores(images)
    return found.detach()


generator_by_hand = generator


def layout_unseen(mode: Mode) -> Tensor:
    """Give images with channels last to a layer that takes any number."""
    layer = nn.LazyConv2d(given.FILTERS, given.KERNEL)

    @mode
    def scores(images: Tensor) -> Any:
        return layer(images)  # wrong

    shape = given.BATCH, given.HEIGHT, given.WIDTH, given.CHANNELS
    found: Tensor = scores(torch.zeros(shape))
    return found


def leaf_in_place(mode: Mode) -> Tensor | None:
    """Write into the weights themselves while a slope is to be taken."""
    weights = torch.from_numpy(given.first_weights()).requires_grad_()

    @mode
    def loss(images: Tensor) -> Tensor:
        weights[:, 0] = 0  # wrong
        return (images @ weights).mean()

    loss(torch.from_numpy(given.batch())).backward()
    return weights.grad


def storm_of_arguments(mode: Mode) -> int:
    """Hand the changing number over as an argument; count the graphs."""
    before = counters["stats"]["unique_graphs"]

    @mode
    def scaled(images: Tensor, rate: float) -> Tensor:
        return images * rate

    for rate in range(given.CALLS):
        scaled(torch.from_numpy(given.batch()), rate)
    return counters["stats"]["unique_graphs"] - before
