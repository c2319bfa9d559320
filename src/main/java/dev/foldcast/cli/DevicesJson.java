package dev.foldcast.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.opencl.ClDevice;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.opencl.DeviceInfo;
import java.util.Locale;

/** Devices as {@code devices --json} prints them. */
final class DevicesJson {
  private DevicesJson() {}

  static ObjectNode of(ClDevices.Listing listing, ClDevices.Choice choice) {
    ObjectNode json = Json.object();
    ArrayNode devices = json.putArray("devices");
    listing.devices().stream().map(ClDevice::info).map(DevicesJson::device).forEach(devices::add);
    json.put("default", choice.device().info().address());
    json.put("reason", choice.reason());
    listing.notes().forEach(json.putArray("notes")::add);
    return json;
  }

  private static ObjectNode device(DeviceInfo d) {
    ObjectNode json = Json.object();
    json.put("address", d.address()).put("name", d.name()).put("platform", d.platform());
    json.put("vendor", d.vendor()).put("driver", d.driverVersion());
    json.put("opencl", d.openclVersion()).put("opencl_c", d.openclCVersion());
    json.put("type", d.type().name().toLowerCase(Locale.ROOT));
    json.put("compute_units", d.computeUnits());
    json.put("memory_bytes", d.globalMemoryBytes());
    json.put("max_allocation_bytes", d.maxAllocationBytes());
    json.put("local_memory_bytes", d.localMemoryBytes());
    json.put("max_workgroup", d.maxWorkGroupSize());
    json.put("preferred_multiple", d.preferredMultiple());
    json.put("host_memory", d.hostMemory());
    json.put("sub_groups", d.subGroups()).put("fp64", d.fp64()).put("fp16", d.fp16());
    json.put("int64_atomics", d.int64Atomics());
    json.put("available", d.available()).put("compiler", d.compiler());
    json.put("usable", d.usable());
    if (!d.usable()) {
      json.put("obstacle", d.obstacle());
    }
    d.extensions().stream().sorted().forEach(json.putArray("extensions")::add);
    return json;
  }
}
