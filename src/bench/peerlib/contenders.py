"""Who is measured beside Foldcast: what is installed; the others say how to get them."""

import ctypes
import ctypes.util
import os
import time

import numpy as np


class Peer:
    """A library. prepare() brings arrays to where it works; run() computes and gives the result."""

    def prepare(self, arrays):
        self.arrays = arrays

    def can(self, case):
        return True

    def timed(self, case, out):
        start = time.perf_counter()
        result = self.run(case, out)
        return time.perf_counter() - start, result

    def free(self):
        self.arrays = {}


class NumPy(Peer):
    name = "NumPy"

    def run(self, case, out):
        return case.numpy(self.arrays, out)


class NumExpr(Peer):
    name = "numexpr"
    remedy = "pip install numexpr"

    def __init__(self):
        import numexpr
        self.evaluate = numexpr.evaluate

    def can(self, case):
        # Its integer sums are narrower than NumPy's.
        return bool(case.expression) and self.arrays["x"].dtype.kind in "fc"

    def run(self, case, out):
        return self.evaluate(case.expression, self.arrays, out=out if "y" in self.arrays else None)


class PyOpenCL(Peer):
    """pyopencl.array.sum: full sums of real numbers."""

    name = "PyOpenCL"
    remedy = "pip install pyopencl mako"

    def __init__(self):
        import pyopencl
        import pyopencl.array
        import pyopencl.reduction  # needs Mako
        self.cl = pyopencl
        self.context = pyopencl.create_some_context(interactive=False)
        self.queue = pyopencl.CommandQueue(self.context)
        self.on_device = {}

    def prepare(self, arrays):
        self.on_device = {}
        if set(arrays) == {"x"} and arrays["x"].ndim == 1 and arrays["x"].dtype.kind in "fi":
            self.on_device["x"] = self.cl.array.to_device(self.queue, arrays["x"])

    def can(self, case):
        return bool(case.array_sum) and case.array_sum in self.on_device

    def run(self, case, out):
        x = self.on_device[case.array_sum]
        dtype = np.int64 if x.dtype.kind == "i" else None
        return self.cl.array.sum(x, dtype=dtype, queue=self.queue).get()[()]

    def free(self):
        for array in self.on_device.values():
            array.data.release()
        self.on_device = {}


class CLBlast(PyOpenCL):
    """xSUM of CLBlast, as the library comes: full sums of float32 and float64."""

    name = "CLBlast"
    remedy = ("pip install pyopencl mako, and libclblast1 from the distribution (or name the library: "
              "CLBLAST_LIBRARY=/path/to/libclblast.so.1)")
    FUNCTIONS = {"float32": "CLBlastSsum", "float64": "CLBlastDsum"}

    def __init__(self):
        path = os.environ.get("CLBLAST_LIBRARY") or ctypes.util.find_library("clblast")
        if not path:
            raise ImportError("no libclblast")
        self.library = ctypes.CDLL(path)
        super().__init__()

    def can(self, case):
        return super().can(case) and self.on_device["x"].dtype.name in self.FUNCTIONS

    def run(self, case, out):
        x = self.on_device[case.array_sum]
        total = self.cl.array.zeros(self.queue, 1, x.dtype)
        handle, size = ctypes.c_void_p, ctypes.c_size_t
        queue, event = handle(self.queue.int_ptr), handle(0)
        code = getattr(self.library, self.FUNCTIONS[x.dtype.name])(
            size(x.size), handle(total.data.int_ptr), size(0), handle(x.data.int_ptr), size(0),
            size(1), ctypes.byref(queue), ctypes.byref(event))
        if code:
            raise SystemExit(f"peers.py: error: CLBlast failed with code {code}")
        self.queue.finish()
        self.cl.Event.from_int_ptr(event.value, retain=False).wait()
        return total.get()[0]


def installed(tell):
    """The peers that are here; the others are told of, with the remedy."""
    peers = [NumPy()]
    for kind in (NumExpr, PyOpenCL, CLBlast):
        try:
            peers.append(kind())
        except (ImportError, OSError) as e:
            tell(f"{kind.name}: not here ({e}); to compare with it: {kind.remedy}")
    return peers
