package dev.sinabro.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before the elements of a {@code .npy} file: a magic word, a version, and a dictionary as Python writes it.
 *
 * @param isFortran whether the first axis moves fastest; else the last one
 * @param bytes before the elements
 */
record NpyHeader(NpyType type, boolean isFortran, List<Integer> extents, long bytes) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int VERSION = MAGIC.length;
  private static final int LENGTH = VERSION + 2;
  /** More than NumPy itself reads without being told to. */
  private static final int LONGEST = 10_000;
  private static final int MOST_AXES = 32;

  /** Possessive where blanks are: they could else be shared out in so many ways that a short header takes minutes. */
  private static final Pattern DICTIONARY =
      Pattern.compile("\\{\\s*+(?:'[a-z_]++'\\s*+:\\s*+(?:'[^']*+'|True|False|\\([^()]*+\\))"
          + "\\s*+,?+\\s*+){3}\\}\\s*+");
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\s]*)\\)");

  /** @throws DataException where it is none, or the elements do not end where it says that they do */
  static NpyHeader of(String source, MemorySegment all) {
    if (all.byteSize() < LENGTH + 2 || !isMagic(all)) {
      throw DataException.ofByte(source, 0,
          "expected \\x93NUMPY, with which an array of NumPy begins; save it by numpy.save");
    }
    int version = all.get(ValueLayout.JAVA_BYTE, VERSION);
    if (version < 1 || version > 3) {
      throw DataException.ofByte(source, VERSION, "expected version 1, 2 or 3 of the format, found " + version);
    }
    int lengthBytes = version == 1 ? 2 : 4;
    long begin = LENGTH + lengthBytes;
    if (all.byteSize() < begin) {
      throw DataException.ofByte(source, all.byteSize(), "the file ends within its header");
    }
    long length = version == 1
        ? Short.toUnsignedLong(all.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), LENGTH))
        : Integer.toUnsignedLong(all.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), LENGTH));
    if (length > LONGEST || begin + length > all.byteSize()) {
      throw DataException.ofByte(source, LENGTH, "claims a header of " + length + " bytes, but there are "
          + (all.byteSize() - begin) + ", and more than " + LONGEST + " are not read");
    }
    byte[] text = all.asSlice(begin, length).toArray(ValueLayout.JAVA_BYTE);
    return of(source, new String(text, StandardCharsets.UTF_8), begin, begin + length, all.byteSize());
  }

  private static boolean isMagic(MemorySegment all) {
    return all.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) < 0;
  }

  private static NpyHeader of(String source, String text, long begin, long end, long size) {
    Matcher type = TYPE.matcher(text);
    Matcher fortran = FORTRAN.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (text.contains("[")) {
      throw DataException.ofByte(source, begin, "holds records; save each of their fields as an array of its own");
    }
    if (!DICTIONARY.matcher(text).matches() || !type.find() || !fortran.find() || !shape.find()) {
      throw DataException.ofByte(source, begin, "expected a dictionary of descr, fortran_order and shape, found "
          + text.strip().substring(0, Math.min(80, text.strip().length())));
    }
    NpyType element = NpyType.of(type.group(1)).orElseThrow(() -> DataException.ofByte(source, begin,
        "holds elements of type '" + type.group(1) + "'; save floats, integers, bytes or truth values instead"));
    List<Integer> extents = extents(source, shape.group(1), begin);
    NpyHeader header = new NpyHeader(element, fortran.group(1).equals("True"), extents, end);
    long wanted = header.count() * element.size();
    if (size - end != wanted) {
      throw DataException.ofByte(source, Math.min(size, end + wanted), size - end < wanted
          ? "the file ends, but its elements " + extents + " reach to byte " + (end + wanted)
              + "; fetch or save it again"
          : "expected the end behind the elements " + extents + ", found " + (size - end - wanted) + " bytes more");
    }
    return header;
  }

  private static List<Integer> extents(String source, String text, long begin) {
    List<Integer> extents = new ArrayList<>();
    double count = 1;
    for (String extent : text.isBlank() ? new String[0] : text.split(",")) {
      if (extent.isBlank()) {
        continue;
      }
      String digits = extent.strip();
      long value = digits.length() > 10 || !digits.chars().allMatch(Character::isDigit) ? -1 : Long.parseLong(digits);
      count *= Math.max(1, value);
      if (value < 0 || value > Integer.MAX_VALUE || extents.size() == MOST_AXES || count > 1L << 48) {
        throw DataException.ofByte(source, begin,
            "claims a shape of (" + text.strip() + "), which is none that can be read");
      }
      extents.add((int) value);
    }
    return extents;
  }

  /** The number of elements. */
  long count() {
    return extents.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
  }
}
