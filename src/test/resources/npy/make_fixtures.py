"""Writes the .npy fixtures of this folder with NumPy: python3 make_fixtures.py

Element k (counted in C order) of every array is, with v(k) = (7 k + 3) mod 23:
  bool         v(k) is odd
  uint*        v(k)
  int*         v(k) - 11
  float*       (v(k) - 11) / 2
  complex*     (v(k) - 11) / 2  +  i ((5 k + 1) mod 17 - 8) / 4

Names: DTYPE-ENDIAN-ORDER-vVERSION-SHAPE.npy. The files in refused/ are of dtypes that are no numbers.
npz/: archives of the same arrays; NPZ below says which member is what. names.npz: see names().
headers.txt: dtype, fortran_order, shape and the header that NumPy writes for them, in hexadecimal.
descrs.txt: words that could stand for a dtype in a header, and what numpy.dtype makes of each on Linux: its
str with a byte order (">f8"), or, of a dtype that is no number of ours, its name; "none" where it is no dtype.
"""
import io
import itertools
import os
import struct
import warnings
import zipfile
import zlib
import numpy as np
from numpy.lib import format as npy

HERE = os.path.dirname(os.path.abspath(__file__))
DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
          "float16", "float32", "float64", "complex64", "complex128"]
SHAPES = [(), (0, 3), (3,), (2, 3, 4), (1, 2, 1, 2, 1, 2, 1, 2)]
HEADER_SHAPES = [(), (0,), (3,), (2, 3), (1234567, 0, 89), (2**40, 2**20), (1,) * 8, (2,) * 20]


def values(dtype, shape):
    k = np.arange(int(np.prod(shape)), dtype=np.int64)
    v = (7 * k + 3) % 23
    kind = np.dtype(dtype).kind
    if kind == "b":
        v = v % 2
    elif kind == "i":
        v = v - 11
    elif kind == "f":
        v = (v - 11) / 2
    elif kind == "c":
        v = (v - 11) / 2 + 1j * (((5 * k + 1) % 17 - 8) / 4)
    return v.astype(dtype).reshape(shape)


def write(name, array, version=None):
    with open(os.path.join(HERE, name), "wb") as out:
        npy.write_array(out, array, version=version)


def fixtures():
    versions = itertools.cycle([(1, 0), (2, 0), (3, 0)])
    for dtype, endian, shape, order in itertools.product(DTYPES, "<>", SHAPES, "CF"):
        # NumPy calls an empty array C order.
        if order == "F" and (len(shape) < 2 or 0 in shape) or endian == ">" and np.dtype(dtype).itemsize == 1:
            continue
        array = np.array(values(dtype, shape).astype(np.dtype(dtype).newbyteorder(endian)), order=order)
        every = [(1, 0), (2, 0), (3, 0)] if dtype == "float32" and shape == (2, 3, 4) else [next(versions)]
        for version in every:
            extents = "x".join(map(str, shape)) or "scalar"
            write(f"{dtype}-{'le' if endian == '<' else 'be'}-{order.lower()}-v{version[0]}-{extents}.npy",
                  array, version)


def refused():
    os.makedirs(os.path.join(HERE, "refused"), exist_ok=True)
    arrays = {
        "object": np.array([1, "a"], dtype=object),
        "structured": np.zeros(2, dtype=[("x", "<f4"), ("y", "<i4", (2,))]),
        "bytes": np.array([b"abc"]),
        "str": np.array(["abc"]),
        "datetime64": np.array(["2020-01-01"], dtype="datetime64[s]"),
        "timedelta64": np.array([5], dtype="timedelta64[ms]"),
        "void": np.zeros(2, dtype="V8"),
        "float128": np.zeros(2, dtype=np.longdouble),
        "complex256": np.zeros(2, dtype=np.clongdouble),
    }
    for name, array in arrays.items():
        write(f"refused/{name}.npy", array)


def headers():
    with open(os.path.join(HERE, "headers.txt"), "w") as out:
        for dtype, fortran, shape in itertools.product(DTYPES, [False, True], HEADER_SHAPES):
            header = io.BytesIO()
            npy.write_array_header_1_0(
                header, {"descr": np.dtype(dtype).str, "fortran_order": fortran, "shape": shape})
            print(dtype, fortran, ",".join(map(str, shape)) or "scalar", header.getvalue().hex(), file=out)


