package dev.foldcast.cli;

import dev.foldcast.Foldcast;
import dev.foldcast.Result;
import dev.foldcast.io.Access;
import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClKernel;
import dev.foldcast.opencl.ClProgram;
import java.nio.ByteBuffer;
import java.util.List;

/** Plain float32 adds that get stuck, against the exact sum of a file. */
final class StuckScene implements DemoScene {
  private static final int SIZE = 30_000_000;

  @Override
  public String key() {
    return "stuck_sum";
  }

  @Override
  public List<String> title() {
    return List.of("3. The sum of " + SIZE + " ones in a float32 file:");
  }

  @Override
  public Outcome play(NaiveDevice naive, Foldcast foldcast) {
    try (DemoFile file = DemoFile.ofOnes(SIZE)) {
      Way plain = plain(naive, file);
      foldcast.npy(file.path(), Access.MAP).sum().read(); // compiles, as the naive one has
      long start = System.nanoTime();
      Result result = foldcast.npy(file.path(), Access.MAP).sum().read();
      double seconds = (System.nanoTime() - start) / 1e9;
      boolean right = result.toDouble() == SIZE;
      return new Outcome(
          plain,
          new Way("the exact sum, rounded once", seconds, "", Elements.text(result)),
          right,
          "the exact sum is " + PythonRepr.of((float) SIZE));
    }
  }

  private static Way plain(NaiveDevice naive, DemoFile file) {
    ByteBuffer sum = NaiveDevice.direct(4);
    try (ClProgram program = naive.build();
        ClBuffer x = naive.upload(file.data());
        ClBuffer y = naive.allocate(4);
        ClKernel kernel = program.kernel("plain_sum")) {
      kernel.arg(0, x).arg(1, y).argInt(2, 1);
      naive.run(kernel, 1, 1); // compiles
      kernel.argInt(2, SIZE);
      long start = System.nanoTime();
      naive.run(kernel, 1, 1);
      naive.download(y, sum);
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Way(
          "float32, one add after the other", seconds, "", PythonRepr.of(sum.getFloat(0)));
    }
  }
}
