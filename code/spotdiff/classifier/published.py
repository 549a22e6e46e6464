"""What the two listings of 2017 set, as far as it could be recovered."""

from collections.abc import Sequence
from dataclasses import dataclass

from spotdiff.classifier.problem import LARGE, SMALL, Network
from spotdiff.tables import Table


@dataclass(frozen=True)
class Published:
    """A classifier and how it was trained.

    Attributes:
        framework: Which.
        source: Where the settings were found.
        network: The network.
        pixels: What was done to pixels in [0, 1].
        images: How many there were to train on.
        batch: Images a step.
        steps: How many.
        rate: Learning rate.
        momentum: Share of the last change that is kept.
    """

    framework: str
    source: str
    network: Network
    pixels: str
    images: int
    batch: int
    steps: int
    rate: float
    momentum: float

    @property
    def seen(self) -> int:
        """Return how many images were seen, repeated ones included."""
        return self.steps * self.batch


PYTORCH = Published(
    "PyTorch",
    "a public copy of the article's listing, after PyTorch's MNIST example",
    SMALL,
    "standardised",
    images=60_000,
    batch=10,
    steps=3 * 60_000 // 10,  # three epochs
    rate=0.01,
    momentum=0.5,
)
# The article's own listing is lost; it says that it follows this guide.
TENSORFLOW = Published(
    "TensorFlow",
    "“A Guide to TF Layers”, TensorFlow documentation, 2017",
    LARGE,
    "as they are",
    images=55_000,
    batch=100,
    steps=20_000,
    rate=0.001,
    momentum=0.0,
)
# What that guide says its network reaches.
TENSORFLOW_ACCURACY = 0.9733


def table(listings: Sequence[Published] = (PYTORCH, TENSORFLOW)) -> Table:
    """Set the settings side by side."""
    rows: list[tuple[str, list[object]]] = [
        ("parameters", [one.network.parameters for one in listings]),
        ("channels of the convolutions", [_channels(one) for one in listings]),
        ("hidden units", [one.network.hidden for one in listings]),
        ("channels dropped", [_share(one.network.channel_dropout) for one in listings]),
        ("units dropped", [_share(one.network.unit_dropout) for one in listings]),
        ("pixels", [one.pixels for one in listings]),
        ("training images", [one.images for one in listings]),
        ("batch", [one.batch for one in listings]),
        ("steps", [one.steps for one in listings]),
        ("images seen", [one.seen for one in listings]),
        ("learning rate", [f"{one.rate:g}" for one in listings]),
        ("momentum", [f"{one.momentum:g}" for one in listings]),
    ]
    head = ["2017", *(one.framework for one in listings)]
    return Table(head, [(name, *cells) for name, cells in rows])


def _channels(listing: Published) -> str:
    return " and ".join(map(str, listing.network.channels))


def _share(dropout: float) -> str:
    return f"{dropout:.0%}" if dropout else "none"
