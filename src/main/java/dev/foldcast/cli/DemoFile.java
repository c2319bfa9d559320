package dev.foldcast.cli;

import dev.foldcast.array.DType;
import dev.foldcast.array.HostArray;
import dev.foldcast.array.Shape;
import dev.foldcast.error.FormatException;
import dev.foldcast.io.Access;
import dev.foldcast.io.NpyFile;
import dev.foldcast.io.NpyWriter;
import dev.foldcast.io.OutputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** An input that the demo makes for itself, in a temporary folder that goes with it. */
final class DemoFile implements AutoCloseable {
  private final Path folder;
  private final Thread hook = new Thread(this::delete);

  private DemoFile(Path folder) {
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** A float32 vector of ones. */
  static DemoFile ofOnes(int size) {
    DemoFile file;
    try {
      file = new DemoFile(Files.createTempDirectory("foldcast-demo"));
    } catch (IOException e) {
      throw new FormatException(
          System.getProperty("java.io.tmpdir", "/tmp"), "no folder can be made; free space", e);
    }
    try (OutputFile out = OutputFile.create(file.path())) {
      out.write(NpyWriter.header(DType.FLOAT32, false, Shape.of(size)));
      ByteBuffer window = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
      while (window.hasRemaining()) {
        window.putFloat(1);
      }
      for (long left = 4L * size; left > 0; left -= window.capacity()) {
        out.write(window.rewind().limit((int) Math.min(window.capacity(), left)));
      }
      out.commit();
      return file;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  Path path() {
    return folder.resolve("ones.npy");
  }

  /** Its elements, mapped. */
  ByteBuffer data() {
    HostArray array = NpyFile.open(path(), Access.MAP);
    return array.memory().window(0, array.memory().byteSize());
  }

  private void delete() {
    try {
      Files.deleteIfExists(path());
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // A temporary folder: the system sees to it.
    }
  }

  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends already, and the hook runs.
    }
  }
}
