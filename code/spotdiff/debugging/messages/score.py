"""What a message is worth: six rules, a point each, and no opinion."""

import re
from collections.abc import Callable
from statistics import median

from spotdiff.debugging.messages.mistakes import Mistake
from spotdiff.debugging.messages.outcome import RAISES, WARNS, WORKS, Outcome

# As many lines as a terminal has.
SCREEN = 24

# What advice sounds like.
ADVICE = re.compile(
    r"(?i)\b(make sure|please|you can|you may need|did you forget|instead of|hint:"
    r"|consider\b.*ing|call `|use `|check (that|your)|convert this|try (to|using))"
)
# Lines that stand under every message of their kind, whatever has happened.
ALWAYS_THERE = re.compile(
    r"^(Set TORCHDYNAMO_VERBOSE=1|To log all recompilation|To diagnose recompilation"
    r"|CUDA kernel errors might|For debugging consider|Compile with `TORCH_USE_CUDA)"
)


def speaks(outcome: Outcome, _: Mistake) -> bool:
    """Something is said: an exception, a warning or a log record."""
    return outcome.kind in (RAISES, WARNS)


def is_in_time(outcome: Outcome, _: Mistake) -> bool:
    """It stops before a wrong result is out, or none comes out."""
    return outcome.kind == RAISES or outcome.harmless


def names_the_line(outcome: Outcome, _: Mistake) -> bool:
    """File and line of the mistake are named, anywhere in what is said."""
    return outcome.names_line


def names_the_clash(outcome: Outcome, mistake: Mistake) -> bool:
    """The words name all that clashes: both sizes, both dtypes, or the culprit."""
    return all(re.search(fact, outcome.message) for fact in mistake.facts)


def advises(outcome: Outcome, _: Mistake) -> bool:
    """The words say what to do; what stands under every message does not count."""
    lines = outcome.message.splitlines()
    return any(ADVICE.search(x) for x in lines if not ALWAYS_THERE.match(x.strip()))


def is_short(outcome: Outcome, _: Mistake) -> bool:
    """All of it is visible at once on a terminal of 24 lines."""
    return outcome.lines <= SCREEN


RULES: dict[str, Callable[[Outcome, Mistake], bool]] = {
    "speaks at all": speaks,
    "speaks in time": is_in_time,
    "names the line": names_the_line,
    "names what clashes": names_the_clash,
    "says what to do": advises,
    "fits on a screen": is_short,
}


def points(outcome: Outcome, mistake: Mistake) -> dict[str, bool] | None:
    """Judge an outcome by every rule.

    Returns:
        For each rule whether it is kept, all false where nothing is said; None
        where the mistake does no harm, so that there is nothing to say.
    """
    if outcome.kind == WORKS:
        return None
    if not speaks(outcome, mistake):
        return dict.fromkeys(RULES, False)
    return {name: rule(outcome, mistake) for name, rule in RULES.items()}


def score(outcome: Outcome, mistake: Mistake) -> int | None:
    """Count the rules that an outcome keeps; None where there is nothing to say."""
    kept = points(outcome, mistake)
    return None if kept is None else sum(kept.values())


def typical(scores: list[int | None]) -> float:
    """Return the median of the scores that there are."""
    return float(median(s for s in scores if s is not None))
