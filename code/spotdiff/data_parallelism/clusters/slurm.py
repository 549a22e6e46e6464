"""What TensorFlow makes of a job that Slurm started."""

import os
from collections.abc import Mapping
from unittest.mock import patch

from spotdiff import runtime

# A step of four tasks on two nodes, as its second task sees it.
STEP = {
    "SLURM_PROCID": "1",
    "SLURM_STEP_NUM_TASKS": "4",
    "SLURM_STEP_NODELIST": "node[01-02]",
    "SLURM_STEP_TASKS_PER_NODE": "2(x2)",
}


def cluster(step: Mapping[str, str]) -> tuple[dict[str, list[str]], str, int]:
    """Return the addresses of all workers, and which of them we are.

    Args:
        step: The variables that Slurm sets.
    """
    # Imported here: a page that asks a process of its own need not load it.
    with runtime.without_import_notices():
        import tensorflow as tf
    with patch.dict(os.environ, step):
        resolver = tf.distribute.cluster_resolver.SlurmClusterResolver(
            gpus_per_node=2, gpus_per_task=1, auto_set_gpu=False
        )
        workers = resolver.cluster_spec().as_dict()
        return workers, resolver.task_type, resolver.task_id
