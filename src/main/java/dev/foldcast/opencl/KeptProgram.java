package dev.foldcast.opencl;

import dev.foldcast.error.FoldcastException;
import java.util.Set;
import org.jocl.cl_program;

/** What is kept of one program for other processes, and whether that is all there is by now. */
final class KeptProgram {
  final ProgramUses uses = new ProgramUses();
  private final BinaryFolder folder;
  private final byte[] key;
  private Set<String> known;
  private boolean wanted;

  /** Of a program that was built from source, of which nothing is kept. */
  KeptProgram(BinaryFolder folder, byte[] key) {
    this.folder = folder;
    this.key = key;
    this.known = Set.of();
    this.wanted = true;
  }

  /** Of a program that was built from what is kept. */
  KeptProgram(BinaryFolder folder, byte[] key, BinaryFile file) {
    this.folder = folder;
    this.key = key;
    this.known = file.uses();
  }

  /**
   * Keeps its binary, unless what is kept has code for all that it was used for. Whatever fails on
   * the way, nothing is kept: it was built and has served.
   */
  synchronized void keep(Scope scope, Handle<cl_program> program) {
    if (!(wanted || uses.exceed(known)) || !program.share()) {
      return;
    }
    wanted = false;
    known = uses.with(known);
    try {
      byte[] binary = ProgramBinary.of(scope, program.object());
      if (binary.length > 0) {
        folder.put(key, new BinaryFile(known, binary));
      }
    } catch (FoldcastException e) {
      // The next process builds it again.
    } finally {
      program.done();
    }
  }
}
