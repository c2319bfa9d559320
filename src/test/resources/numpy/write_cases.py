#!/usr/bin/env python3
"""Writes cases.txt: shapes and layouts of NumPy's own tests, with what NumPy makes of them here.

A line has, between bars: the NumPy test that has the shape; the operation (sum, mean, multiply or
multiply-sum), its axes (all, none or a list) and keep where the axes stay; the operands; the type and
shape of the result and its elements in C order, or `error`.

An operand is TYPE, byte order, count, start, step and imaginary factor of the base array (element k is
v = start + k step, as a complex number v + factor v i), then shape, strides and offset of the view, in
elements. Sums and means of floats are rounded once from the exact sum; the script stops if NumPy's own is
not near it, and takes all else from NumPy. Run it in this folder:
    python3 write_cases.py > cases.txt
"""
from fractions import Fraction
import warnings
import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

# Each type and kind of view is a kernel that the driver has to compile: here a type of every kind, mostly
# float64; the types in all combinations are the contract test's.
FLOATS = ["f4", "f8"]
COMPLEX = ["c16"]
ALL = ["b1", "i2", *FLOATS, *COMPLEX]
WRITTEN = set()
PRECISION = {2: (11, -24, 31), 4: (24, -149, 255), 8: (53, -1074, 2047)}


