package dev.foldcast.tuning;

/**
 * What a tuned configuration is for.
 *
 * @param device the device
 * @param driver version of its driver
 * @param kernels hash of the kernels' source
 * @param subject the operations
 */
public record Key(DeviceKey device, String driver, String kernels, Subject subject) {}
