"""Batches of sentences that are about equally long."""

from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from spotdiff.graphs.sentences.problem import Batch, Sentences


def batches(
    given: Sentences,
    edges: Sequence[int],
    size: int,
) -> list[Batch]:
    """Put sentences into batches.

    Args:
        given: The sentences.
        edges: From each of these lengths on, another bucket begins.
        size: Sentences a batch; at the end there may be fewer.

    Returns:
        Padded sentences and their labels, in the order in which the
        buckets were full.
    """
    rows = tf.RaggedTensor.from_row_lengths(np.concatenate(given.words), given.lengths)
    data = tf.data.Dataset.from_tensor_slices((rows, given.labels))
    # One row of a ragged tensor is still called ragged; a map makes it a tensor.
    data = data.map(lambda row, label: (tf.identity(row), label))
    buckets = data.bucket_by_sequence_length(
        lambda row, _: tf.size(row),
        bucket_boundaries=edges,
        bucket_batch_sizes=[size] * (len(edges) + 1),
    )
    return list(buckets.as_numpy_iterator())
