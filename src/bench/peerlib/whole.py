"""Whole processes: what a user waits for, start-up included."""

import os
import subprocess
import sys
import time
from statistics import median

import numpy as np

SMALL = 1000
NUMPY = "import sys, numpy as np; print(np.load(sys.argv[1], mmap_mode='r').sum())"


def write(file, size):
    """A float32 file of about so many bytes, written piece by piece."""
    piece = np.random.default_rng(1).random(min(1 << 22, size // 4), np.float32)
    pieces = max(1, size // piece.nbytes)
    header = np.lib.format.open_memmap(file, "w+", np.float32, (pieces * piece.size,))
    for i in range(pieces):
        header[i * piece.size:(i + 1) * piece.size] = piece
    header.flush()


def seconds(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def compare(launcher, folder, size, rounds):
    """Lines of text: a large file and a small one, Foldcast's process and NumPy's in turn."""
    lines = []
    for what, length in ((f"{size / 2**30:.3g} GiB", size), ("small", 4 * SMALL)):
        file = os.path.join(folder, "whole.npy")
        write(file, length)
        ours, theirs = [launcher, "sum", file], [sys.executable, "-c", NUMPY, file]
        seconds(ours), seconds(theirs)
        times = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
        os.remove(file)
        lines.append(f"sum of a {what} float32 file, whole process: Foldcast "
                     f"{median(t[0] for t in times):.2f} s, NumPy {median(t[1] for t in times):.2f} s, "
                     f"{median(t[1] / t[0] for t in times):.2f} x")
    return lines
