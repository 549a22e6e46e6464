"""The six kinds of 2017, written from a session."""

from pathlib import Path
from typing import Any

import tensorflow as tf
from tensorboard.plugins import projector

from spotdiff.visualization.gallery import SAMPLE_RATE, Gallery, sprite

tf1 = tf.compat.v1


def log(folder: str, shown: Gallery) -> None:
    """Write scalars, histograms, images and a sound."""
    with (
        tf.Graph().as_default() as graph,
        tf1.Session() as session,
        tf1.summary.FileWriter(folder, graph) as writer,
    ):
        value = tf1.placeholder(tf.float32)
        scalar = tf1.summary.scalar("loss", value)
        for step, loss in enumerate(shown.losses):
            writer.add_summary(session.run(scalar, {value: loss}), step)
        feeds = {name: tf1.placeholder(tf.float32) for name in shown.weights[0]}
        histograms = [tf1.summary.histogram(*feed) for feed in feeds.items()]
        merged = tf1.summary.merge(histograms)
        for epoch, weights in enumerate(shown.weights):
            feed = {feeds[name]: values for name, values in weights.items()}
            writer.add_summary(session.run(merged, feed), epoch)
        image = tf1.summary.image("doubtful", shown.images, len(shown.images))
        audio = tf1.summary.audio("phi", shown.sound[None], SAMPLE_RATE)
        for once in (image, audio):
            writer.add_summary(session.run(once), 0)


def log_graph(folder: str, model: Any) -> None:
    """Write the graph of a network that scores digits."""
    with tf.Graph().as_default() as graph:
        model(tf1.placeholder(tf.float32, (1, 28, 28, 1)))
        tf1.summary.FileWriter(folder, graph).close()


def log_embedding(folder: str, shown: Gallery) -> None:
    """Write points in a space, with their labels and pictures."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    (place / "labels.tsv").write_text("\n".join(map(str, shown.labels)))
    with tf.Graph().as_default(), tf1.Session() as session:
        picture = session.run(tf.io.encode_png(sprite(shown.thumbnails)))
        (place / "sprite.png").write_bytes(picture)
        points = tf1.Variable(shown.hidden, name="points")
        session.run(points.initializer)
        tf1.train.Saver([points]).save(session, str(place / "points.ckpt"))
    config = projector.ProjectorConfig()
    entry = config.embeddings.add()
    entry.tensor_name = "points"
    entry.metadata_path = "labels.tsv"
    entry.sprite.image_path = "sprite.png"
    entry.sprite.single_image_dim.extend(shown.thumbnails.shape[1:3])
    projector.visualize_embeddings(folder, config)
