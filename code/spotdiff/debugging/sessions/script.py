"""What is typed at the sessions of this chapter, and the sessions, each held once."""

from concurrent.futures import Future, ThreadPoolExecutor
from types import ModuleType
from typing import NamedTuple

from spotdiff.debugging.sessions import tensorflow1_side, tensorflow_side, torch_side
from spotdiff.debugging.terminal import session
from spotdiff.transcripts import Transcript

# How many frames it is from the stop in the network up to the step.
TORCH_FRAMES, KERAS_FRAMES = 3, 6
# And up to the code that AutoGraph writes for the step, in a tf.function.
GENERATED_FRAMES = 8


def as_written(frames: int) -> list[str]:
    """Return what is typed at the first step, the same but for a number of frames."""
    there = ["p hidden", "where", f"up {frames}", "p x", f"down {frames}"]
    return [*there, "hidden = 2 * hidden", "c", "p slope", "slope = 0 * slope", "c"]


COMPILE = "n"
COMPILED_TORCH = [COMPILE, "c", "up", "p hidden", "c", "p slope", "c", "c", "c"]
UP = f"up {GENERATED_FRAMES}"
IN_GRAPH = [COMPILE, "c", "p hidden", "p hidden.numpy()", UP, "c", "p slope", "c"]
DOUBLED = "p session.run(loss, {**feed, hidden: 2 * session.run(hidden, feed)})"
SESSION = ["p hidden", "c", "p session.run(hidden, feed)", DOUBLED, "s", "r", "c"]

SCRIPTS: dict[ModuleType, list[str]] = {
    torch_side: [*as_written(TORCH_FRAMES), *COMPILED_TORCH],
    tensorflow_side: [*as_written(KERAS_FRAMES), *IN_GRAPH],
    tensorflow1_side: SESSION,
}
# Starting a framework takes a core for seconds.
AT_ONCE = 2


class Parts(NamedTuple):
    """A session in two parts: the step as written, and the step as a graph."""

    as_written: Transcript
    as_graph: Transcript


class Sessions:
    """The sessions, begun at once and read when they are wanted."""

    def __init__(self) -> None:
        """Begin."""
        self._workers = ThreadPoolExecutor(AT_ONCE)
        self._begun: dict[ModuleType, Future[Transcript]] = {
            program: self._workers.submit(session, program, typed)
            for program, typed in SCRIPTS.items()
        }
        self._workers.shutdown(wait=False)

    def of(self, program: ModuleType) -> Parts:
        """Return a session in its two parts, waiting for its end.

        Args:
            program: `torch_side` or `tensorflow_side`.
        """
        return Parts(*self.whole(program).parted(COMPILE))

    def whole(self, program: ModuleType) -> Transcript:
        """Return a session, waiting for its end."""
        return self._begun[program].result()
