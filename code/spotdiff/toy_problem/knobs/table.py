"""The knobs: how each is set on both sides, and what would make them equal."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

Settings = Mapping[str, Any]

CONSTANT = (0.1, 0.1, 0.1, 0.1)
DROPPING = (0.1, 0.1, 0.01, 0.01)
ONES = (1.0, 1.0, 1.0, 1.0)
TINY = (1e-7, 1e-7, 1e-7, 1e-7)


@dataclass(frozen=True)
class Knob:
    """One setting of one name that means two things.

    Attributes:
        name: The knob.
        torch: Optimiser and settings in PyTorch.
        tensorflow: Optimiser and settings in Keras.
        gradients: What both are fed.
        rates: Learning rate of each step, or None for the default.
        graph: Optimiser and settings of the graph era, where it had the knob.
        cure: Fields to replace to make both sides equal.
        cure_text: The same in words.
    """

    name: str
    torch: tuple[str, Settings]
    tensorflow: tuple[str, Settings]
    gradients: tuple[float, ...] = ONES
    rates: tuple[float, ...] | None = CONSTANT
    graph: tuple[str, Settings] | None = None
    cure: Settings = field(default_factory=dict)
    cure_text: str = ""

    def cured(self) -> Self:
        """Return the knob set so that both sides agree."""
        return replace(self, **self.cure)


def _same(optimizer: str, **settings: Any) -> Settings:
    return {"torch": (optimizer, settings), "tensorflow": (optimizer, settings)}


KNOBS = (
    Knob(
        "momentum when the learning rate drops",
        ("SGD", {"momentum": 0.9}),
        ("SGD", {"momentum": 0.9}),
        rates=DROPPING,
        graph=("momentum", {"momentum": 0.9}),
        cure={"rates": CONSTANT},
        cure_text="a constant learning rate",
    ),
    Knob(
        "Nesterov momentum when the learning rate drops",
        ("SGD", {"momentum": 0.9, "nesterov": True}),
        ("SGD", {"momentum": 0.9, "nesterov": True}),
        rates=DROPPING,
        graph=("momentum", {"momentum": 0.9, "use_nesterov": True}),
        cure={"rates": CONSTANT},
        cure_text="a constant learning rate",
    ),
    Knob(
        "dampening",
        ("SGD", {"momentum": 0.9, "dampening": 0.9}),
        ("SGD", {"momentum": 0.9}),
        cure={"torch": ("SGD", {"momentum": 0.9, "dampening": 0.0})},
        cure_text="dampening = 0: Keras has no such knob",
    ),
    Knob(
        "SGD: weight_decay under momentum",
        ("SGD", {"momentum": 0.9, "weight_decay": 0.5}),
        ("SGD", {"momentum": 0.9, "weight_decay": 0.5}),
        cure=_same("SGD", weight_decay=0.5),
        cure_text="no momentum",
    ),
    Knob(
        "SGD: default learning rate",
        ("SGD", {}),
        ("SGD", {}),
        rates=None,
        cure={"rates": CONSTANT},
        cure_text="the same rate on both sides",
    ),
    Knob(
        "Adam: default epsilon",
        ("Adam", {}),
        ("Adam", {}),
        TINY,
        graph=("Adam", {}),
        cure={
            "torch": ("Adam", {"eps": 0.0}),
            "tensorflow": ("Adam", {"epsilon": 0.0}),
        },
        cure_text="epsilon = 0 on both sides",
    ),
    Knob(
        "Adam: place of epsilon",
        ("Adam", {"eps": 1e-7}),
        ("Adam", {"epsilon": 1e-7}),
        TINY,
        cure={
            "gradients": TINY[:1],
            "tensorflow": ("Adam", {"epsilon": 1e-7 * (1 - 0.999) ** 0.5}),
        },
        cure_text="at step t alone: epsilon = eps * sqrt(1 - beta_2**t)",
    ),
    Knob(
        "Adam: weight_decay",
        ("Adam", {"weight_decay": 0.5}),
        ("Adam", {"weight_decay": 0.5}),
        cure={"torch": ("AdamW", {"weight_decay": 0.5})},
        cure_text="AdamW in PyTorch",
    ),
    Knob(
        "AdamW: default weight_decay",
        ("AdamW", {}),
        ("AdamW", {}),
        cure=_same("AdamW", weight_decay=0.01),
        cure_text="the same weight_decay on both sides",
    ),
    Knob(
        "RMSProp: default decay",
        ("RMSProp", {}),
        ("RMSProp", {}),
        cure={"torch": ("RMSProp", {"alpha": 0.9})},
        cure_text="alpha = rho",
    ),
    Knob(
        "RMSProp: place of epsilon",
        ("RMSProp", {"alpha": 0.9, "eps": 1e-7}),
        ("RMSProp", {"rho": 0.9, "epsilon": 1e-7}),
        TINY,
        cure={
            "torch": ("RMSProp", {"alpha": 0.9, "eps": 0.0}),
            "tensorflow": ("RMSProp", {"rho": 0.9, "epsilon": 0.0}),
        },
        cure_text="epsilon = 0 on both sides",
    ),
    Knob(
        "RMSProp: default learning rate",
        ("RMSProp", {"alpha": 0.9}),
        ("RMSProp", {"rho": 0.9}),
        rates=None,
        cure={"rates": CONSTANT},
        cure_text="the same rate on both sides",
    ),
    Knob(
        "RMSProp: momentum when the learning rate drops",
        ("RMSProp", {"alpha": 0.9, "momentum": 0.9}),
        ("RMSProp", {"rho": 0.9, "momentum": 0.9}),
        rates=DROPPING,
        graph=("RMSProp", {"decay": 0.9, "momentum": 0.9}),
        cure={"rates": CONSTANT},
        cure_text="a constant learning rate",
    ),
    Knob(
        "precision of the learning rate",
        ("SGD", {}),
        ("SGD", {}),
        cure={"rates": (0.125,) * 4},
        cure_text="a rate that float32 holds exactly, such as 1/8",
    ),
    Knob(
        "precision of Adam's betas",
        ("Adam", {"eps": 0.0}),
        ("Adam", {"epsilon": 0.0}),
        rates=(0.125,) * 4,
        cure={
            "torch": ("Adam", {"eps": 0.0, "betas": (0.875, 0.9990234375)}),
            "tensorflow": (
                "Adam",
                {"epsilon": 0.0, "beta_1": 0.875, "beta_2": 0.9990234375},
            ),
        },
        cure_text="betas that float32 holds exactly, such as 1 - 1/1024",
    ),
)
