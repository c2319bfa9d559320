package dev.foldcast.io;

import dev.foldcast.array.DType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The words for element types that {@code numpy.dtype} takes, with the sizes that they have on
 * Linux, where a C {@code long} has 64 bits.
 */
final class TypeWords {
  /** Letters, which may follow a byte order, and names, which may not, beside NumPy's own. */
  private static final Map<DType, String> WORDS =
      Map.ofEntries(
          Map.entry(DType.BOOL, "? bool_"),
          Map.entry(DType.INT8, "b byte"),
          Map.entry(DType.INT16, "h short"),
          Map.entry(DType.INT32, "i intc"),
          Map.entry(DType.INT64, "l q p n int int_ intp long longlong"),
          Map.entry(DType.UINT8, "B ubyte"),
          Map.entry(DType.UINT16, "H ushort"),
          Map.entry(DType.UINT32, "I uintc"),
          Map.entry(DType.UINT64, "L Q P N uint uintp ulong ulonglong"),
          Map.entry(DType.FLOAT16, "e half"),
          Map.entry(DType.FLOAT32, "f single"),
          Map.entry(DType.FLOAT64, "d double float"),
          Map.entry(DType.COMPLEX64, "F csingle"),
          Map.entry(DType.COMPLEX128, "D cdouble complex"));

  private static final Map<String, DType> TYPES = types();

  private static final String AS_FLOATS =
      "convert it, if it holds numbers: numpy.save(file, a.astype('float64'))";
  private static final String AS_INTEGERS = "count units: numpy.save(file, a.astype('int64'))";

  /** Types that NumPy has and Foldcast has not. */
  private static final List<Foreign> FOREIGN =
      List.of(
          new Foreign(
              "float128",
              "g|f16|float128|longdouble",
              "round it: numpy.save(file, a.astype('float64'))"),
          new Foreign(
              "complex256",
              "G|c32|complex256|clongdouble",
              "round it: numpy.save(file, a.astype('complex128'))"),
          new Foreign(
              "object",
              "O[48]?|object_?",
              "if it holds numbers, load it with allow_pickle=True and save a.astype('float64')"),
          new Foreign("bytes", "[Sa][0-9]*|c|bytes_?", AS_FLOATS),
          new Foreign("str", "U[0-9]*|str_?|unicode", AS_FLOATS),
          new Foreign("string", "T", AS_FLOATS),
          new Foreign("datetime64", "(M8?|datetime64)(\\[.*])?", AS_INTEGERS),
          new Foreign("timedelta64", "(m8?|timedelta64)(\\[.*])?", AS_INTEGERS),
          new Foreign(
              "void",
              "V[0-9]*|void",
              "say what its bytes are: numpy.save(file, a.view('float32')), for example"));

  private TypeWords() {}

  /**
   * A type of NumPy's that Foldcast has not.
   *
   * @param name NumPy's
   * @param words what it is called in files, without a byte order: a regular expression
   * @param remedy how to make numbers of its elements
   */
  record Foreign(String name, Pattern words, String remedy) {
    Foreign(String name, String words, String remedy) {
      this(name, Pattern.compile(words), remedy);
    }
  }

  private static Map<String, DType> types() {
    Map<String, DType> types = new HashMap<>();
    for (DType dtype : DType.values()) {
      types.put(dtype.numpyName(), dtype);
      types.put(dtype.typeCode(), dtype);
    }
    WORDS.forEach((dtype, words) -> List.of(words.split(" ")).forEach(w -> types.put(w, dtype)));
    return types;
  }

  /**
   * The type that a word stands for, if Foldcast has it.
   *
   * @param ordered whether a byte order stands before the word: then it must be no name
   */
  static Optional<DType> find(String word, boolean ordered) {
    DType dtype = TYPES.get(word);
    boolean isCode = dtype != null && (word.length() == 1 || word.equals(dtype.typeCode()));
    return ordered && !isCode ? Optional.empty() : Optional.ofNullable(dtype);
  }

  /** The type of NumPy's that a word stands for, if Foldcast has it not. */
  static Optional<Foreign> foreign(String word) {
    return FOREIGN.stream().filter(type -> type.words.matcher(word).matches()).findFirst();
  }
}
