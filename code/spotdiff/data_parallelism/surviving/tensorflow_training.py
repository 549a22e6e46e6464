"""Training that may be killed: it goes on where the last checkpoint was made."""

import sys
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf
from keras import layers

from spotdiff.data_parallelism.surviving import problem


def network() -> keras.Sequential:
    """Build the network, with the weights that it starts from."""
    pixels = keras.Input((problem.PIXELS,), dtype="float64")
    hidden = layers.Dense(problem.HIDDEN, "tanh", dtype="float64")
    scores = layers.Dense(problem.CLASSES, dtype="float64")
    model = keras.Sequential([pixels, hidden, scores])
    model.set_weights(list(problem.weights().values()))
    return model


def train(folder: Path) -> None:
    """Train to the end, from the beginning or from the last checkpoint."""
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    rank = strategy.cluster_resolver.task_id or 0
    workers = strategy.num_replicas_in_sync
    with strategy.scope():
        model = network()
        optimizer = keras.optimizers.SGD(problem.RATE, problem.MOMENTUM)
        optimizer.build(model.trainable_variables)
    steps = tf.Variable(0, dtype="int64")
    kept = tf.train.Checkpoint(model=model, optimizer=optimizer, steps=steps)
    # Every worker saves, as TensorFlow wants it; the first one's is kept.
    own = folder / "checkpoint" if rank == 0 else folder / f"unused-{rank}"
    manager = tf.train.CheckpointManager(kept, own, max_to_keep=1)
    kept.restore(tf.train.latest_checkpoint(folder / "checkpoint"))

    entropy = tf.nn.sparse_softmax_cross_entropy_with_logits

    def learn(images: Any, labels: Any) -> Any:
        with tf.GradientTape() as tape:
            losses = entropy(labels, model(images))
            loss = tf.reduce_sum(losses) / problem.BATCH
        slopes = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(slopes, model.trainable_variables)
        return tf.distribute.get_replica_context().all_reduce("sum", loss)

    together = tf.function(lambda *batch: strategy.run(learn, batch))
    log = problem.Log(folder, rank)
    images, labels = map(tf.constant, problem.shares(folder, rank, workers))
    for step in range(int(steps), problem.STEPS):
        mean = together(images[step], labels[step])
        log.note(step, float(mean))
        if (step + 1) % problem.EVERY == 0:
            steps.assign(step + 1)
            manager.save()


if __name__ == "__main__":
    train(Path(sys.argv[1]))
