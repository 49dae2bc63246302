package dev.sinabro.data;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Arrays as NumPy stores them: {@code .npy}, one array, and {@code .npz}, a ZIP archive of such files. The format is that of
 * {@code numpy.lib.format}, versions 1 to 3, of either order of bytes and of axes; records and objects are refused, since
 * the latter are programs.
 *
 * <p>{@code f4} becomes {@link DType#F32}, {@code f2} too, {@code f8} {@link DType#F64}, {@code b1} {@link DType#BOOL},
 * {@code u1} {@link DType#U8}; the other integers become {@link DType#I32} where each of them fits. An array of a file whose
 * bytes are those already is mapped, not copied.
 */
public final class Npy {
  /** More than any deflated data are made of as many bytes: a larger claim is none that a reader should believe. */
  private static final long MOST_FROM_A_BYTE = 1_040;
  private static final int MOST_MEMBERS = 10_000;
  private static final int CHUNK = 1 << 16;
  private static final String ENDING = ".npy";

  private Npy() {}

  /**
   * The array of a {@code .npy} file.
   *
   * @throws DataException where it is none, is cut off, goes on behind its end, or holds what is not supported
   */
  public static HostTensor read(Path file) {
    String source = file.toString();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return parse(source, channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
    } catch (IOException e) {
      throw Csv.unreadable(source, e);
    }
  }

  /**
   * The arrays of a {@code .npz} file by their names, in the order of the archive.
   *
   * @throws DataException where it is none, or an array cannot be read
   */
  public static Map<String, HostTensor> archive(Path file) {
    String source = file.toString();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.size() > MOST_MEMBERS) {
        throw DataException.ofSource(source, "has " + zip.size() + " members, more than " + MOST_MEMBERS);
      }
      Map<String, HostTensor> arrays = new LinkedHashMap<>();
      long packed = 0;
      for (ZipEntry entry : zip.stream().<ZipEntry>map(each -> each).toList()) {
        packed += Math.max(0, entry.getCompressedSize());
        String place = source + ", member " + entry.getName();
        if (packed > file.toFile().length()) {
          throw DataException.ofSource(place, "its bytes overlap with those of others; the archive is damaged");
        }
        if (!entry.getName().endsWith(ENDING)) {
          throw DataException.ofSource(place, "is no array; an .npz file holds " + ENDING + " files alone");
        }
        String name = entry.getName().substring(0, entry.getName().length() - ENDING.length());
        if (arrays.put(name, parse(place, unpacked(place, zip, entry))) != null) {
          throw DataException.ofSource(place, "is there twice; the archive is damaged");
        }
      }
      return arrays;
    } catch (EOFException | ZipException damaged) {
      throw DataException.ofSource(source, "is no ZIP archive, or a damaged one (" + damaged.getMessage()
          + "); fetch or save it again");
    } catch (IOException e) {
      throw Csv.unreadable(source, e);
    }
  }

  private static MemorySegment unpacked(String place, ZipFile zip, ZipEntry entry) throws IOException {
    long size = entry.getSize();
    if (size < 0 || size / MOST_FROM_A_BYTE > entry.getCompressedSize()) {
      throw DataException.ofSource(place, "claims " + size + " bytes, made of " + entry.getCompressedSize()
          + "; the archive is damaged");
    }
    MemorySegment all = Arena.ofAuto().allocate(size, Long.BYTES);
    try (InputStream stream = zip.getInputStream(entry)) {
      byte[] chunk = new byte[CHUNK];
      long at = 0;
      for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
        if (at + read > size) {
          throw DataException.ofSource(place, "goes on behind the " + size + " bytes that it claims");
        }
        MemorySegment.copy(chunk, 0, all, ValueLayout.JAVA_BYTE, at, read);
        at += read;
      }
      if (at < size) {
        throw DataException.ofSource(place, "ends at byte " + at + " of the " + size + " that it claims");
      }
    }
    return all;
  }

  private static HostTensor parse(String source, MemorySegment all) {
    NpyHeader header = NpyHeader.of(source, all);
    MemorySegment stored = all.asSlice(header.bytes());
    NpyType type = header.type();
    boolean asStored = type.isAsStored() && !(header.isFortran() && header.extents().size() > 1);
    TensorType target = new TensorType(type.becomes(),
        Shape.of(header.extents().stream().mapToInt(Integer::intValue).toArray()));
    return new HostTensor(target, asStored ? stored : converted(source, header, stored, target));
  }

  private static MemorySegment converted(String source, NpyHeader header, MemorySegment stored, TensorType target) {
    MemorySegment values = Arena.ofAuto().allocate(target.byteSize(), Long.BYTES);
    NpyType type = header.type();
    long count = header.count();
    long[] strides = header.isFortran() ? fortran(header.extents()) : null;
    int[] place = new int[header.extents().size()];
    for (long i = 0; i < count; i++) {
      long from = strides == null ? i : offset(place, strides, header.extents());
      if (!type.convert(stored, from, values, i)) {
        throw DataException.ofByte(source, header.bytes() + from * type.size(),
            "holds an integer beyond 32 bits, found " + type.text(stored, from)
                + "; save the array as float64 or int32");
      }
    }
    return values;
  }

  /** How far apart, in elements, two are stored that follow each other along an axis. */
  private static long[] fortran(List<Integer> extents) {
    long[] strides = new long[extents.size()];
    long stride = 1;
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = stride;
      stride *= extents.get(axis);
    }
    return strides;
  }

  /** Where the element at a place is stored; moves on to the next place, the last axis first. */
  private static long offset(int[] place, long[] strides, List<Integer> extents) {
    long offset = 0;
    for (int axis = 0; axis < place.length; axis++) {
      offset += place[axis] * strides[axis];
    }
    int axis = place.length - 1;
    while (axis >= 0 && ++place[axis] == extents.get(axis)) {
      place[axis--] = 0;
    }
    return offset;
  }

  /** The order of bytes of the machine that the values of a {@link HostTensor} have. */
  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
}
