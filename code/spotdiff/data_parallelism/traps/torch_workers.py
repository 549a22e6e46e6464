"""What each of PyTorch's four workers does: all trials, in groups of one, two, four."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from spotdiff.data_parallelism.problem import (
    EPSILON,
    HIDDEN,
    PIXELS,
    Array,
    Lesson,
    Weights,
)
from spotdiff.data_parallelism.traps import problem, torch_side
from spotdiff.data_parallelism.traps.problem import Trial

ALIKE = Trial(2, normalised=True, alike=True)


def network(weights: Weights, trial: Trial) -> nn.Module:
    """Build the network; its hidden units may be normalised, or dropped."""
    norm = nn.BatchNorm1d(HIDDEN, eps=EPSILON, affine=False, track_running_stats=False)
    layers = OrderedDict[str, nn.Module](hidden=nn.Linear(PIXELS, HIDDEN))
    if trial.normalised:
        layers["norm"] = norm
    layers["relu"] = nn.ReLU()
    if trial.dropped:
        layers["dropout"] = nn.Dropout(problem.DROPPED)
    layers["scores"] = nn.Linear(HIDDEN, 10)
    model = nn.Sequential(layers).double()
    model.load_state_dict({k: torch.as_tensor(w) for k, w in weights.items()})
    return nn.SyncBatchNorm.convert_sync_batchnorm(model) if trial.alike else model


def fit(lesson: Lesson, model: Any, way: str, group: Any) -> Weights:
    """Go through a lesson once, and return the weights.

    Args:
        lesson: What is learnt.
        model: The network, one copy a replica.
        way: What is made of the losses of a part.
        group: The replicas.
    """
    mine, replicas = dist.get_rank(group), dist.get_world_size(group)
    copy = DistributedDataParallel(model, process_group=group)
    optimizer = torch.optim.SGD(model.parameters(), lesson.rate)
    for images, labels in lesson.batches():
        part = problem.parts(len(labels), replicas)[mine]
        x, y = torch.as_tensor(images[part]), torch.as_tensor(labels[part])
        losses = F.cross_entropy(copy(x), y, reduction="none")
        optimizer.zero_grad()
        torch_side.loss_of(losses, way, len(labels), replicas).backward()
        optimizer.step()
    state = model.state_dict()
    return {name: value.numpy().copy() for name, value in state.items()}


def masks(lesson: Lesson, trial: Trial) -> Sequence[Array]:
    """Draw what this worker is going to drop, and wind the generator back.

    Args:
        lesson: As the trial takes it.
        trial: Of which this worker is a replica.

    Returns:
        What its hidden units will be multiplied by in each step, (its images, 16).
    """
    state = torch.get_rng_state()
    drawn = []
    for _, labels in lesson.batches():
        mine = problem.parts(len(labels), trial.replicas)[dist.get_rank()]
        ones = torch.ones(mine.stop - mine.start, HIDDEN, dtype=torch.float64)
        drawn.append(F.dropout(ones, problem.DROPPED).numpy())
    torch.set_rng_state(state)
    return drawn


def trials() -> list[Trial]:
    """Return the trials of both frameworks, and one with a seed for each worker."""
    return [*problem.trials(), Trial(2, dropped=True, seeds=2)]


def train(lesson: Lesson, trial: Trial, group: Any) -> tuple[Weights, Sequence[Array]]:
    """Return the weights that a trial comes to, and what was dropped on the way."""
    given = trial.of(lesson)
    model = network(lesson.weights, trial)
    torch.manual_seed(dist.get_rank() % trial.seeds)
    drawn = masks(given, trial) if trial.dropped else []
    return fit(given, model, trial.loss, group), drawn


def refused(lesson: Lesson, group: Any) -> str:
    """Return what is said when all parts shall be normalised alike; "" if they are."""
    try:
        train(lesson, ALIKE, group)
    except ValueError as error:
        return str(error)
    return ""


def work(lesson: Lesson) -> tuple[Mapping[Trial, tuple[Weights, Sequence[Array]]], str]:
    """Go through a lesson in every trial in which this worker takes part.

    A group is made by all workers, and used by those that are in it.

    Returns:
        What `train` returned, by trial; and what `refused` did, where this worker
        was asked.
    """
    dist.init_process_group()
    groups = {k: dist.new_group(list(range(k))) for k in problem.REPLICAS}
    mine = [trial for trial in trials() if dist.get_rank() < trial.replicas]
    found = {trial: train(lesson, trial, groups[trial.replicas]) for trial in mine}
    asked = dist.get_rank() < ALIKE.replicas
    said = refused(lesson, groups[ALIKE.replicas]) if asked else ""
    dist.destroy_process_group()
    return found, said
