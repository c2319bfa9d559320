#!/usr/bin/env python3
"""Writes fsum.txt: what Python's math.fsum makes of sums that are hard to round.

Each line has the result, then the terms, as hexadecimal floats. Run it in this folder:
    python3 write_fsum.py > fsum.txt
"""
import math
import random
import struct

random.seed(20240101)


def anything():
    while True:
        x = struct.unpack("d", random.randbytes(8))[0]
        if math.isfinite(x) and abs(x) < 2.0**1000:
            return x


def near(low, high):
    return math.ldexp(random.uniform(-1, 1), random.randint(low, high))


def fsum_test(n):
    """As CPython's testFsum: sums that nearly cancel themselves again and again."""
    terms = [7, 1e100, -7, -1e100, -9e-20, 8e-20]
    total = 0.0
    for _ in range(n):
        v = random.gauss(0, random.random()) ** 7 - total
        total += v
        terms.append(v)
    random.shuffle(terms)
    return terms


def tie():
    """A midpoint between two doubles, met exactly or missed by very little."""
    x = near(-900, 900)
    half = math.ulp(x) / 2
    terms = [x, math.copysign(half, random.choice([-1, 1]))]
    if random.random() < 0.7:
        terms.append(random.choice([-1, 1]) * math.ldexp(1.0, random.randint(-1074, -960)))
    big = near(900, 990)
    terms += [big, -big]
    random.shuffle(terms)
    return terms


def lines():
    for _ in range(150):
        yield tie()
    for _ in range(60):
        yield [anything() for _ in range(random.randint(0, 8))]
    for _ in range(60):
        yield [near(-1074, -1000) for _ in range(random.randint(1, 12))]
    for _ in range(60):
        yield [near(-60, 60) for _ in range(random.randint(1, 12))]
    for _ in range(40):
        yield fsum_test(random.randint(1, 25))


for terms in lines():
    print(" ".join(float(x).hex() for x in [math.fsum(terms), *terms]))
