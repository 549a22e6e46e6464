"""What each of PyTorch's four workers does: all trials, in groups of one, two, four."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import torch
import torch.distributed as dist
from torch import nn

from spotdiff.data_parallelism.problem import EPSILON, HIDDEN, PIXELS, Lesson, Weights
from spotdiff.data_parallelism.traps import problem, torch_side
from spotdiff.data_parallelism.traps.problem import Trial


def network(weights: Weights, normalised: bool) -> Any:
    """Build the network; its hidden units may be normalised."""
    norm = nn.BatchNorm1d(
        HIDDEN, eps=EPSILON, affine=False, track_running_stats=False
    )
    layers = OrderedDict[str, nn.Module](hidden=nn.Linear(PIXELS, HIDDEN))
    if normalised:
        layers["norm"] = norm
    layers["relu"], layers["scores"] = nn.ReLU(), nn.Linear(HIDDEN, 10)
    model = nn.Sequential(layers).double()
    model.load_state_dict({k: torch.as_tensor(w) for k, w in weights.items()})
    return model




def work(lesson: Lesson) -> Mapping[Trial, Weights]:
    """Go through a lesson in every trial in which this worker takes part.

    A group is made by all workers, and used by those that are in it.
    """
    dist.init_process_group()
    groups = {k: dist.new_group(list(range(k))) for k in problem.REPLICAS}
    found = {}
    for trial in problem.trials():
        if dist.get_rank() < trial.replicas:
            group = groups[trial.replicas]
            rate = problem.rate_for(trial.loss)
            given = replace(lesson, batch=trial.batch, rate=rate)
            model = network(lesson.weights, trial.normalised)
            found[trial] = torch_side.train(given, model, trial.loss, group)
    dist.destroy_process_group()
    return found
