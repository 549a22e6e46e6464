"""The six kinds of 2017, written for TensorBoard."""

from pathlib import Path
from typing import Any

import tensorflow as tf
from tensorboard.plugins import projector

from spotdiff.visualization.gallery import SAMPLE_RATE, Gallery, sprite


def log(folder: str, shown: Gallery) -> None:
    """Write scalars, histograms, images and a sound."""
    with tf.summary.create_file_writer(folder).as_default():
        for step, loss in enumerate(shown.losses):
            tf.summary.scalar("loss", loss, step)
        for epoch, weights in enumerate(shown.weights):
            for name, values in weights.items():
                tf.summary.histogram(name, values, epoch)
        digits = shown.images
        tf.summary.image("doubtful", digits, 0, max_outputs=len(digits))
        sound = shown.sound[None]
        tf.summary.audio("phi", sound, SAMPLE_RATE, 0)


def log_graph(folder: str, model: Any) -> None:
    """Write the graph of a network that scores digits."""
    with tf.summary.create_file_writer(folder).as_default():
        image = tf.TensorSpec((1, 28, 28, 1))
        traced = tf.function(model).get_concrete_function(image)
        tf.summary.graph(traced.graph)


def log_embedding(folder: str, shown: Gallery) -> None:
    """Write points in a space, with their labels and pictures."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    (place / "labels.tsv").write_text("\n".join(map(str, shown.labels)))
    picture = tf.io.encode_png(sprite(shown.thumbnails))
    (place / "sprite.png").write_bytes(picture.numpy())
    points = tf.Variable(shown.hidden)
    tf.train.Checkpoint(points=points).save(str(place / "points.ckpt"))
    config = projector.ProjectorConfig()
    entry = config.embeddings.add()
    entry.tensor_name = "points/.ATTRIBUTES/VARIABLE_VALUE"
    entry.metadata_path = "labels.tsv"
    entry.sprite.image_path = "sprite.png"
    entry.sprite.single_image_dim.extend(shown.thumbnails.shape[1:3])
    projector.visualize_embeddings(folder, config)
