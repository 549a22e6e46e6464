"""The flaw, hunted at the command line of tfdbg."""

import re
from concurrent.futures import Future, ThreadPoolExecutor

import tensorflow as tf
from tensorflow.python import debug as tf_debug

from spotdiff.debugging.nan_hunt import tensorflow1_side
from spotdiff.debugging.nan_hunt.found import Found, names_line
from spotdiff.debugging.terminal import TFDBG, session
from spotdiff.transcripts import Exchange, Transcript

RUN, LIST = "run -f has_inf_or_nan", "lt -f has_inf_or_nan -n cross_entropy/.*"
LOGS, PROBABLE = "pt -s cross_entropy/Log:0", "pt cross_entropy/Softmax:0[1,:]"
INFO = "ni -t cross_entropy/Log"
TYPED = [RUN, LIST, LOGS, PROBABLE, INFO, "exit"]

# Of an answer as many lines are kept, and those that name our file, with two more.
FIRST, OURS, AFTER = 12, "tensorflow1_side.py", 2
CUT = "…"


def begin(*arguments: str) -> Future[Transcript]:
    """Start the program at a terminal, and type at tfdbg if it is asked for.

    Args:
        *arguments: Those of the program: "--debug" or none.
    """
    typed = TYPED if "--debug" in arguments else []
    with_one = ThreadPoolExecutor(1)
    begun = with_one.submit(
        session, tensorflow1_side, typed, TFDBG, arguments=arguments
    )
    with_one.shutdown(wait=False)
    return begun


def shortened(whole: Transcript) -> Transcript:
    """Shorten long answers by the rule above, and mark what is left out.

    What TensorFlow logs of files that it does not find goes without a mark.
    """
    return Transcript(
        tuple(
            Exchange(one.prompt, one.typed, shorter(one.answer))
            for one in whole.exchanges
        ),
        whole.status,
    )


def shorter(answer: str) -> str:
    """Shorten one answer."""
    lines = [
        line for line in answer.split("\n") if not line.startswith("WARNING:tensorflow")
    ]
    ours = [n for n, line in enumerate(lines) if OURS in line]
    kept = {*range(FIRST), *(n + more for n in ours for more in range(AFTER + 1))}
    written: list[str] = []
    for number, line in enumerate(lines):
        if number in kept:
            written.append(line)
        elif written[-1] != CUT:
            written.append(CUT)
    return "\n".join(written)


def found(whole: Transcript) -> Found:
    """Read from a session what tfdbg found.

    Raises:
        ValueError: It found nothing.
    """
    answer = whole.answer_to(RUN)
    listed = re.search(r"^\[.*\] .* (\S+):\d+$", answer, re.MULTILINE)
    if not listed:
        raise ValueError(f"nothing is listed in {answer!r}")
    step = answer.count("Accuracy after step") + 1
    says = str(whole)
    named = names_line(says, tensorflow1_side)
    return Found("tfdbg, TensorFlow 1", listed[1], says, step, named)


def passing(whole: Transcript) -> int:
    """Return how many tensors tfdbg says are bad.

    Raises:
        ValueError: It does not say.
    """
    told = re.search(r"(\d+) dumped tensor\(s\) passing", whole.answer_to(RUN))
    if not told:
        raise ValueError("tfdbg does not say how many tensors pass the filter")
    return int(told[1])


def refusal_of_curses() -> str:
    """Return what tfdbg says if it is asked for the windows that it had in 2017."""
    with tf.Graph().as_default(), tf.compat.v1.Session() as plain:
        try:
            wrapped = tf_debug.LocalCLIDebugWrapperSession(plain, ui_type="curses")
            wrapped.run(tf.constant(0))
        except ValueError as error:
            return f"{type(error).__name__}: {error}"
    return ""
