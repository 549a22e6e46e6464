"""One thread for each framework: the steps are small, and follow one another."""

from spotdiff import runtime


def one_thread() -> None:
    """Let both frameworks compute on one thread.

    Raises:
        RuntimeError: If TensorFlow has computed something already.
    """
    torch, tensorflow = runtime.import_frameworks()
    tensorflow.config.threading.set_intra_op_parallelism_threads(1)
    tensorflow.config.threading.set_inter_op_parallelism_threads(1)
    torch.set_num_threads(1)
