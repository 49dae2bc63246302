package dev.sinabro.cli.terminal;

import java.io.Console;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The terminal that a person watches, where there is one. */
public final class Terminal {
  private static final int STANDARD_OUTPUT = 1;
  private static final long TIOCGWINSZ = 0x5413;
  private static final Size USUAL = new Size(80, 24);

  private Terminal() {}

  /** Its size in characters, at least 1 each. */
  record Size(int columns, int rows) {}

  /** Whether a person watches, on a terminal that can draw lines anew. */
  public static boolean isPresent() {
    Console console = System.console();
    return console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
  }

  /** Whether what is drawn there may have colors: not where the user set {@code NO_COLOR}. */
  public static boolean hasColors() {
    String refused = System.getenv("NO_COLOR");
    return isPresent() && (refused == null || refused.isEmpty());
  }

  /** How large it is now; asked at each drawing, it follows when the user changes that. */
  static Size size() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
      int failed = (int) WindowSize.IOCTL.invokeExact(STANDARD_OUTPUT, TIOCGWINSZ, size);
      int rows = Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 0));
      int columns = Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 1));
      return failed == 0 && rows > 0 && columns > 0 ? new Size(columns, rows) : USUAL;
    } catch (Throwable notHere) {
      return USUAL;
    }
  }

  /** The call of the system, looked up when a size is first asked for. */
  private static final class WindowSize {
    @SuppressWarnings("restricted")
    static final MethodHandle IOCTL = Linker.nativeLinker().downcallHandle(
        Linker.nativeLinker().defaultLookup().find("ioctl").orElseThrow(), FunctionDescriptor.of(ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
        Linker.Option.firstVariadicArg(2));
  }
}
