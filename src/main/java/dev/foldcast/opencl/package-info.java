/**
 * One job: own what the OpenCL driver hands out. Devices, contexts, buffers, programs, kernels,
 * queues and events, each with one owner; every status code looked at in one function; calls that
 * can be counted and made to fail. The only user of {@code org.jocl}, none of whose types appears
 * in a public signature. Uses {@code error} only.
 */
@NullMarked
package dev.foldcast.opencl;

import org.jspecify.annotations.NullMarked;
