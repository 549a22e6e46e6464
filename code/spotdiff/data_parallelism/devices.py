"""Several devices for TensorFlow: GPUs where there are enough, else a divided CPU."""

import logging

import tensorflow as tf

from spotdiff import runtime


def several(count: int) -> list[str]:
    """Return the names of so many devices.

    Call it before the first operation: TensorFlow divides a CPU only then.

    Args:
        count: How many are wanted.

    Returns:
        GPUs, if the page runs on GPUs and there are enough; else logical devices,
        which all stand for the same CPU.
    """
    # Strategies announce each of their uses.
    tf.get_logger().setLevel(logging.ERROR)
    kind = "GPU" if gpus() >= count else "CPU"
    if kind == "CPU":
        (cpu,) = tf.config.list_physical_devices("CPU")
        parts = [tf.config.LogicalDeviceConfiguration() for _ in range(count)]
        tf.config.set_logical_device_configuration(cpu, parts)
    return [f"/{kind.lower()}:{number}" for number in range(count)]


def gpus() -> int:
    """Count the GPUs that a page may use."""
    if runtime.from_environment().device == "cpu":
        return 0
    return len(tf.config.list_physical_devices("GPU"))
