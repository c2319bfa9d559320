package dev.foldcast.opencl;

import dev.foldcast.error.ClosedException;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One native object. Uses are counted: calls that are inside the driver with it, and commands that
 * have not ended. After the shutting no use begins, and the last use to end releases the object, so
 * that no release runs beside a call or a command with it. Thread-safe.
 */
final class Handle<T> {
  /** Kinds of native objects, in the order of a safe release. */
  enum Kind {
    EVENT("clReleaseEvent"),
    KERNEL("clReleaseKernel"),
    PROGRAM("clReleaseProgram"),
    BUFFER("clReleaseMemObject"),
    QUEUE("clReleaseCommandQueue"),
    CONTEXT("clReleaseContext");

    final String release;

    Kind(String release) {
      this.release = release;
    }
  }

  final Kind kind;
  private final String what;
  private final T object;
  private final ToIntFunction<T> release;
  private final Scope scope;
  private @Nullable Object memory;
  private @Nullable Runnable onReleased;
  private @Nullable Consumer<T> heir;
  private int uses;
  private boolean shut;
  private boolean releasing;
  private boolean released;

  /**
   * @param what what it is, for {@link ClosedException}
   * @param release the native release, which answers with its status
   */
  Handle(Scope scope, Kind kind, String what, T object, ToIntFunction<T> release) {
    this.scope = scope;
    this.kind = kind;
    this.what = what;
    this.object = object;
    this.release = release;
    scope.adopt(this);
  }

  /** Keeps host memory reachable, and something to do, until after the release. */
  Handle<T> keeping(@Nullable Object hostMemory, Runnable after) {
    synchronized (this) {
      memory = hostMemory;
      onReleased = after;
    }
    return this;
  }

  /** Passes the object on where it would be released. */
  Handle<T> leavingTo(Consumer<T> next) {
    synchronized (this) {
      heir = next;
    }
    return this;
  }

  /**
   * Begins a use, to be ended by {@link #done}.
   *
   * @throws ClosedException after the shutting
   */
  synchronized T use() {
    if (shut) {
      throw new ClosedException(what);
    }
    uses++;
    return object;
  }

  /** Begins a use unless the object is already released, shut or not. */
  synchronized boolean share() {
    if (releasing) {
      return false;
    }
    uses++;
    return true;
  }

  /** The object, for a caller that holds a use. */
  T object() {
    return object;
  }

  /** Ends a use. */
  void done() {
    synchronized (this) {
      uses--;
      if (!mayRelease()) {
        return;
      }
    }
    releaseNow();
  }

  /** Refuses new uses; releases now if there is none. Idempotent. */
  void shut() {
    synchronized (this) {
      shut = true;
      if (!mayRelease()) {
        return;
      }
    }
    releaseNow();
  }

  synchronized boolean isShut() {
    return shut;
  }

  synchronized boolean isReleased() {
    return released;
  }

  /** The host memory that must outlive the commands using it, if any. */
  synchronized @Nullable Object memory() {
    return memory;
  }

  private boolean mayRelease() {
    if (!shut || uses > 0 || releasing) {
      return false;
    }
    releasing = true;
    return true;
  }

  private void releaseNow() {
    Consumer<T> next;
    Runnable after;
    synchronized (this) {
      next = heir;
    }
    if (next == null) {
      scope.release(this, what, () -> release.applyAsInt(object));
    } else {
      scope.forget(this);
      next.accept(object);
    }
    synchronized (this) {
      after = onReleased;
      onReleased = null;
      memory = null;
    }
    if (after != null) {
      after.run();
    }
    synchronized (this) {
      released = true;
    }
  }
}
