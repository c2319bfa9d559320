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


class CuPy(Peer):
    """cupy on an NVIDIA GPU, timed by its events: everything that NumPy can."""

    name = "CuPy"
    remedy = "pip install cupy-cuda13x (for CUDA 13)"

    def __init__(self):
        import cupy
        self.cupy = cupy
        cupy.cuda.runtime.getDeviceCount()

    def prepare(self, arrays):
        self.arrays = {name: self.cupy.asarray(array) for name, array in arrays.items()}
        self.out = None

    def existing(self, out):
        """Memory on the device for the result that goes into `out`."""
        if out is not None and self.out is None:
            self.out = self.cupy.asarray(out)
        return None if out is None else self.out

    def run(self, case, out):
        return self.cupy.asnumpy(case.numpy(self.arrays, self.existing(out)))

    def timed(self, case, out):
        to = self.existing(out)
        start, end = (self.cupy.cuda.Event() for _ in range(2))
        start.record()
        case.numpy(self.arrays, to)
        end.record()
        end.synchronize()
        return self.cupy.cuda.get_elapsed_time(start, end) / 1e3, None

    def free(self):
        self.arrays, self.out = {}, None
        self.cupy.get_default_memory_pool().free_all_blocks()


class PyTorch(Peer):
    """torch on an NVIDIA GPU, timed by its events."""

    name = "PyTorch"
    remedy = "pip install torch"

    def __init__(self):
        import torch
        self.torch = torch
        if not torch.cuda.is_available():
            raise ImportError("torch has no GPU here")

    def prepare(self, arrays):
        self.arrays = {name: self.torch.from_numpy(a).cuda() for name, a in arrays.items()}
        self.out = None

    def compute(self, case, out):
        if out is None:
            return case.numpy(self.arrays, None)
        if self.out is None:
            self.out = self.torch.from_numpy(out).cuda()
        return self.torch.multiply(self.arrays["x"], self.arrays["y"], out=self.out)

    def run(self, case, out):
        return self.compute(case, out).cpu().numpy()

    def timed(self, case, out):
        start, end = (self.torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        self.compute(case, out)
        end.record()
        end.synchronize()
        return start.elapsed_time(end) / 1e3, None

    def free(self):
        self.arrays, self.out = {}, None
        self.torch.cuda.empty_cache()


class CudaLimit:
    """The limits of an NVIDIA GPU's memory as the vendor's own copies and sums have them, GB/s."""

    def __init__(self, size):
        import cupy
        self.cupy = cupy
        self.x = cupy.arange(size // 4, dtype=cupy.float32)
        self.y = cupy.empty_like(self.x)

    def limit(self, kind):
        work, arrays = {
            "read": (lambda: self.x.sum(), 1),
            "copy": (lambda: self.y.data.copy_from_device_async(
                self.x.data, self.x.nbytes, self.cupy.cuda.get_current_stream()), 2),
            "fill": (lambda: self.y.data.memset_async(85, self.y.nbytes), 1),
        }[kind]
        start, end = (self.cupy.cuda.Event() for _ in range(2))
        start.record()
        work()
        end.record()
        end.synchronize()
        return [arrays * self.x.nbytes / self.cupy.cuda.get_elapsed_time(start, end) / 1e6]

    def close(self):
        self.x = self.y = None


def installed(tell, gpu):
    """The peers that are here; the others are told of, with the remedy."""
    peers = [NumPy()]
    for kind in (CuPy, PyTorch, PyOpenCL, CLBlast) if gpu else (NumExpr, PyOpenCL, CLBlast):
        try:
            peers.append(kind())
        except (ImportError, OSError) as e:
            tell(f"{kind.name}: not here ({e}); to compare with it: {kind.remedy}")
    return peers
