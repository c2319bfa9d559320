package dev.foldcast.opencl;

import java.nio.ByteBuffer;
import org.jocl.Pointer;
import org.jocl.cl_context;
import org.jocl.cl_mem;

/**
 * A buffer of memory that kernels and the host share.
 *
 * @param context that its memory is of
 * @param memory where it lies
 * @param buffer the memory as a buffer
 * @param bytes the memory as the host sees it
 */
record SharedBlock(cl_context context, Pointer memory, cl_mem buffer, ByteBuffer bytes) {}
