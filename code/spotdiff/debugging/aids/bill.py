"""What each aid costs: time of a step with it, over the time of one without."""

from dataclasses import dataclass

from spotdiff import runtime
from spotdiff.debugging.aids import in_torch, lasting
from spotdiff.measure import Ratio, ratio
from spotdiff.own_process import Call


@dataclass(frozen=True)
class Cost:
    """What an aid costs.

    Attributes:
        framework: "PyTorch", "TensorFlow" or "TensorFlow 1".
        way: How it runs: "eager", "function" or "session".
        aid: The aid.
        plain: Seconds a step takes without it, the median.
        times: How many times as long a step takes with it.
    """

    framework: str
    way: str
    aid: str
    plain: float
    times: Ratio


def costs(repeats: int = 11) -> list[Cost]:
    """Weigh every aid, each framework in a process of its own, on one thread.

    A step this small has no work for a second thread, which would only wait.

    Args:
        repeats: Samples of each.

    Returns:
        One cost for each aid, the cheapest of its framework and way first.
    """
    alone = {"SPOTDIFF_PAGES_AT_ONCE": str(runtime.cores())}
    found = []
    for pairs in (in_torch.pairs, lasting.pairs):
        every = Call(pairs, repeats, environment=alone).result().value
        found += [
            Cost(framework, way, aid, plain.median, ratio(aided, plain))
            for (framework, way, aid), (aided, plain) in every.items()
        ]
    return sorted(found, key=lambda one: (one.framework, one.way, one.times.median))
