"""Whole processes: what a user waits for, start-up included."""

import os
import subprocess
import sys
import time
from statistics import median

import numpy as np

SMALL = 1000
RATIO, SECONDS = 1.25, 0.45  # aims: times NumPy's speed on a large file, seconds for a small one
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
    cases = ((f"{size / 2**30:.3g} GiB", size, lambda ours, ratio: ratio >= RATIO, f"{RATIO} x"),
             ("small", 4 * SMALL, lambda ours, ratio: ours < SECONDS, f"under {SECONDS} s"))
    for what, length, reached, aim in cases:
        file = os.path.join(folder, "whole.npy")
        write(file, length)
        ours, theirs = [launcher, "sum", file], [sys.executable, "-c", NUMPY, file]
        seconds(ours), seconds(theirs)
        times = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
        os.remove(file)
        seconds_ours = [t[0] for t in times]
        ratio = median(t[1] / t[0] for t in times)
        verdict = "reached" if reached(median(seconds_ours), ratio) else "missed"
        lines.append(f"sum of a {what} float32 file, whole process: Foldcast "
                     f"{median(seconds_ours):.2f} s ({min(seconds_ours):.2f} .. "
                     f"{max(seconds_ours):.2f}), NumPy {median(t[1] for t in times):.2f} s, "
                     f"{ratio:.2f} x; aim {aim}: {verdict}")
    return lines
