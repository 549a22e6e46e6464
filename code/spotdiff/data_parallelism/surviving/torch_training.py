"""Training that may be killed: it goes on where the last checkpoint was made."""

import sys
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from spotdiff.data_parallelism.surviving import problem


def network() -> nn.Sequential:
    """Build the network, with the weights that it starts from."""
    hidden = nn.Linear(problem.PIXELS, problem.HIDDEN)
    scores = nn.Linear(problem.HIDDEN, problem.CLASSES)
    model = nn.Sequential(hidden, nn.Tanh(), scores).double()
    given = (torch.as_tensor(array.T) for array in problem.weights().values())
    model.load_state_dict(dict(zip(model.state_dict(), given, strict=True)))
    return model


def train(folder: Path) -> None:
    """Train to the end, from the beginning or from the last checkpoint."""
    if not dist.is_initialized():
        dist.init_process_group("gloo")
    rank, workers = dist.get_rank(), dist.get_world_size()
    model: Any = DistributedDataParallel(network())
    learnt = model.parameters()
    optimizer = torch.optim.SGD(learnt, problem.RATE, problem.MOMENTUM)
    kept, begun = folder / "checkpoint.pt", 0
    if kept.exists():
        found = torch.load(kept)
        model.load_state_dict(found["model"])
        optimizer.load_state_dict(found["optimizer"])
        begun = found["steps"]

    log = problem.Log(folder, rank)
    images, labels = map(torch.as_tensor, problem.shares(folder, rank, workers))
    for step in range(begun, problem.STEPS):
        loss = F.cross_entropy(model(images[step]), labels[step])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        mean = loss.detach() / workers
        dist.all_reduce(mean)
        log.note(step, mean.item())
        if rank == 0 and (step + 1) % problem.EVERY == 0:
            states = {"model": model, "optimizer": optimizer}
            found = {name: part.state_dict() for name, part in states.items()}
            torch.save(found | {"steps": step + 1}, folder / "draft.pt")
            (folder / "draft.pt").rename(kept)
    dist.destroy_process_group()


if __name__ == "__main__":
    train(Path(sys.argv[1]))
