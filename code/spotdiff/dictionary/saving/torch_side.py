"""Saving and loading."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor


def weights(model: Any, other: Any, folder: Path, x: Tensor) -> Any:
    """Save weights, and load them into another network."""
    torch.save(model.state_dict(), folder / "model.pt")
    other.load_state_dict(torch.load(folder / "model.pt"))
    return other(x)


def whole(model: Any, folder: Path, x: Tensor) -> Any:
    """Save a network with its code or its plan."""
    torch.save(model, folder / "model.pt")
    loaded = torch.load(folder / "model.pt", weights_only=False)
    return loaded(x)


def exported(model: Any, folder: Path, x: Tensor) -> Any:
    """Save what runs without its code."""
    program = torch.export.export(model, (x,))
    torch.export.save(program, folder / "model.pt2")
    return torch.export.load(folder / "model.pt2").module()(x)


def hand_over(model: Any, other: Any, x: Tensor) -> Any:
    """Hand weights over in memory."""
    other.load_state_dict(model.state_dict())
    return other(x)


def resume(model: Any, folder: Path) -> Any:
    """Save the state of a training, and take it up again."""
    state = {"model": model.state_dict(), "step": 7}
    torch.save(state, folder / "7.pt")
    state = torch.load(folder / "7.pt")
    return state["step"]


def one_tensor(x: Tensor, folder: Path) -> Any:
    """Save a tensor."""
    torch.save(x, folder / "x.pt")
    return torch.load(folder / "x.pt")
