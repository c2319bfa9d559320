package dev.foldcast.opencl;

/**
 * What one session holds and has done, at one moment.
 *
 * @param liveHandles native objects not yet released: context, queues, buffers, programs, kernels,
 *     events
 * @param liveBuffers the buffers among them, wrapped ones included
 * @param liveEvents the events among them; a closed event counts until its command is known to have
 *     ended
 * @param allocatedBytes bytes of live device buffers, wrapped ones aside
 * @param peakAllocatedBytes the largest {@code allocatedBytes} so far
 * @param wrappedBytes bytes of host memory that live buffers wrap
 * @param uploadedBytes bytes written from host memory so far
 * @param readBackBytes bytes read into host memory so far
 * @param copiedBytes bytes copied between buffers so far
 * @param launches kernels enqueued so far
 * @param builds programs built so far, failed ones included
 * @param loads programs among them that were built from a binary that was kept
 * @param calls OpenCL calls so far, failed ones included
 */
public record ClCounters(
    long liveHandles,
    long liveBuffers,
    long liveEvents,
    long allocatedBytes,
    long peakAllocatedBytes,
    long wrappedBytes,
    long uploadedBytes,
    long readBackBytes,
    long copiedBytes,
    long launches,
    long builds,
    long loads,
    long calls) {}
