package dev.sinabro.graph;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.security.CodeSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the line of the user's code that asked for an operation. */
final class SourceLine {
  private static final StackWalker WALKER = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);
  private static final @Nullable CodeSource LIBRARY = codeSource(SourceLine.class);

  /**
   * Whether a class belongs to this library or to the JDK. Looking this up is slow, and a graph asks for the same few
   * classes thousands of times.
   */
  private static final ClassValue<Boolean> IS_LIBRARY =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isOfJdk(type.getModule()) || Objects.equals(codeSource(type), LIBRARY);
        }
      };

  private SourceLine() {}

  /** The innermost frame outside of this library, such as {@code Main.java:17}; "unknown source" where there is none. */
  static String ofUser() {
    return WALKER.walk(
        frames -> frames
            .filter(frame -> !IS_LIBRARY.get(frame.getDeclaringClass()))
            .findFirst()
            .map(SourceLine::format)
            .orElse("unknown source"));
  }

  private static boolean isOfJdk(Module module) {
    return module.isNamed() && (module.getName().startsWith("java.") || module.getName().startsWith("jdk."));
  }

  private static String format(StackFrame frame) {
    return frame.getFileName() + ":" + frame.getLineNumber();
  }

  private static @Nullable CodeSource codeSource(Class<?> type) {
    return type.getProtectionDomain().getCodeSource();
  }
}
