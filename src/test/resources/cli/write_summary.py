#!/usr/bin/env python3
"""Writes summary.txt: how NumPy prints arrays of 0, 1, 2, ... and of quarters.

Each block has a line with the kind (i integer, q quarters of them) and the extents, then what NumPy
prints, then a line with a dot. Run it in this folder:
    python3 write_summary.py > summary.txt
"""
import math

import numpy as np

np.set_printoptions(floatmode="unique", suppress=True)
SHAPES = [
    (1,), (5,), (0,), (3, 0), (24,), (25,), (1000,), (1001,), (2, 3), (3, 2, 4), (2, 1, 2, 3),
    (1, 1, 1), (7, 143), (7, 144), (1001, 1), (1, 1001), (6, 200), (2, 600), (600, 2),
    (11, 10, 10), (3, 100, 5), (2000, 3000), (2, 2, 2, 2, 80), (30, 30), (5, 7, 40),
]
for shape in SHAPES:
    count = math.prod(shape)
    numbers = np.arange(count, dtype=np.int64).reshape(shape)
    kinds = {"i": numbers}
    if count <= 100_000:
        kinds["q"] = numbers * 0.25 - 3
    for kind, array in kinds.items():
        print(kind, *shape)
        print(str(array))
        print(".")