def descrs():
    letters = "?bBhHiIlLqQpPnNefdgFDGScaUVOMmTxyz"
    sized = [c + str(n) for c in "bBhilefdgFDGiucSUVOMm?" for n in (1, 2, 3, 4, 8, 16, 32)]
    names = ["byte", "ubyte", "short", "ushort", "intc", "uintc", "int", "uint", "int_", "intp", "uintp", "long", "ulong",
             "longlong", "ulonglong", "half", "single", "double", "float", "longdouble", "float128", "csingle",
             "cdouble", "complex", "clongdouble", "complex256", "bool_", "object", "object_", "str", "str_", "bytes",
             "bytes_", "void", "datetime64", "timedelta64", "float_", "Float64", "float8", "bfloat16", "int128"]
    units = [c + "[" + unit + "]" for c in ("M8", "m8", "datetime64", "timedelta64") for unit in ("s", "ns", "25us")]
    words = list(letters) + sized + names + DTYPES + units
    with open(os.path.join(HERE, "descrs.txt"), "w") as out, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for prefix, word in itertools.product(["", "<", ">", "=", "|"], words):
            try:
                dtype = np.dtype(prefix + word)
            except TypeError:
                print(prefix + word, "none", file=out)
                continue
            if dtype.name in DTYPES:
                print(prefix + word, dtype.str, file=out)
            else:
                name = dtype.name.rstrip("0123456789") if dtype.kind in "SUVT" else dtype.name
                print(prefix + word, {"StringDType": "string"}.get(name, name.split("[")[0]), file=out)


# Every archive has these members.
NPZ = {"x": ("float32", (2, 3, 4)), "z": ("complex128", (3,)), "n": ("int64", ()), "none": ("uint8", (0, 3)),
       "with:colon": ("int16", (2, 3, 4)), "fo/lder/päron": ("float64", (3,))}


class Pipe(io.RawIOBase):
    """A stream that cannot seek, as when an archive is written to a pipe: sizes follow the data."""
    def __init__(self, file):
        self.file = file

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


def zipped(name, method, suffix, force_zip64, piped):
    with open(os.path.join(HERE, "npz", name), "wb") as out:
        with zipfile.ZipFile(Pipe(out) if piped else out, "w", method) as archive:
            for member, (dtype, shape) in NPZ.items():
                info = zipfile.ZipInfo(member + suffix)
                info.compress_type = method
                with archive.open(info, "w", force_zip64=force_zip64) as to:
                    npy.write_array(to, values(dtype, shape))


def names():
    """One int64 a member, its number in the list, under names that say their character set in five ways."""
    def unicode_path(raw, name):
        return struct.pack("<HHBI", 0x7075, 5 + len(name), 1, zlib.crc32(raw)) + name

    japanese = "日本.npy".encode()
    members = [
        ("größe.npy".encode(), 1 << 11, b""),  # UTF-8 and the flag for it
        ("Ame\u0301lie.npy".encode(), 0, b""),  # decomposed UTF-8 without the flag: macOS
        ("Ångström.npy".encode("cp437"), 0, b""),
        (b"__.npy", 0, unicode_path(b"__.npy", japanese)),  # Info-ZIP
        (b"renamed.npy", 0, unicode_path(b"__.npy", japanese)),  # by a program that left the field as it was
    ]

    class Info(zipfile.ZipInfo):
        def _encodeFilenameFlags(self):
            return self.raw, self.flag_bits | self.raw_flags

    with zipfile.ZipFile(os.path.join(HERE, "npz", "names.npz"), "w") as archive:
        for number, (raw, flags, extra) in enumerate(members):
            info = Info(f"{number}")
            info.raw, info.raw_flags, info.extra = raw, flags, extra
            data = io.BytesIO()
            npy.write_array(data, np.array([number]))
            archive.writestr(info, data.getvalue())


def archives():
    os.makedirs(os.path.join(HERE, "npz"), exist_ok=True)
    arrays = {member: values(*array) for member, array in NPZ.items()}
    np.savez(os.path.join(HERE, "npz", "savez.npz"), **arrays)
    np.savez_compressed(os.path.join(HERE, "npz", "compressed.npz"), **arrays)
    for method, word in [(zipfile.ZIP_STORED, "stored"), (zipfile.ZIP_DEFLATED, "deflated")]:
        zipped(f"{word}-plain.npz", method, "", False, False)
        zipped(f"{word}-piped.npz", method, ".npy", False, True)
        zipped(f"{word}-piped-zip64.npz", method, ".npy", True, True)
    zipped("refused-lzma.npz", zipfile.ZIP_LZMA, ".npy", False, False)
    zipped("refused-bzip2.npz", zipfile.ZIP_BZIP2, ".npy", False, False)


if __name__ == "__main__":
    fixtures()
    refused()
    headers()
    descrs()
    names()
    archives()
