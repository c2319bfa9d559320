#!/usr/bin/env python3
"""Writes repr.txt: how Python and NumPy print scalars.

Each line has a type (d double, f float32, h float16, D complex128, F complex64), the bits of the
number (two for complex types) in hexadecimal, and the text. Digits of the narrow types are NumPy's
shortest ones; Python's repr lays them out, as a double made of so few digits prints with them.
Run it in this folder:
    python3 write_repr.py > repr.txt
"""
import math
import random
import struct

import numpy as np

random.seed(20240101)


def bits(fmt, x):
    return struct.pack(">" + fmt, x).hex()


def short(x):
    return float(np.format_float_scientific(x, unique=True, trim="-"))


def double(x):
    print("d", bits("d", x), repr(x))


def single(x):
    print("f", bits("f", x), repr(short(np.float32(x))))


def half(x):
    print("h", bits("e", x), repr(short(np.float16(x))))


def from_bits(fmt, n):
    return struct.unpack(">" + fmt, random.randbytes(n))[0]


special = [0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 0.1, 1.5, 100.0]
for x in special:
    double(x), single(x), half(x)
for k in range(-1074, 1024):
    double(math.ldexp(1.0, k))
for k in range(-149, 128):
    single(math.ldexp(1.0, k))
for k in range(-24, 16):
    half(math.ldexp(1.0, k))
for k in range(-323, 309, 4):  # powers of ten, their neighbours, and halves of both
    x = float(f"1e{k}")
    for y in (x, math.nextafter(x, 0), math.nextafter(x, math.inf), 5 * x, x / 2):
        double(y) if math.isfinite(y) else None
for k in range(-45, 39):
    x = np.float32(f"1e{k}")
    for y in (x, np.nextafter(x, np.float32(0)), np.nextafter(x, np.float32(1e38)), x / 2):
        single(y)
for x in (9007199254740993, 2**53 - 1, 2**63, 2**64, 123456789012345678, 999999999999999.9,
          9999999999999998.0, 0.3 - 0.1, 1 / 3, 2 / 3, 5e-324, 1e-323, 2.2250738585072014e-308,
          2.225073858507201e-308, 1.7976931348623157e308, 9.5e-324 * 10, 1e22, 1e23, 9.5367431640625e-07):
    double(float(x))
for x in (16777216, 33554450, 33554430, 2**31, 2**24 - 0.5, 8388608.5, 3e8, 1.17549435e-38,
          1.1754942e-38, 3.4028235e38, 1.4e-45, 67108860, 9.8e-45):
    single(x)
for _ in range(400):
    x = from_bits("d", 8)
    double(x) if math.isfinite(x) else None
    double(math.ldexp(random.getrandbits(random.randint(1, 52)), -1074))
    double(random.getrandbits(53) * 2.0 ** random.randint(0, 12))
    double(random.getrandbits(30) + 0.5)
    double(random.uniform(-1000, 1000))
    double(round(random.uniform(-100, 100), random.randint(0, 5)))
    y = from_bits("f", 4)
    single(y) if math.isfinite(y) else None
    single(math.ldexp(random.getrandbits(random.randint(1, 23)), -149))
    single(random.getrandbits(24) * 2.0 ** random.randint(0, 8))
    z = from_bits("e", 2)
    half(z) if math.isfinite(z) else None

parts = special + [-2.0, 3e20, 1e-7, -math.nan, 123456.789]
for re in parts:
    for im in parts:
        print("D", bits("d", re), bits("d", im), repr(complex(re, im)))
        a, b = np.float32(re), np.float32(im)
        print("F", bits("f", a), bits("f", b), repr(complex(short(a), short(b))))
