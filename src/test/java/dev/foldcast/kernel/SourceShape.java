package dev.foldcast.kernel;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * OpenCL source as far as renaming, comments and layout do not change it: each name of ours is the
 * number of its first appearance, the language's own names stay.
 */
final class SourceShape {
  private static final Pattern TOKENS =
      Pattern.compile(
          "//[^\n]*|/\\*.*?\\*/|\\s*(\n)\\s*|[ \t]+|([A-Za-z_]\\w*)|(.)", Pattern.DOTALL);

  /** Keywords, directives, types and functions of OpenCL C: a renamed one is another program. */
  private static final Pattern LANGUAGE =
      Pattern.compile(
          "_?_?(kernel|global|local|private|constant|attribute)(__)?|const|volatile|restrict|inline"
              + "|static|struct|typedef|enum|union|if|ifn?def|else|elif|endif|define|undef|include"
              + "|defined|pragma|OPENCL|FP_CONTRACT|EXTENSION|OFF|ON|enable|error|while|for|do|return|switch|case"
              + "|break|continue|default|goto|sizeof|void|bool|noinline|always_inline|aligned|packed"
              + "|u?(char|short|int|long)(2|3|4|8|16)?|(half|float|double)(2|3|4|8|16)?|size_t"
              + "|u?intptr_t|ptrdiff_t|(as|convert)_\\w+|v(load|store)\\w*|(get|work|sub|atomic|atom)_\\w+"
              + "|barrier|mem_fence|CLK_\\w+|s[0-9a-fA-F]+|x|y|z|w|lo|hi|even|odd|fma|mad|fabs|abs|min"
              + "|max|select|shuffle2?|mul_hi|mul24|clz|popcount|rotate|add_sat|upsample|bitselect"
              + "|is(nan|inf|equal|greater|less|finite|normal)\\w*|any|all|copysign|ldexp|nan|sign(bit)?"
              + "|prefetch|async_\\w+|step|rint|floor|ceil|trunc|sqrt|__\\w+|cl_\\w+");

  private SourceShape() {}

  static String of(String source) {
    Map<String, Integer> names = new HashMap<>();
    StringBuilder shape = new StringBuilder();
    Matcher tokens = TOKENS.matcher(source);
    while (tokens.find()) {
      String name = tokens.group(2);
      if (name != null) {
        boolean known = LANGUAGE.matcher(name).matches();
        shape
            .append(' ')
            .append(known ? name : "$" + names.computeIfAbsent(name, n -> names.size()));
      } else if (tokens.group(1) != null) {
        shape.append(shape.length() > 0 && shape.charAt(shape.length() - 1) == '\n' ? "" : "\n");
      } else if (tokens.group(3) != null) {
        shape.append(tokens.group(3));
      }
    }
    return shape.toString();
  }
}
