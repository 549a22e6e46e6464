"""What the rows are fed with, and how they differ."""

import numpy as np

from spotdiff.dictionary.rows import DRAWS, Chance, row, single

SHAPE = (DRAWS,)
ANY = float("inf")
HALF = np.full(DRAWS, 0.5, np.float32)
COUNT = np.arange(100, dtype=np.float32)

ROWS = {
    "seed_all": row(DRAWS, chance=Chance(0, 1, 0.5, seeded=True)),
    "uniform": row(DRAWS, chance=Chance(-1, 1, 0)),
    "normal": row(DRAWS, chance=Chance(-ANY, ANY, 0)),
    "normal_of": row(DRAWS, chance=Chance(-ANY, ANY, 5)),
    "whole": row(DRAWS, chance=Chance(0, 2, 1)),
    "own_generator": row(DRAWS, chance=Chance(0, 1, 0.5, seeded=True)),
    "permutation": row(100, chance=Chance(0, 99, 49.5)),
    "shuffle": row(COUNT, chance=Chance(0, 99, 49.5)),
    "coins": row(HALF, chance=Chance(0, 1, 0.5)),
    "choices": row(single(0.25, 0.5, 0.25), DRAWS, chance=Chance(0, 2, 1)),
    "truncated": row(DRAWS, chance=Chance(-2, 2, 0)),
    "glorot": row(chance=Chance(-0.2237, 0.2237, 0)),
    "orthogonal": row(chance=Chance(-1, 1, 0)),
    "dropout": row(HALF, chance=Chance(0, 1, 0.5)),
}
