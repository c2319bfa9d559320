#!/usr/bin/env python3
"""Foldcast beside NumPy, numexpr, PyOpenCL and CLBlast, or on a GPU CuPy and PyTorch: the same
arrays, in one run.

    python3 src/bench/peers.py [--size 1GiB] [--rounds 15] [--only WORD] [--picture FILE.svg] [--gpu]

The contenders take turns, in another order each round, and so do the memory's limits, as
limit.c (C, all cores) and as Foldcast's own kernels measure them; figures are medians. Arrays are
where each library wants them before the time begins; products go into an existing output where the
library can. Every result is checked against NumPy's. Foldcast's GB/s are its kernels' by the device's
clock; "x NumPy" compares whole calls, pair by pair.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from statistics import median

try:
    import numpy as np
except ImportError:
    sys.exit("peers.py: error: NumPy is needed: pip install numpy")

from peerlib import cases, contenders, report, whole
from peerlib.processes import Foldcast, Limit

KINDS = ("read", "copy", "fill")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def tell(text):
    print(f"peers.py: {text}", file=sys.stderr, flush=True)


def size(text):
    units = {"kib": 10, "mib": 20, "gib": 30}
    number, unit = text.lower()[:-3], text.lower()[-3:]
    return int(float(number) * (1 << units[unit])) if unit in units else int(text)


def fitting_size():
    """A sixteenth of the memory that is free, at most 1 GiB: NumPy, Foldcast and PyOpenCL hold
    three arrays each."""
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return max(1 << 20, min(1 << 30, 1 << ((free // 16).bit_length() - 1)))


def check(case, expected, got, name, magnitude):
    """Whether a result is what is expected, up to the rounding of plain sums and of the result itself.
    Another library's sums may be worse than that (numexpr adds 2^28 float32 one after the other): it
    is told, not hidden."""
    expected, got = np.asarray(expected), np.asarray(got)
    kind = np.result_type(expected)
    # NumPy's own float32 sum of 2^28 terms is that far from the exact one.
    tolerance = 0 if kind.kind in "iu" else 1e-4 if kind.name == "float32" else 1e-9
    step = max(1, expected.size >> 20)
    a, b = expected.reshape(-1)[::step], got.reshape(-1)[::step]
    rounding = 0 if kind == got.dtype else np.finfo(got.dtype).eps * np.abs(a)
    if expected.shape == got.shape and np.all(np.abs(a - b) <= tolerance * magnitude + rounding):
        return
    text = f"{name} got another result than NumPy for {case.name}"
    if name == "Foldcast" or expected.shape != got.shape or magnitude == 1:
        sys.exit("peers.py: error: " + text)
    tell(f"note: {text}: {b[0]} instead of {a[0]}")


class Run:
    """All measurements of one run."""

    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.peers = contenders.installed(tell, options.gpu)
        self.native = contenders.CudaLimit(options.size) if options.gpu \
            else Limit(folder, options.size)
        self.vendor = "CUDA" if options.gpu else "limit.c"
        self.foldcast = Foldcast(options.foldcast, options.size, options.device)
        self.limits = {self.vendor: {k: [] for k in KINDS}, "Foldcast": {k: [] for k in KINDS}}
        self.order = random.Random(1)

    def group(self, group):
        arrays = group.make()
        for name, array in arrays.items():
            file = os.path.join(self.folder, f"{name}.npy")
            np.save(file, array)
            self.foldcast.load(name, file)
            os.remove(file)
        for peer in self.peers:
            peer.prepare(arrays)
        rows = [self.case(case, arrays) for case in group.cases]
        for peer in self.peers:
            peer.free()
        for name in arrays:
            self.foldcast.ask(f"free {name}")
        return rows

    def case(self, case, arrays):
        tell(case.name)
        peers = [p for p in self.peers if p.can(case)]
        once, expected = peers[0].timed(case, None)
        is_product = case.operation.startswith("multiply")
        order = "F" if is_product and expected.flags.fnc else "C"
        out = np.empty_like(expected, order=order) if is_product else None
        # Sums may differ by a part of the sum of the magnitudes.
        terms = 1 if is_product else arrays["x"].size / max(1, np.size(expected))
        for peer in peers[1:]:
            check(case, expected, peer.run(case, out), peer.name, terms)
        file = os.path.join(self.folder, "out.npy")
        self.foldcast.ask(f"write {file} {case.operation}")
        exact = case.reference(arrays) if case.reference else expected
        check(case, exact, np.load(file, mmap_mode="r"), "Foldcast", terms)
        del exact
        os.remove(file)
        if expected.ndim:
            del expected

        seconds = {p.name: [] for p in peers} | {"Foldcast": []}
        calls, bytes_moved = [], None
        limits = {k: [] for k in KINDS}
        self.foldcast.ask(case.operation)
        if self.options.gpu:
            seconds["NumPy"].append(once)
        for _ in range(self.options.rounds):
            rounds = peers[1:] if self.options.gpu else peers
            runs = [lambda p=p: seconds[p.name].append(p.timed(case, out)[0]) for p in rounds]

            def ours():
                answer = self.foldcast.ask(case.operation)
                seconds["Foldcast"].append(answer["kernel_seconds"])
                calls.append(answer["call_seconds"])
                return answer["read_bytes"], answer["written_bytes"]

            def memory():
                for kind in KINDS:
                    native, own = self.native.limit(kind), self.foldcast.limit(kind)
                    limits[kind].append(max(native + own))
                    self.limits[self.vendor][kind].append(native)
                    self.limits["Foldcast"][kind].append(own)

            runs += [ours, memory]
            self.order.shuffle(runs)
            for run in runs:
                bytes_moved = run() or bytes_moved
        return report.Row(case, *bytes_moved, seconds, calls, limits)

    def best(self, whose, kind):
        """Median GB/s of the best of several ways, over the whole run."""
        return max(median(way) for way in zip(*self.limits[whose][kind]))

    def print_limits(self):
        for kind in KINDS:
            native, own = self.best(self.vendor, kind), self.best("Foldcast", kind)
            print(f"limit {kind}: {self.vendor} {native:.1f}, Foldcast {own:.1f} GB/s"
                  + ("" if own >= 0.95 * native else "  <- a defect: more than 5 % below"))

    def close(self):
        self.foldcast.close()
        self.native.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--size", type=size, default=fitting_size(), help="of the largest arrays")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", default="", help="cases with one of these words, commas between, in their name")
    parser.add_argument("--gpu", action="store_true",
                        help="Foldcast's device is an NVIDIA GPU: beside CuPy and PyTorch, by "
                             "their events; NumPy runs once a case")
    parser.add_argument("--device", default="", help="Foldcast's device")
    parser.add_argument("--folder", default=None, help="for the arrays' files")
    parser.add_argument("--whole", type=size, metavar="SIZE",
                        help="compare whole processes on a file of this size instead")
    parser.add_argument("--markdown", metavar="FILE", help="the table; else it goes to stdout")
    parser.add_argument("--picture", metavar="FILE.svg", help="bars against the limit")
    parser.add_argument("--foldcast", default=os.path.join(ROOT, "src", "main", "bin", "foldcast"))
    options = parser.parse_args()
    chosen = []
    for group in cases.groups(options.size):
        kept = tuple(c for c in group.cases if any(word in c.name for word in options.only.split(",")))
        if kept:
            chosen.append(cases.Group(group.name, group.make, kept))
    if not chosen:
        sys.exit(f"peers.py: error: no case has '{options.only}' in its name")
    start = time.time()
    if options.whole:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            for line in whole.compare(options.foldcast, folder, options.whole, options.rounds):
                print(line, flush=True)
        return
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        run = Run(options, folder)
        rows = []
        try:
            for group in chosen:
                rows += run.group(group)
        except KeyboardInterrupt:
            tell("interrupted: these are the cases that were measured")
        run.close()
    others = [p.name for p in run.peers[1:]]
    table = report.markdown(rows, others)
    if options.markdown:
        with open(options.markdown, "w", encoding="utf-8") as file:
            file.write(table)
    else:
        print(table)
    run.print_limits()
    print(f"GB/s, medians of {options.rounds} rounds, arrays of up to {options.size / 2**20:.0f} MiB, "
          f"load {os.getloadavg()[0]:.1f}, {time.time() - start:.0f} s")
    if options.picture:
        with open(options.picture, "w", encoding="utf-8") as file:
            file.write(report.picture(rows, "GB/s of the least bytes to move; longer is better"))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
