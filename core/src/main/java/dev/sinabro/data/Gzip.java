package dev.sinabro.data;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Unpacks what was packed by gzip, however it is named. A byte of it can stand for {@code 1032}, so that a small file could
 * fill memory or keep a processor busy for hours; tables shrink to a tenth, those of zeros and ones to some hundredth.
 */
final class Gzip {
  static final int MAGIC = 0x1f8b;
  /** Times the size of the packed file. */
  static final int MOST_TIMES = 500;
  /** Up to here it may be as dense as it likes. */
  private static final long HARMLESS = 1L << 24;
  private static final int BUFFER = 1 << 16;

  private Gzip() {}

  /** It becomes larger than data does. */
  static final class TooDenseException extends IOException {
    private static final long serialVersionUID = 1L;

    private TooDenseException() {
      super("was packed by gzip and unpacks to more than " + MOST_TIMES + " times its size, as data hardly does;"
          + " where it is what it should be, unpack it first (gunzip)");
    }
  }

  /**
   * The bytes of a stream, of one that was packed those that were packed. A read ends with a {@link TooDenseException} where
   * these are too many.
   */
  static InputStream unpacked(InputStream stream) throws IOException {
    var buffered = new BufferedInputStream(stream, BUFFER);
    buffered.mark(2);
    boolean packed = (buffered.read() << 8 | buffered.read()) == MAGIC;
    buffered.reset();
    if (!packed) {
      return buffered;
    }
    var read = new Counted(buffered);
    return new Limited(new GZIPInputStream(read, BUFFER), read);
  }

  /** Counts what is read of another stream. */
  private static class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      count += Math.max(0, read);
      return read;
    }
  }

  private static final class Limited extends Counted {
    private final Counted packed;

    Limited(InputStream unpacked, Counted packed) {
      super(unpacked);
      this.packed = packed;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      if (super.count > HARMLESS && super.count > MOST_TIMES * packed.count) {
        throw new TooDenseException();
      }
      return read;
    }
  }
}