class V:
    """A view of a base array that a rule fills."""

    def __init__(self, base, view, rule):
        self.base, self.view, self.rule = base, view, rule

    def __call__(self, change):
        return V(self.base, change(self.view), self.rule)

    def text(self):
        size = self.base.dtype.itemsize
        where = self.view.__array_interface__["data"][0] - self.base.__array_interface__["data"][0]
        offset = where // size if self.view.size else 0
        assert self.view.size == 0 or where % size == 0
        strides = [s // size for s in self.view.strides]
        return f"{self.rule} {tuple_text(self.view.shape)} {tuple_text(strides)} {offset}"


def tuple_text(numbers):
    return ",".join(map(str, numbers)) or "()"


def base(dtype, count, start=0, step=1, imag=0, order="<"):
    v = start + step * np.arange(count)
    kind = np.dtype(dtype)
    v = v + 1j * imag * v if kind.kind == "c" else v
    array = v.astype(kind.newbyteorder(order))
    return V(array, array, f"{dtype} {order} {count} {start} {step} {imag}")


def arange(dtype, shape, start=0, **more):
    return base(dtype, int(np.prod(shape)), start, **more)(lambda x: x.reshape(shape))


def ones(dtype, shape, **more):
    return arange(dtype, shape, 1, step=0, **more)


def rounded(value, size):
    """The nearest float of some bytes as a float; inf beyond."""
    if value == 0:
        return 0.0
    precision, least, top = PRECISION[size]
    magnitude = abs(value)
    exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    if Fraction(2) ** exponent > magnitude:
        exponent -= 1
    place = Fraction(2) ** max(least, exponent - precision + 1)
    nearest = round(magnitude / place) * place  # ties to even
    if nearest >= Fraction(2) ** (1 - least - precision + 2):
        nearest = float("inf")
    return float(nearest) * (-1 if value < 0 else 1)


def exact(parts, axes, keep, mean, size):
    """The sums of an array of reals over axes, each rounded once."""
    numbers = np.array([Fraction(float(x)) for x in parts.ravel()], dtype=object).reshape(parts.shape)
    count = int(np.prod([parts.shape[a] for a in axes]))
    if mean and count == 0:
        total = np.sum(parts, axis=axes, keepdims=keep)
        return np.full(total.shape, np.nan)
    total = np.asarray(np.sum(numbers, axis=axes, keepdims=keep) if axes else numbers, dtype=object)
    flat = [rounded(Fraction(x) / (count if mean else 1), size) for x in total.ravel()]
    return np.array(flat, dtype=float).reshape(np.sum(parts, axis=axes, keepdims=keep).shape)


def fold(x, axis, keep, mean):
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        own = np.asarray((np.mean if mean else np.sum)(x, axis=axis, keepdims=keep))
    if x.dtype.kind in "biu" and not mean:
        return own
    axes = tuple(range(x.ndim)) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
    axes = tuple(a % x.ndim for a in axes)
    size = 8 if x.dtype.kind in "biu" else x.real.dtype.itemsize
    found = exact(x.real, axes, keep, mean, size)
    if x.dtype.kind == "c":
        found = found + 1j * exact(x.imag, axes, keep, mean, size)
    found = found.astype(own.dtype.newbyteorder("="))
    assert own.shape == found.shape, (own.shape, found.shape)
    near = np.allclose(own, found, rtol=2e-2 if size == 2 else 1e-5, atol=1e-7, equal_nan=True)
    assert near, (own, found)
    return found


def number(x):
    if isinstance(x, (complex, np.complexfloating)):
        return f"{float(x.real)!r}:{float(x.imag)!r}"
    return repr(float(x)) if isinstance(x, np.floating) else str(int(x))


def line(name, operation, operands, result):
    text = " ; ".join(o.text() for o in operands)
    if result is None:
        outcome = "error"
    else:
        code = result.dtype.kind + str(result.dtype.itemsize)
        outcome = f"{code} {tuple_text(result.shape)} " + " ".join(number(x) for x in result.ravel())
    case = f"{operation} | {text} | {outcome}".rstrip()
    if case not in WRITTEN:
        WRITTEN.add(case)
        print(f"{name} | {case}")


def axes_text(axis, keep):
    axes = "all" if axis is None else "none" if axis == () else tuple_text(np.atleast_1d(axis))
    return axes + (" keep" if keep else "")


def reduce(name, operand, axis=None, keep=False, what=("sum", "mean")):
    for each in what:
        try:
            result = fold(operand.view, axis, keep, each == "mean")
        except np.exceptions.AxisError:
            result = None
        line(name, f"{each} {axes_text(axis, keep)}", [operand], result)


def multiplied(operands):
    product = operands[0].view
    for other in operands[1:]:
        product = np.multiply(product, other.view)
    return np.asarray(product)


def multiply(name, *operands):
    try:
        result = multiplied(operands)
    except ValueError:
        result = None
    line(name, "multiply", operands, result)


def multiply_sum(name, *operands, axis=None, keep=False):
    result = fold(multiplied(operands), axis, keep, False)
    line(name, f"multiply-sum {axes_text(axis, keep)}", operands, result)


SAME = [(), (1,), (3,), (0, 1), (0, 3), (1, 0), (3, 0), (1, 3), (3, 1), (3, 3)]
BY_ONES = [
    [(1,), (3,)], [(1, 3), (3, 3)], [(3, 1), (3, 3)], [(1, 3), (3, 1)], [(1, 1), (3, 3)], [(1, 1), (1, 3)],
    [(1, 1), (3, 1)], [(1, 0), (0, 0)], [(0, 1), (0, 0)], [(1, 0), (0, 1)], [(1, 1), (0, 0)],
    [(1, 1), (1, 0)], [(1, 1), (0, 1)]]
BY_PREPENDING = [
    [(), (3,)], [(3,), (3, 3)], [(3,), (3, 1)], [(1,), (3, 3)], [(), (3, 3)], [(1, 1), (3,)], [(1,), (3, 1)],
    [(1,), (1, 3)], [(), (1, 3)], [(), (3, 1)], [(), (0,)], [(0,), (0, 0)], [(0,), (0, 1)], [(1,), (0, 0)],
    [(), (0, 0)], [(1, 1), (0,)], [(1,), (0, 1)], [(1,), (1, 0)], [(), (1, 0)], [(), (0, 1)]]


def stride_tricks():
    for shape in SAME:
        for count in (2, 3):
            multiply("stride_tricks.test_same_input_shapes", *[arange("f8", shape, 2)] * count)
        reduce("stride_tricks.test_same_input_shapes", arange("f8", shape, 2))
    for name, pairs in [("by_ones", BY_ONES), ("by_prepending_ones", BY_PREPENDING)]:
        for a, b in pairs:
            x, y = arange("f8", a, 1), arange("f8", b, 5)
            test = f"stride_tricks.test_two_compatible_{name}_input_shapes"
            multiply(test, x, y)
            multiply(test, y, x)
    for shapes in [[(3,), (4,)], [(2, 3), (2,)], [(3,), (3,), (4,)], [(1, 3, 4), (2, 3, 3)]]:
        arrays = [arange("f8", s) for s in shapes]
        multiply("stride_tricks.test_incompatible_shapes_raise_valueerror", *arrays)
        multiply("stride_tricks.test_incompatible_shapes_raise_valueerror", *arrays[::-1])
    for a, b in BY_ONES + BY_PREPENDING:
        for transposed in (False, True):
            for flipped in (False, True):
                if transposed != flipped or (transposed and flipped and a and b):
                    x, y = arange("f8", a, 1), arange("f8", b, 5)
                    if transposed:
                        x, y = x(lambda v: v.T), y(lambda v: v.T)
                    if flipped and a and b:
                        x, y = x(lambda v: v[::-1]), y(lambda v: v[::-1])
                    multiply("stride_tricks.test_same_as_ufunc", x, y)
                    multiply("stride_tricks.test_same_as_ufunc", y, x)
    for shape, to in [((), (0,)), ((), (1,)), ((), (3,)), ((1,), (1,)), ((1,), (2,)), ((1,), (1, 2, 3)), ((3,), (3,)),
                      ((3,), (1, 3)), ((3,), (2, 3)), ((0,), (0,)), ((1,), (0,)), ((1, 2), (0, 2)), ((2, 1), (2, 0))]:
        wide = arange("f8", shape, 3)(lambda v: np.broadcast_to(v, to))
        reduce("stride_tricks.test_broadcast_to_succeeds", wide)
        reduce("stride_tricks.test_broadcast_to_succeeds", wide, axis=0)
        multiply("stride_tricks.test_broadcast_to_succeeds", wide, ones("f8", to))
    multiply("stride_tricks.test_broadcast_shape", *[ones("f8", (1, 2))] * 32)
    multiply("stride_tricks.test_broadcast_shape", *[ones("f8", (2,))] * 16, arange("f8", (1,), 1))
    a = base("f8", 4, 1)
    views = [("as_strided", a(lambda v: as_strided(v, (2,), (16,)))),
             ("as_strided", a(lambda v: as_strided(v, (3, 4), (0, 8))))]
    grid = lambda shape: arange("f8", shape)
    views += [("SlidingWindowView.test_1d", base("f8", 5)(lambda v: sliding_window_view(v, 2))),
              ("SlidingWindowView.test_2d", grid((3, 4))(lambda v: sliding_window_view(v, (2, 2)))),
              ("SlidingWindowView.test_2d_with_axis", grid((3, 4))(lambda v: sliding_window_view(v, 3, 0))),
              ("SlidingWindowView.test_2d_repeated_axis",
               grid((3, 4))(lambda v: sliding_window_view(v, (2, 3), (1, 1)))),
              ("SlidingWindowView.test_2d_without_axis", grid((4, 4))(lambda v: sliding_window_view(v, (2, 3))))]
    for name, view in views:
        for axis in [None, *range(view.view.ndim), (0, -1) if view.view.ndim > 1 else ()]:
            reduce(f"stride_tricks.{name}", view, axis)
        multiply(f"stride_tricks.{name}", view, view)


SIZES = (0, 1, 2, 7, 8, 9, 15, 16, 19, 127, 128, 1024, 1235)
STEPS = [lambda v: v[::2], lambda v: v[1::2], lambda v: v[::3], lambda v: v[1::3],
         lambda v: v[::-2], lambda v: v[-1::-2], lambda v: v[::-3], lambda v: v[-1::-3]]


def ufunc_sums():
    for dtype, name in [(d, "sum") for d in ["i2", *FLOATS]] + [(d, "sum_complex") for d in COMPLEX]:
        imag = -1 if dtype in COMPLEX else 0
        for size in SIZES:
            d = base(dtype, size, 1, imag=imag)
            reduce(f"ufunc.test_{name}", d)
            reduce(f"ufunc.test_{name}", d(lambda v: v[::-1]), what=["sum"])
        for step in STEPS:
            reduce(f"ufunc.test_{name}", ones(dtype, 500, imag=-imag)(step))
    for dtype in FLOATS:
        reduce("ufunc.test_sum_stability", base(dtype, 500, 0.1, 0))
    reduce("ufunc.test_sum_initial", ones("i8", (2, 3, 5)), (0, 2))
    for axis in (None, 0):
        multiply_sum("ufunc.test_sum_where", arange("f8", (2, 2), 1), base("b1", 2, 1, -1), axis=axis)
    masks = [base("b1", 3), arange("b1", (3, 1)), arange("b1", (3, 3))(lambda v: v[::-1])]
    for axis in (0, 1, None):
        for mask in masks:
            multiply_sum("ufunc.test_reduction_with_where", arange("f8", (3, 3)), mask, axis=axis)


def ufunc_products():
    a = arange("f8", (2, 1, 2))
    multiply_sum("ufunc.test_broadcast", a, arange("f8", (1, 2, 2)), axis=-1)
    multiply_sum("ufunc.test_broadcast", a, arange("f8", (2, 2)), axis=-1)
    multiply("ufunc.test_broadcast", arange("f8", (2, 1, 1)), arange("f8", (3, 1, 1)))
    multiply("ufunc.test_broadcast", arange("f8", (4, 2)), arange("f8", (3, 2)))
    short = arange("i2", (2, 3))
    multiply_sum("ufunc.test_type_cast", short, short, axis=-1)
    multiply_sum("ufunc.test_type_cast", arange("i2", (2, 3)), arange("f8", (2, 3), 0.25), axis=-1)
    for order in "<>":
        a = arange("f8", (2, 3), order=order)
        multiply_sum("ufunc.test_endian", a, a, axis=-1)
    for one in "<>":
        for other in "<>":
            multiply("ufunc.test_endian", base("f8", 3, order=one), base("f8", 3, 1, order=other))
    x = arange("f8", (2,) * 6)
    a, b = x(lambda v: v[:, 0, :, 0, :, 0]), x(lambda v: v[:, 1, :, 1, :, 1])
    multiply_sum("ufunc.test_incontiguous_array", a, b, axis=-1)
    x = arange("f8", (2, 3, 4))(lambda v: v.T)
    multiply_sum("ufunc.test_incontiguous_array", x, x, axis=-1)
    a, b = arange("f8", (3, 3, 3)), arange("f8", (3, 1, 3), 10)
    for keep in (False, True):
        for axis in (-1, 0, 1):
            multiply_sum("ufunc.test_keepdims_argument", a, b, axis=axis, keep=keep)
        for p, q, axis in [((1, 2, 0), (0, 1, 2), -1), ((0, 1, 2), (2, 0, 1), 0), ((1, 0, 2), (0, 2, 1), 1)]:
            multiply_sum("ufunc.test_axes_argument", a(lambda v: v.transpose(p)), b(lambda v: v.transpose(q)),
                         axis=axis, keep=keep)
    three = [arange("f8", (2, 3), s) for s in (0, 10, 20)]
    for axis in (-1, 0):
        multiply_sum("ufunc.test_innerwt", *three, axis=axis, keep=True)
    three = [arange("f8", (2, 3, 4), s) for s in (0, 10, 20)]
    multiply_sum("ufunc.test_innerwt", *three, axis=-1)
    empty = arange("f8", (0, 2))
    multiply_sum("ufunc.test_innerwt_empty", empty, empty, empty, axis=-1)
    for dtype in ["i2", "f8"]:
        start = 1
        imag = 2 if dtype in COMPLEX else 0
        c = arange(dtype, (6, 6), start, imag=imag)
        n = arange(dtype, (12, 18), start, imag=imag)
        n = n(lambda v: v[::2, ::3])
        for order in "<>" if np.dtype(dtype).itemsize > 1 else "<":
            swapped = arange(dtype, (6, 6), start, imag=imag, order=order)
            multiply("ufunc.test_ufunc_noncontiguous", c, swapped)
        multiply("ufunc.test_ufunc_noncontiguous", n, c)


def zero_axis_shapes(n, m):
    yield (n, m), 1
    yield (m, n), 0
    yield (n // 2, n // 2, m), 2
    yield (n // 2, m, n // 2), 1
    yield (n, m // 2, m // 2), (1, 2)
    yield (m // 2, n, m // 2), (0, 2)
    yield (m // 3, m // 3, m // 3, n // 2, n // 2), (0, 1, 2)
    yield (10, m, n), (0, 1)
    yield (10, n, m), (0, 2)
    yield (m, 10, n), 0
    yield (10, m, n), 1
    yield (10, n, m), 2


def identityless_arrays(dtype):
    shape = (2, 3, 4)
    c = arange(dtype, shape)
    yield c
    yield c(lambda v: v.swapaxes(0, 1))
    yield c(lambda v: v.T)
    yield c(lambda v: v[1:, 1:, 1:])
    yield arange(dtype, (2, 3, 4, 2))(lambda v: v[..., 0])
    yield c(lambda v: v[::-1, :, ::-1])
    yield arange(dtype, (5, 1, 7))
    yield arange(dtype, (1, 7, 1))(lambda v: v.swapaxes(0, 1))


def ufunc_shapes():
    for dtype in ("f8", "i2"):
        for a in identityless_arrays(dtype):
            for axis in [None, (0, 1), (0, 2), (1, 2), 0, 1, 2, (), -1, (-1, 0)]:
                reduce("ufunc.test_identityless_reduction", a, axis)
    for n, m in [(30, 30), (0, 30), (30, 0), (0, 0)]:
        small = (lambda k: k // 3) if n and m else (lambda k: k)
        for shape, axis in zero_axis_shapes(small(n), small(m)):
            reduce("ufunc.test_reduce_zero_axis", arange("f8", shape) if n and m else ones("f8", shape), axis)
    reduce("ufunc.test_reduce_zero_axis", base("f8", 0))
    reduce("ufunc.test_reduce_zero_axis", arange("f8", (0, 0)), ())
    for shape, axis in [((0, 5), 1), ((0, 5), 0), ((0, 0, 5), 1)]:
        reduce("ufunc.test_empty_reduction_and_identity", arange("f8", shape), axis)
    for dtype in ALL:
        reduce("ufunc.test_zerosize_reduction", base(dtype, 0))
        reduce("ufunc.test_scalar_reduction", arange(dtype, (), 1))
        reduce("ufunc.test_scalar_reduction", arange(dtype, (), 1), keep=True)
    for axis in (1, -2):
        reduce("ufunc.test_axis_out_of_bounds", base("b1", 2), axis)
    for order in "<>":
        reduce("ufunc.test_reducelike_byteorder_resolution", base("f8", 10, order=order))
    reduce("ufunc.test_reducelike_out_promotes", ones("u1", 1000))
    reduce("ufunc.test_reducelike_output_needs_identical_cast", ones("f8", 20, order=">"))
    x = arange("i2", (7, 13, 8))(lambda v: v[4:6, 1:11:6, 1:5].transpose(1, 2, 0))
    for axis in (0, 1, 2):
        reduce("ufunc.test_reduce_noncontig_output", x, axis)
    for keep in (False, True):
        reduce("ufunc.test_reduce_wrong_dimension_output", arange("f8", (4, 3)), 0, keep)
        reduce("ufunc.test_reduce_output_does_not_broadcast_input", ones("f8", (1, 10)), -1, keep)
    multiply_sum("ufunc.TestLowlevelAPIAccess.test_long_arrays", base("f8", 10029, -37), base("f8", 10029, -37))


def multiarray():
    a = base("f8", 12)
    reduce("multiarray.TestAttributes.test_stridesattr", a(lambda v: v[4:0:-1]))
    reduce("multiarray.TestAttributes.test_stridesattr", a(lambda v: as_strided(v[3:], (8,), (0,))))
    reduce("multiarray.TestAttributes.test_stridesattr", a(lambda v: as_strided(v, (0,), (80,))))
    zero = arange("f8", (), 7)
    for rank in range(0, 11):
        deep = zero(lambda v: v.reshape((1,) * rank))
        reduce("multiarray.TestZeroRank.test_newaxis", deep)
        multiply("multiarray.TestZeroRank.test_newaxis", deep, zero)
    for step in (1, 2, -2):
        reduce("multiarray.TestBool.test_sum", ones("b1", 101)(lambda v: v[::step]))
    for shape in [(2, 3), (2, 2, 2)]:
        x = arange("f8", shape, 1)
        multiply("multiarray.TestMethods.test_flatten", x(lambda v: v.T), x(lambda v: v.T))
    d = arange("f8", (4, 6))
    for x in (d, d(lambda v: v.T), d(lambda v: v[::-1]), d(lambda v: v[:, ::-2])):
        left, right = x(lambda v: v[:, None, :]), x(lambda v: v[None, :, :])
        multiply_sum("multiarray.TestMethods.test_arr_mult", left, right, axis=-1)
        multiply_sum("multiarray.TestInner.test_inner_product_with_various_contiguities",
                     x(lambda v: v.T[:, :, None]), x, axis=1)
    multiply_sum("multiarray.TestTemporaryElide.test_elide_broadcast", ones("f8", (2000, 1)), ones("f8", (2000,)))
    for dtype in ALL:
        eye = base(dtype, 9)(lambda v: v.reshape(3, 3))
        for axis in (0, 1, None):
            for keep in (False, True):
                reduce("multiarray.TestStats.test_keepdims", eye, axis, keep)
        reduce("multiarray.TestStats.test_python_type", ones(dtype, 1), what=["mean"])
        for axis in (0, None, 1):
            reduce("multiarray.TestStats.test_empty", arange(dtype, (0, 3)), axis)
        for count in [0, 1, 3, 11]:
            imag = 1 if dtype in COMPLEX else 0
            for shape in [(count,), (1, 2, 3, count)]:
                for order in "CF":
                    x = arange(dtype, shape, imag=imag)
                    x = x(lambda v: v.reshape(shape[::-1]).T) if order == "F" else x
                    reduce("multiarray.TestAlignment.test_various_alignments", x, -1)
                    reduce("multiarray.TestAlignment.test_various_alignments", x, 0, what=["sum"])
    for axis in (0, 1, None):
        reduce("multiarray.TestStats.test_mean_values", arange("f8", (4, 5), 0.375))
        reduce("multiarray.TestStats.test_mean_values", arange("c16", (4, 5), 0.375, imag=1), axis)
    reduce("multiarray.TestStats.test_mean_float16", ones("f2", 100000), what=["mean"])
    reduce("multiarray.TestStats.test_mean_axis_error", base("f8", 10), 2)
    for a, b in [((10, 4), (4, 3)), ((1, 4), (4, 1)), ((3, 1), (1, 3)), ((1, 1), (1, 1))]:
        x, y = arange("f8", a), arange("f8", b)
        multiply_sum("multiarray.TestDot", x(lambda v: v[:, :, None]), y(lambda v: v[None]), axis=1)
    for left, right in [("f8", "c8"), ("u8", "i8"), ("b1", "f2")]:
        x, y = base(left, 5), base(right, 5, imag=2 if right in COMPLEX else 0)
        multiply("multiarray.TestAlignment.test_strided_loop_alignments", x(lambda v: v[::2]), y(lambda v: v[::2]))


stride_tricks()
ufunc_sums()
ufunc_products()
ufunc_shapes()
multiarray()
