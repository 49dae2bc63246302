package dev.sinabro.io;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The safetensors format: the length of a JSON header (8 bytes, little-endian), the header, then the tensors one after the
 * other. The header names each tensor's type, shape and place, and holds text metadata under {@code __metadata__}.
 *
 * @param tensors by name, in the order of the file
 * @param metadata by key
 */
public record Safetensors(Map<String, HostTensor> tensors, Map<String, String> metadata) {
  private static final String METADATA = "__metadata__";
  private static final String WIDE = "I64";
  private static final int HEADER_ALIGNMENT = 8;
  private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Keeps copies of the maps, in their order. */
  public Safetensors {
    if (tensors.containsKey(METADATA)) {
      throw new IllegalArgumentException(
          "a tensor is named " + METADATA + ", which the format keeps for metadata; rename it");
    }
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Writes a file, all or nothing: it appears under its name when it is complete. Integers are written with 64 bits (I64), as
   * PyTorch counts.
   */
  public void write(Path file) throws IOException {
    byte[] header = header();
    Path partial = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".partial");
    try {
      try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        MemorySegment length = MemorySegment.ofArray(new byte[Long.BYTES]);
        length.set(LENGTH, 0, header.length);
        write(channel, length);
        write(channel, MemorySegment.ofArray(header));
        for (HostTensor tensor : tensors.values()) {
          write(channel, written(tensor));
        }
        channel.force(true);
      }
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (FileSystemException named) {
      throw named;
    } catch (IOException unnamed) { // a full disk does not say which
      throw new IOException(file + ": " + unnamed.getMessage(), unnamed);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static MemorySegment written(HostTensor tensor) {
    if (tensor.type().dtype() != DType.I32) {
      return tensor.bytes();
    }
    int[] values = tensor.ints();
    MemorySegment wide = MemorySegment.ofArray(new byte[values.length * Long.BYTES]);
    for (int i = 0; i < values.length; i++) {
      wide.setAtIndex(LENGTH, i, values[i]);
    }
    return wide;
  }

  private static void write(FileChannel channel, MemorySegment bytes) throws IOException {
    long chunk = 1 << 30;
    for (long from = 0; from < bytes.byteSize(); from += chunk) {
      var buffer = bytes.asSlice(from, Math.min(chunk, bytes.byteSize() - from)).asByteBuffer();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  private byte[] header() {
    JsonObject header = new JsonObject();
    if (!metadata.isEmpty()) {
      JsonObject texts = new JsonObject();
      metadata.forEach(texts::addProperty);
      header.add(METADATA, texts);
    }
    long offset = 0;
    for (Map.Entry<String, HostTensor> entry : tensors.entrySet()) {
      HostTensor tensor = entry.getValue();
      JsonArray shape = new JsonArray();
      for (int extent : tensor.type().shape().extents()) {
        shape.add(extent);
      }
      JsonArray place = new JsonArray();
      place.add(offset);
      boolean wide = tensor.type().dtype() == DType.I32;
      offset += tensor.bytes().byteSize() * (wide ? 2 : 1);
      place.add(offset);
      JsonObject description = new JsonObject();
      description.addProperty("dtype", wide ? WIDE : tensor.type().dtype().name());
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
   * @throws FormatException where it is no safetensors file, is cut off, has an element type that is not supported, or an
   *     integer beyond 32 bits
   */
  public static Safetensors read(Path file) throws IOException {
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
      try {
        return parse(JsonParser.parseString(new String(header, StandardCharsets.UTF_8)).getAsJsonObject(),
            all.asSlice(Long.BYTES + length), file);
      } catch (JsonParseException | IllegalStateException | ClassCastException | UnsupportedOperationException
          | IllegalArgumentException | ArithmeticException e) {
        throw new FormatException(file + " has a header that is not what safetensors asks for: " + e.getMessage());
      }
    }
  }

  private static Safetensors parse(JsonObject header, MemorySegment data, Path file) throws FormatException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
      JsonObject value = entry.getValue().getAsJsonObject();
      if (entry.getKey().equals(METADATA)) {
        value.entrySet().forEach(text -> metadata.put(text.getKey(), text.getValue().getAsString()));
      } else {
        tensors.put(entry.getKey(), tensor(entry.getKey(), value, data, file));
      }
    }
    return new Safetensors(tensors, metadata);
  }

  private static HostTensor tensor(String name, JsonObject description, MemorySegment data, Path file)
      throws FormatException {
    JsonElement dtype = description.get("dtype");
    JsonArray shape = description.getAsJsonArray("shape");
    JsonArray place = description.getAsJsonArray("data_offsets");
    if (dtype == null || shape == null || place == null || place.size() != 2) {
      throw new FormatException(file + ": tensor " + name + " lacks dtype, shape or data_offsets");
    }
    int[] extents = shape.asList().stream().mapToInt(extent -> extent.getAsBigDecimal().intValueExact()).toArray();
    long begin = place.get(0).getAsBigDecimal().longValueExact();
    long end = place.get(1).getAsBigDecimal().longValueExact();
    boolean wide = dtype.getAsString().equals(WIDE);
    TensorType type =
        new TensorType(wide ? DType.I32 : dtype(dtype.getAsString(), name, file), Shape.of(extents));
    if (begin < 0 || end > data.byteSize() || end - begin != type.byteSize() * (wide ? 2 : 1)) {
      throw new FormatException(
          file + ": tensor " + name + " " + type + " lies at bytes " + begin + " to " + end + " of "
              + data.byteSize() + "; the file is cut off or damaged");
    }
    MemorySegment bytes = data.asSlice(begin, end - begin);
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
