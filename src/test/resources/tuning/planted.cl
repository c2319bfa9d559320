// A sum with planted faults: at local size 8 it is wrong, at 2 it never ends. o[0] = sum of n floats.
__kernel void k(__global const float* x, uint n, volatile __global float* o) {
  const uint id = get_local_id(0);
  const uint size = get_local_size(0);
  if (id == 0) {
    float a = 0;
    for (uint i = 0; i < n; i++) a += x[i];
    while (size == 2 && o[0] >= 0) o[0] = o[0] + 1;
    o[0] = size == 8 ? a + 1 : a;
  }
}
