package dev.foldcast.opencl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jocl.Pointer;
import org.jspecify.annotations.Nullable;

/** Asks the driver a question in OpenCL's manner: first for the answer's size, then for it. */
final class Query {
  /** One of the {@code clGet...Info} calls with its object and question fixed. */
  @FunctionalInterface
  interface Question {
    int ask(long size, @Nullable Pointer at, long @Nullable [] needed);
  }

  private Query() {}

  /** A text without its terminating zero and outer spaces. */
  static String text(Cl cl, String call, Question question) {
    String text = StandardCharsets.UTF_8.decode(bytes(cl, call, question)).toString();
    int end = text.indexOf('\0');
    return (end < 0 ? text : text.substring(0, end)).strip();
  }

  /** A number of 4 or 8 bytes, unsigned. */
  static long number(Cl cl, String call, Question question) {
    return number(bytes(cl, call, question));
  }

  /** Several numbers of 8 bytes each. */
  static List<Long> numbers(Cl cl, String call, Question question) {
    ByteBuffer answer = bytes(cl, call, question);
    List<Long> numbers = new ArrayList<>();
    while (answer.remaining() >= Long.BYTES) {
      numbers.add(answer.getLong());
    }
    return numbers;
  }

  /** A number that not every driver knows: 0 where it does not. */
  static long optional(Cl cl, String call, Question question) {
    byte[] bytes = new byte[Long.BYTES];
    long[] needed = new long[1];
    int status = cl.attempt(call, () -> question.ask(bytes.length, Pointer.to(bytes), needed));
    if (status != Status.SUCCESS || needed[0] > bytes.length) {
      return 0;
    }
    return number(ByteBuffer.wrap(bytes, 0, (int) needed[0]).order(ByteOrder.nativeOrder()));
  }

  /** A number of 8 bytes in one call. */
  static long single(Cl cl, String call, String facts, Question question) {
    long[] answer = new long[1];
    cl.call(call, 0, () -> facts, () -> question.ask(Long.BYTES, Pointer.to(answer), null));
    return answer[0];
  }

  private static long number(ByteBuffer answer) {
    return switch (answer.remaining()) {
      case Integer.BYTES -> Integer.toUnsignedLong(answer.getInt());
      case Long.BYTES -> answer.getLong();
      default -> 0;
    };
  }

  private static ByteBuffer bytes(Cl cl, String call, Question question) {
    long[] needed = new long[1];
    cl.call(call, () -> question.ask(0, null, needed));
    byte[] bytes = new byte[Math.toIntExact(needed[0])];
    if (bytes.length > 0) {
      cl.call(call, () -> question.ask(bytes.length, Pointer.to(bytes), null));
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }
}
