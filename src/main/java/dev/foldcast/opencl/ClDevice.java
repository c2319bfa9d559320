package dev.foldcast.opencl;

import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** One device that a driver offers. A value: nothing to close. */
public final class ClDevice {
  final cl_platform_id platform;
  final cl_device_id id;
  private final DeviceInfo info;

  ClDevice(DeviceInfo info, cl_platform_id platform, cl_device_id id) {
    this.info = info;
    this.platform = platform;
    this.id = id;
  }

  /** What it says of itself. */
  public DeviceInfo info() {
    return info;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClDevice that && id.equals(that.id) && info.equals(that.info);
  }

  @Override
  public int hashCode() {
    return info.hashCode();
  }

  @Override
  public String toString() {
    return info.quoted();
  }
}
