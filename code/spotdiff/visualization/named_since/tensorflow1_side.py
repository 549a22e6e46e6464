"""The kinds that came after the article, written from a session."""

import tensorflow as tf
from tensorboard.plugins.hparams import api as hyper
from tensorboard.plugins.mesh import summary as mesh
from tensorboard.plugins.pr_curve import summary as pr_curve

from spotdiff.visualization.gallery import WANTED, Gallery

tf1 = tf.compat.v1


def log(folder: str, shown: Gallery) -> None:
    """Write a text, a curve of precision over recall, and a surface."""
    with tf.Graph().as_default(), tf1.Session() as session:
        text = tf1.summary.text("momenta", tf.constant(shown.text))
        found = tf.constant(shown.labels == WANTED)
        curve = pr_curve.op("eights", found, tf.constant(shown.scores), 127)
        parts = (shown.vertices, shown.faces, shown.colours)
        surface = mesh.op("power", *(tf.constant(part[None]) for part in parts))
        with tf1.summary.FileWriter(folder) as writer:
            for summary in (text, curve, surface):
                writer.add_summary(session.run(summary), 0)


def log_settings(folder: str, shown: Gallery) -> None:
    """Write the settings of several runs, and what each came to."""
    for number, (setting, result) in enumerate(shown.settings):
        with tf.Graph().as_default():
            writer = tf1.summary.FileWriter(f"{folder}/{number}")
        with writer:
            told = hyper.hparams_pb(setting, trial_id=str(number))
            writer.add_summary(told.SerializeToString())
            for name, value in result.items():
                one = tf1.Summary.Value(tag=name, simple_value=value)
                writer.add_summary(tf1.Summary(value=[one]), 0)
