"""The kinds that came after the article, written for TensorBoard."""

import tensorflow as tf
from tensorboard.plugins.hparams import api as hyper
from tensorboard.plugins.mesh.summary_v2 import mesh
from tensorboard.plugins.pr_curve import summary as pr_curve

from spotdiff.visualization.gallery import WANTED, Gallery


def log(folder: str, shown: Gallery) -> None:
    """Write a text, a curve of precision over recall, and a surface."""
    with tf.summary.create_file_writer(folder).as_default():
        tf.summary.text("momenta", shown.text, 0)
        found = shown.labels == WANTED
        curve = pr_curve.pb("eights", found, shown.scores, 127)
        raw = curve.SerializeToString()
        tf.summary.experimental.write_raw_pb(raw, 0)
        surface = (shown.vertices, shown.faces, shown.colours)
        mesh("power", *(part[None] for part in surface), step=0)


def log_settings(folder: str, shown: Gallery) -> None:
    """Write the settings of several runs, and what each came to."""
    for number, (setting, result) in enumerate(shown.settings):
        place = f"{folder}/{number}"
        with tf.summary.create_file_writer(place).as_default():
            hyper.hparams(setting)
            for name, value in result.items():
                tf.summary.scalar(name, value, 0)
