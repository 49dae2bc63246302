package dev.sinabro.io;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.StoredTensor;
import dev.sinabro.graph.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The safetensors format: the length of a JSON header (8 bytes, little-endian), the header, then the tensors one after the
 * other. The header names each tensor's type, shape and place, and holds text metadata under {@code __metadata__}.
 * What is written here has a checksum there, which is compared when it is read, and is no part of what is read.
 *
 * @param tensors by name, in the order of the file
 * @param metadata by key
 */
public record Safetensors(Map<String, HostTensor> tensors, Map<String, String> metadata) {
  private static final String METADATA = "__metadata__";
  private static final String WIDE = "I64";
  private static final String CHECKSUM = "sinabro.crc32c";
  private static final String NO_CHECKSUM = "00000000";
  private static final int HEADER_ALIGNMENT = 8;
  private static final int PIECE = 1 << 22;
  private static final ValueLayout.OfInt INTEGER = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Keeps copies of the maps, in their order. */
  public Safetensors {
    requireNames(tensors);
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  private static void requireNames(Map<String, ? extends StoredTensor> tensors) {
    if (tensors.containsKey(METADATA)) {
      throw new IllegalArgumentException(
          "a tensor is named " + METADATA + ", which the format keeps for metadata; rename it");
    }
  }

  /** As {@link #write(Path, Map, Map)}. */
  public void write(Path file) throws IOException {
    write(file, tensors, metadata);
  }

  /**
   * Writes a file, {@linkplain WholeFile all or nothing}, with a checksum (CRC-32C) of all of it. Integers are written with
   * 64 bits (I64), as PyTorch counts. Tensors are read some megabytes at a time.
   */
  public static void write(Path file, Map<String, ? extends StoredTensor> tensors, Map<String, String> metadata)
      throws IOException {
    requireNames(tensors);
    byte[] header = header(tensors, metadata);
    long bytes = Long.BYTES + header.length + tensors.values().stream().mapToLong(Safetensors::writtenBytes).sum();
    WholeFile.write(file, bytes, channel -> {
      CRC32C checksum = new CRC32C();
      checksum.update(header);
      MemorySegment length = MemorySegment.ofArray(new byte[Long.BYTES]);
      length.set(LENGTH, 0, header.length);
      WholeFile.writeAll(channel, length.asByteBuffer());
      WholeFile.writeAll(channel, ByteBuffer.wrap(header));
      for (StoredTensor tensor : tensors.values()) {
        write(channel, tensor, checksum);
      }
      channel.position(Long.BYTES + placeOfChecksum(header));
      WholeFile.writeAll(channel, ByteBuffer.wrap(text(checksum)));
    });
  }

  private static byte[] text(CRC32C checksum) {
    return HexFormat.of().toHexDigits((int) checksum.getValue()).getBytes(StandardCharsets.US_ASCII);
  }

  /** Where its digits begin in a header; -1 where it has none. */
  private static int placeOfChecksum(byte[] header) {
    String start = "\"" + CHECKSUM + "\":\"";
    int found = new String(header, StandardCharsets.ISO_8859_1).indexOf(start);
    return found < 0 || found + start.length() + NO_CHECKSUM.length() > header.length ? -1 : found + start.length();
  }

  private static long writtenBytes(StoredTensor tensor) {
    return tensor.type().byteSize() * (tensor.type().dtype() == DType.I32 ? 2 : 1);
  }

  private static void write(FileChannel channel, StoredTensor tensor, CRC32C checksum) throws IOException {
    long size = tensor.type().byteSize();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Math.min(size, PIECE), Long.BYTES);
      for (long from = 0; from < size; from += PIECE) {
        MemorySegment piece = memory.asSlice(0, Math.min(PIECE, size - from));
        tensor.read(from, piece);
        MemorySegment written = tensor.type().dtype() == DType.I32 ? wide(piece, arena) : piece;
        checksum.update(written.asByteBuffer());
        WholeFile.writeAll(channel, written.asByteBuffer());
      }
    }
  }

  private static MemorySegment wide(MemorySegment integers, Arena arena) {
    long count = integers.byteSize() / Integer.BYTES;
    MemorySegment wide = arena.allocate(count * Long.BYTES, Long.BYTES);
    for (long i = 0; i < count; i++) {
      wide.setAtIndex(LENGTH, i, integers.getAtIndex(INTEGER, i));
    }
    return wide;
  }

  private static byte[] header(Map<String, ? extends StoredTensor> tensors, Map<String, String> metadata) {
    JsonObject header = new JsonObject();
    JsonObject texts = new JsonObject();
    texts.addProperty(CHECKSUM, NO_CHECKSUM);
    metadata.forEach(texts::addProperty);
    header.add(METADATA, texts);
    long offset = 0;
    for (Map.Entry<String, ? extends StoredTensor> entry : tensors.entrySet()) {
      TensorType type = entry.getValue().type();
      JsonArray shape = new JsonArray();
      for (int extent : type.shape().extents()) {
        shape.add(extent);
      }
      JsonArray place = new JsonArray();
      place.add(offset);
      boolean wide = type.dtype() == DType.I32;
      offset += writtenBytes(entry.getValue());
      place.add(offset);
      JsonObject description = new JsonObject();
      description.addProperty("dtype", wide ? WIDE : type.dtype().name());
      description.add("shape", shape);
      description.add("data_offsets", place);
      header.add(entry.getKey(), description);
    }
    String text = header.toString();
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return (text + " ".repeat(Math.floorMod(-bytes, HEADER_ALIGNMENT))).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a file. Integers of 64 bits (I64, as PyTorch counts in) are read as I32.
   *
   * @throws FormatException where it is no safetensors file, is cut off, has tensors that overlap, an element type that is
   *     not supported, an integer beyond 32 bits, or another content than that of its checksum
   */
  public static Safetensors read(Path file) throws IOException {
    return read(file, false);
  }

  /**
   * Reads a file that {@link #write} wrote, such as a checkpoint.
   *
   * @throws FormatException as {@link #read}, and where it has no checksum
   */
  public static Safetensors readChecked(Path file) throws IOException {
    return read(file, true);
  }

  private static Safetensors read(Path file, boolean checked) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment all = channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      if (all.byteSize() < Long.BYTES) {
        throw new FormatException(file + " has only " + all.byteSize() + " bytes; it is no safetensors file");
      }
      long length = all.get(LENGTH, 0);
      if (length < 2 || length > all.byteSize() - Long.BYTES || length > Integer.MAX_VALUE) {
        throw new FormatException(file + " says that its header has " + length + " bytes, but it has " + all.byteSize()
            + " in all; it is cut off, or no safetensors file");
      }
      byte[] header = all.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
      requireChecksum(file, header, all.asSlice(Long.BYTES + length), checked);
      try {
        return parse(JsonParser.parseString(new String(header, StandardCharsets.UTF_8)).getAsJsonObject(),
            all.asSlice(Long.BYTES + length), file);
      } catch (JsonParseException | IllegalStateException | ClassCastException | UnsupportedOperationException
          | IllegalArgumentException | ArithmeticException e) {
        throw new FormatException(file + " has a header that is not what safetensors asks for: " + e.getMessage());
      }
    }
  }

  private static void requireChecksum(Path file, byte[] header, MemorySegment data, boolean always)
      throws FormatException {
    int place = placeOfChecksum(header);
    if (place < 0) {
      if (always) {
        throw new FormatException(file + " has no checksum: it is damaged, or Sinabro did not write it");
      }
      return;
    }
    byte[] digits = NO_CHECKSUM.getBytes(StandardCharsets.US_ASCII);
    byte[] cleared = header.clone();
    System.arraycopy(digits, 0, cleared, place, digits.length);
    CRC32C checksum = new CRC32C();
    checksum.update(cleared);
    for (long from = 0; from < data.byteSize(); from += PIECE) {
      checksum.update(data.asSlice(from, Math.min(PIECE, data.byteSize() - from)).asByteBuffer());
    }
    if (!Arrays.equals(text(checksum), Arrays.copyOfRange(header, place, place + digits.length))) {
      throw new FormatException(file + " is damaged: its content is not that of its checksum; take another copy");
    }
  }

  private static Safetensors parse(JsonObject header, MemorySegment data, Path file) throws FormatException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
      JsonObject value = entry.getValue().getAsJsonObject();
      if (entry.getKey().equals(METADATA)) {
        value.entrySet().stream().filter(text -> !text.getKey().equals(CHECKSUM))
            .forEach(text -> metadata.put(text.getKey(), text.getValue().getAsString()));
      } else {
        tensors.put(entry.getKey(), tensor(entry.getKey(), value, data, file));
      }
    }
    requireOwnPlaces(tensors, header, file);
    return new Safetensors(tensors, metadata);
  }

  /** Bytes that belong to two tensors are a fault of the file: its writer had other places in mind. */
  private static void requireOwnPlaces(Map<String, HostTensor> tensors, JsonObject header, Path file)
      throws FormatException {
    List<Map.Entry<String, Place>> places = tensors.keySet().stream()
        .map(name -> Map.entry(name, Place.of(header.getAsJsonObject(name)))).filter(each -> !each.getValue().isEmpty())
        .sorted(Comparator.comparingLong(each -> each.getValue().begin)).toList();
    for (int i = 1; i < places.size(); i++) {
      Place before = places.get(i - 1).getValue();
      Place next = places.get(i).getValue();
      if (next.begin < before.end) {
        throw new FormatException(file + ": tensor " + places.get(i).getKey() + " at bytes " + next.begin + " to "
            + next.end + " overlaps tensor " + places.get(i - 1).getKey() + " at bytes " + before.begin + " to "
            + before.end + "; the file is damaged");
      }
    }
  }

  /** Where the bytes of a tensor lie behind the header. */
  private record Place(long begin, long end) {
    static Place of(JsonObject description) {
      JsonArray offsets = description.getAsJsonArray("data_offsets");
      return new Place(offsets.get(0).getAsBigDecimal().longValueExact(),
          offsets.get(1).getAsBigDecimal().longValueExact());
    }

    boolean isEmpty() {
      return begin == end;
    }
  }

  private static HostTensor tensor(String name, JsonObject description, MemorySegment data, Path file)
      throws FormatException {
    JsonElement dtype = description.get("dtype");
    JsonArray shape = description.getAsJsonArray("shape");
    JsonArray offsets = description.getAsJsonArray("data_offsets");
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw new FormatException(file + ": tensor " + name + " lacks dtype, shape or data_offsets");
    }
    int[] extents = shape.asList().stream().mapToInt(extent -> extent.getAsBigDecimal().intValueExact()).toArray();
    Place place = Place.of(description);
    boolean wide = dtype.getAsString().equals(WIDE);
    TensorType type =
        new TensorType(wide ? DType.I32 : dtype(dtype.getAsString(), name, file), Shape.of(extents));
    if (place.begin < 0 || place.end > data.byteSize() || place.end - place.begin != type.byteSize() * (wide ? 2 : 1)) {
      throw new FormatException(
          file + ": tensor " + name + " " + type + " lies at bytes " + place.begin + " to " + place.end + " of "
              + data.byteSize() + "; the file is cut off or damaged");
    }
    MemorySegment bytes = data.asSlice(place.begin, place.end - place.begin);
    return new HostTensor(type, wide ? narrowed(bytes, name, file) : bytes);
  }

  private static MemorySegment narrowed(MemorySegment integers, String tensor, Path file) throws FormatException {
    int[] values = new int[Math.toIntExact(integers.byteSize() / Long.BYTES)];
    for (int i = 0; i < values.length; i++) {
      long value = integers.getAtIndex(LENGTH, i);
      values[i] = (int) value;
      if (values[i] != value) {
        throw new FormatException(file + ": element " + i + " of tensor " + tensor + " is " + value
            + ", and integers are read up to 32 bits; save it as reals");
      }
    }
    return MemorySegment.ofArray(values);
  }

  private static DType dtype(String name, String tensor, Path file) throws FormatException {
    for (DType dtype : DType.values()) {
      if (dtype.name().equals(name)) {
        return dtype;
      }
    }
    throw new FormatException(
        file + ": tensor " + tensor + " has element type " + name + "; read are F32, F64, I32, I64, U8, BOOL");
  }
}
