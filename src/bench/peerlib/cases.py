"""The work that is compared: arrays, and operations on them in every contender's words."""

from dataclasses import dataclass, field

import numpy as np

FLOATS, PAIRS = ("float32", "float64"), ("complex128",)


@dataclass(frozen=True)
class Case:
    """One operation.

    operation   Foldcast's words: see BenchServer.java
    numpy       a function of the arrays' dictionary and an existing output or None
    array_sum   name of the array that other libraries sum as a whole; empty if it is no full sum
    expression  numexpr's words, empty if it has none
    share       least part of the limit, and
    ratio       least multiple of NumPy's speed, that are aimed at; 0 for none
    reference   what exact sums are compared with where NumPy's own are too inexact: a function of the
                arrays' dictionary, or None
    """

    name: str
    operation: str
    numpy: object
    array_sum: str = ""
    expression: str = ""
    share: float = 0
    ratio: float = 0
    reference: object = None


@dataclass(frozen=True)
class Group:
    """Cases on the same arrays, which are made for them and freed after them."""

    name: str
    make: object
    cases: tuple = field(default=())


def numbers(dtype, shape, seed=1, order="C"):
    """Random numbers; sums of floats neither cancel nor are exact."""
    dtype, size = np.dtype(dtype), int(np.prod(shape))
    random = np.random.default_rng(seed)
    if dtype.kind in "iu":
        flat = random.integers(np.iinfo(dtype).min, np.iinfo(dtype).max, size, dtype, endpoint=True)
    elif dtype.kind == "c":
        flat = numbers(f"f{dtype.itemsize // 2}", 2 * size, seed).view(dtype)
    else:
        flat = random.random(size, dtype)
        flat -= dtype.type(0.25)
    return flat.reshape(shape, order=order)


def matrix(size, item):
    """Rows and columns of a matrix of about so many bytes: powers of two."""
    elements = max(4, size // item)
    rows = 1 << (elements.bit_length() - 1) // 2
    return rows, elements // rows


def in_float64(dtype, fold, number=None):
    """NumPy's sum or mean of float32 numbers in float64; the largest one is the same in both."""
    if fold == "max":
        return None
    return (lambda a: getattr(a["x"], fold)(axis=number, dtype="float64")) if dtype == "float32" else None


def full(dtype, size, exact, fast=(0, 0)):
    shape = size // np.dtype(dtype).itemsize
    cases = [Case(f"{dtype} full sum", "sum x", lambda a, out: a["x"].sum(), "x", "sum(x)", *exact,
                  in_float64(dtype, "sum"))]
    if np.dtype(dtype).kind in "fc":
        cases.append(Case(f"{dtype} full sum, fast", "sum x fast", lambda a, out: a["x"].sum(), "x",
                          "sum(x)", *fast))
    return Group(f"sums {dtype}", lambda: {"x": numbers(dtype, shape)}, tuple(cases))


def axis(name, make, number, expression="", share=0.0, ratio=0.0, fold="sum"):
    """A reduction of float32 numbers over an axis, or a tuple of them."""
    numpy = lambda a, out: getattr(a["x"], fold)(axis=number)
    words = ",".join(map(str, np.atleast_1d(number)))
    case = Case(name, f"{fold} x axis={words}", numpy, expression=expression, share=share, ratio=ratio,
                reference=in_float64("float32", fold, number))
    return Group(name, lambda: {"x": make()}, (case,))


def times(name, make, share=0.0, ratio=0.0, expression="x*y"):
    case = Case(name, "multiply x y", lambda a, out: np.multiply(a["x"], a["y"], out=out),
                expression=expression, share=share, ratio=ratio)
    return Group(name, make, (case,))


def groups(size):
    """Every group, on arrays of at most so many bytes."""
    found = [
        full("float32", size, (0.95, 1.7), (0.95, 0)), full("float64", size, (0.80, 1.4), (0.95, 0)),
        full("int8", size, (0.90, 2.5)), full("int32", size, (0.90, 2.5)),
        full("complex128", size, (0.80, 1.4), (0.95, 0)),
    ]
    shape, n, rows = matrix(size, 4), size // 4 // 3, size // 4 // 20
    for number, what in ((1, "row"), (0, "column")):
        make = lambda: numbers("float32", shape)
        found.append(axis(f"float32 {what} sums", make, number, f"sum(x, axis={number})", 0.8))
    found.append(axis("float32 (n, 3) axis 1", lambda: numbers("float32", (n, 3)), 1, "", 0.5, 10))
    found.append(axis("float32 (n, 3) axis 0", lambda: numbers("float32", (n, 3)), 0))
    found.append(axis("float32 (n, 20) axis 1", lambda: numbers("float32", (rows, 20)), 1))
    found.append(axis("float32 (n, 4) mean", lambda: numbers("float32", (size // 16, 4)), 1, fold="mean"))
    found.append(axis("float32 max", lambda: numbers("float32", size // 4), 0, "max(x)", fold="max"))
    found.append(axis("float32 max, axis 0", lambda: numbers("float32", shape), 0, fold="max"))
    matrices, images = size // 4 // 64 ** 2, size // 4 // 64 // 49
    found.append(axis("float32 (n, 64, 64) axis 1", lambda: numbers("float32", (matrices, 64, 64)), 1))
    found.append(axis("float32 (n, 64, 49) axes 0, 2", lambda: numbers("float32", (images, 64, 49)), (0, 2)))
    found.append(axis("float32 (3, n) axis 0", lambda: numbers("float32", (3, n)), 0, "", 0.5, 2.5))
    for number in (0, 1):
        make = lambda: numbers("float32", shape, order="F")
        found.append(axis(f"float32 F order, axis {number}", make, number))
    high, wide = matrix(size // 4, 4)
    for orders, ratio in (("CC", 0), ("FF", 0), ("CF", 3)):
        make = lambda o=orders: {name: numbers("float32", (high, wide), seed, o[seed])
                                 for seed, name in enumerate("xy")}
        found.append(times(f"float32 {orders[0]} * {orders[1]}", make, ratio=ratio))
    for dtype in ("float32", "complex128"):
        r, c = matrix(size, np.dtype(dtype).itemsize)
        shapes = (("row", (r, c), (c,)), ("column", (r, c), (r, 1)), ("outer", (r, 1), (c,)))
        for what, one, other in shapes:
            make = lambda d=dtype, s=one, t=other: {"x": numbers(d, s), "y": numbers(d, t, 2)}
            found.append(times(f"{dtype} times {what}", make, 0.8, 2.4))
    for dtype in ("float32", "uint8"):
        pixels = size // np.dtype(dtype).itemsize // 3
        make = lambda d=dtype, p=pixels: {"x": numbers(d, (p, 3)), "y": numbers(d, 3, 2)}
        found.append(times(f"{dtype} (n, 3) * (3,)", make))
    scale = max(1, min(64, size >> 24))
    make = lambda: {"x": numbers("complex128", (scale, 256, 16, 1)),
                    "y": numbers("complex128", (1, 1, 16, 151), 2)}
    found.append(times("complex128 zz * xx", make, 0.8, 5))
    return found
