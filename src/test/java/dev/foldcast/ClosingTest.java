package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.error.ClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Closing while operations run, and what happens after it. */
class ClosingTest {
  @Test
  void closingWaitsForARunningOperation() throws Exception {
    CountDownLatch launching = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean hold = new AtomicBoolean();
    Options options =
        Options.DEFAULT.withHook(
            call -> {
              if (call.equals("clEnqueueNDRangeKernel") && hold.get()) {
                launching.countDown();
                try {
                  goOn.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
              return 0;
            });
    Foldcast fc = Devices.open(options);
    Array sum = fc.of(new double[] {1, 2, 3}).sum();
    assertEquals(6.0, sum.toDouble());
    hold.set(true);
    CompletableFuture<Result> running = sum.readAsync();
    assertTrue(launching.await(20, TimeUnit.MINUTES));
    CompletableFuture<Void> closing = CompletableFuture.runAsync(fc::close);
    // New work is refused from the moment on that close has begun; it cannot have ended.
    while (true) {
      CompletableFuture<Result> late = sum.readAsync();
      if (refused(late)) {
        break;
      }
    }
    assertTrue(!closing.isDone(), "closed under a running operation");
    goOn.countDown();
    assertEquals(6.0, running.get(20, TimeUnit.MINUTES).toDouble());
    closing.get(20, TimeUnit.MINUTES);
    assertEquals(0, fc.counters().liveHandles());
  }

  /** Whether a future has failed as closed; one that waits in the hook has not ended. */
  private static boolean refused(CompletableFuture<Result> future) throws Exception {
    try {
      future.get(20, TimeUnit.MILLISECONDS);
      return false;
    } catch (java.util.concurrent.TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      assertTrue(e.getCause() instanceof ClosedException, String.valueOf(e.getCause()));
      return true;
    }
  }

  @Test
  void everyOperationEndsRightOrClosed() throws Exception {
    for (int turn = 0; turn < 10; turn++) {
      Foldcast fc = Devices.open();
      double[] ones = new double[10_000];
      java.util.Arrays.fill(ones, 1);
      fc.of(ones).sum().read();
      List<CompletableFuture<Result>> futures = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        futures.add(fc.of(ones).sum().readAsync());
      }
      fc.close();
      for (CompletableFuture<Result> future : futures) {
        try {
          assertEquals(10_000, future.get(20, TimeUnit.MINUTES).toDouble());
        } catch (ExecutionException e) {
          assertTrue(e.getCause() instanceof ClosedException, String.valueOf(e.getCause()));
        }
      }
      assertEquals(0, fc.counters().liveHandles());
    }
  }

  @Test
  void aClosedFoldcastRefusesAndClosesAgain() {
    Foldcast fc = Devices.open();
    Array sum = fc.of(new float[] {1}).sum();
    Array computed = fc.of(new float[] {1, 2}).compute();
    fc.close();
    fc.close();
    assertThrows(ClosedException.class, sum::read);
    assertThrows(ClosedException.class, computed::read);
    ExecutionException e = assertThrows(ExecutionException.class, () -> sum.readAsync().get());
    assertTrue(e.getCause() instanceof ClosedException);
    computed.free();
    assertEquals(0, fc.counters().liveHandles());
  }
}
