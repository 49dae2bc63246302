package dev.sinabro.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  @TempDir
  private Path folder = Path.of("");

  private Path file() {
    return folder.resolve("model.safetensors");
  }

  private static HostTensor tensor(DType dtype, Shape shape, byte... bytes) {
    return new HostTensor(new TensorType(dtype, shape), MemorySegment.ofArray(bytes));
  }

  private static byte[] counting(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i * 37 + 11);
    }
    return bytes;
  }

  @Test
  void whatIsWrittenIsReadToTheBit() throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("0.weight", tensor(DType.F32, Shape.of(2, 3), counting(24)));
    tensors.put("empty", tensor(DType.F64, Shape.of(0, 7)));
    tensors.put("scalar", tensor(DType.F64, Shape.SCALAR, counting(8)));
    tensors.put("시나브로 \"π\" \\ \n\u2028", tensor(DType.U8, Shape.of(3), counting(3)));
    tensors.put("", tensor(DType.BOOL, Shape.of(1, 1, 2), (byte) 1, (byte) 0));
    tensors.put("labels", tensor(DType.I32, Shape.of(2), counting(8)));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("klasse", "Süßes, 漢字, \"quotes\"");
    metadata.put("json", "{\"a\": [1, 2]}");
    metadata.put("nothing", "");
    new Safetensors(tensors, metadata).write(file());

    Safetensors read = Safetensors.read(file());
    assertEquals(metadata, read.metadata());
    assertEquals(List.copyOf(metadata.keySet()), List.copyOf(read.metadata().keySet()));
    assertEquals(List.copyOf(tensors.keySet()), List.copyOf(read.tensors().keySet()));
    tensors.forEach((name, tensor) -> {
      HostTensor same = read.tensors().getOrDefault(name, tensor(DType.U8, Shape.of(0)));
      assertEquals(tensor.type(), same.type(), name);
      assertArrayEquals(tensor.bytes().toArray(ValueLayout.JAVA_BYTE), same.bytes().toArray(ValueLayout.JAVA_BYTE),
          name);
    });
  }

  /** More bytes than are read of a tensor at a time. */
  @Test
  void largeTensorsAreWrittenInPieces() throws IOException {
    int count = (1 << 20) + 3;
    int[] integers = IntStream.range(0, count).map(i -> i * 31).toArray();
    HostTensor tensor = new HostTensor(TensorType.i32(count), MemorySegment.ofArray(integers));
    HostTensor reals = new HostTensor(TensorType.f32(count), tensor.bytes());
    new Safetensors(Map.of("integers", tensor, "reals", reals), Map.of()).write(file());
    Safetensors read = Safetensors.read(file());
    assertArrayEquals(integers, Objects.requireNonNull(read.tensors().get("integers")).ints());
    assertEquals(-1, reals.bytes().mismatch(Objects.requireNonNull(read.tensors().get("reals")).bytes()));
  }

  /** Worked out by hand from the format's description, the checksum by one bit after the other. */
  @Test
  void theBytesOfAFileAreTheExpectedOnes() throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("w", tensor(DType.F32, Shape.of(1, 2), (byte) 0, (byte) 0, (byte) 0x80, (byte) 0x3F, (byte) 0, (byte) 0,
        (byte) 0, (byte) 0xC0));
    tensors.put("n", tensor(DType.U8, Shape.SCALAR, (byte) 255));
    new Safetensors(tensors, Map.of("k", "é")).write(file());
    String header =
        "{\"__metadata__\":{\"sinabro.crc32c\":\"7145a238\",\"k\":\"é\"},\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
            + "\"n\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[8,9]}}";
    assertEquals(161, header.getBytes(StandardCharsets.UTF_8).length, "the header's length without padding");
    String expected =
        "a800000000000000" + HexFormat.of().formatHex((header + " ".repeat(7)).getBytes(StandardCharsets.UTF_8))
            + "0000803f000000c0" + "ff";
    assertEquals(expected, HexFormat.of().formatHex(Files.readAllBytes(file())));
  }

  @Test
  void anEmptyFileOfTensorsIsOne() throws IOException {
    new Safetensors(Map.of(), Map.of()).write(file());
    String header = "{\"__metadata__\":{\"sinabro.crc32c\":\"b79131be\"}}  ";
    assertEquals("3000000000000000" + HexFormat.of().formatHex(header.getBytes(StandardCharsets.UTF_8)),
        HexFormat.of().formatHex(Files.readAllBytes(file())));
    assertEquals(new Safetensors(Map.of(), Map.of()), Safetensors.read(file()));
  }

  /** As a Python program writes it: with spaces, unsorted offsets, no padding. */
  @Test
  void aFileOfAnotherWriterIsRead() throws IOException {
    write("{\"b\": {\"shape\": [2], \"dtype\": \"I32\", \"data_offsets\": [4, 12]},\n"
        + " \"a\": {\"dtype\": \"F32\", \"data_offsets\": [0, 4], \"shape\": [], \"more\": null}}",
        (byte) 0, (byte) 0, (byte) 0, (byte) 0x3F, (byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte) 0xFE, (byte) 0xFF,
        (byte) 0xFF, (byte) 0xFF);
    Map<String, HostTensor> tensors = Safetensors.read(file()).tensors();
    MemorySegment b = bytes(tensors, "b");
    assertEquals(1, b.get(ValueLayout.JAVA_INT_UNALIGNED, 0));
    assertEquals(-2, b.get(ValueLayout.JAVA_INT_UNALIGNED, 4));
    assertEquals(0.5f, bytes(tensors, "a").get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0));
  }

  private static MemorySegment bytes(Map<String, HostTensor> tensors, String name) {
    HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new AssertionError("no " + name + " in " + tensors.keySet());
    }
    return tensor.bytes();
  }

  private void write(String header, byte... data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    Files.write(file(),
        ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length)
            .put(text).put(data).array());
  }

  private static byte[] longs(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      bytes.putLong(value);
    }
    return bytes.array();
  }

  /** As PyTorch writes {@code num_batches_tracked}. */
  @Test
  void integersOf64BitsAreReadWhereTheyFit() throws IOException {
    write("{\"t\": {\"dtype\": \"I64\", \"shape\": [3], \"data_offsets\": [0, 24]}}",
        longs(7, Integer.MIN_VALUE, Integer.MAX_VALUE));
    HostTensor read = Safetensors.read(file()).tensors().get("t");
    assertEquals(TensorType.i32(3), read.type());
    assertArrayEquals(new int[] {7, Integer.MIN_VALUE, Integer.MAX_VALUE}, read.ints());
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 31, -(1L << 31) - 1, Long.MAX_VALUE})
  void integersBeyond32BitsAreRefused(long value) throws IOException {
    write("{\"t\": {\"dtype\": \"I64\", \"shape\": [2], \"data_offsets\": [0, 16]}}", longs(7, value));
    assertEquals(": element 1 of tensor t is " + value + ", and integers are read up to 32 bits; save it as reals",
        refusal());
  }

  private String refusal() {
    String message = String.valueOf(assertThrows(FormatException.class, () -> Safetensors.read(file())).getMessage());
    assertTrue(message.startsWith(file().toString()), message);
    return message.substring(file().toString().length());
  }

  /** Four bytes of data follow each header. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`',
      textBlock = """
          {"t": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}   | : tensor t f32[2] lies at bytes 0 to 8 of 4; the file is cut off or damaged
          {"t": {"dtype": "F32", "shape": [1], "data_offsets": [2, 6]}}   | : tensor t f32[1] lies at bytes 2 to 6 of 4; the file is cut off or damaged
          {"t": {"dtype": "F32", "shape": [1], "data_offsets": [-4, 0]}}  | : tensor t f32[1] lies at bytes -4 to 0 of 4; the file is cut off or damaged
          {"t": {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]}}   | : tensor t f32[1] lies at bytes 4 to 0 of 4; the file is cut off or damaged
          {"t": {"dtype": "F32", "shape": [1], "data_offsets": [0, 2]}}   | : tensor t f32[1] lies at bytes 0 to 2 of 4; the file is cut off or damaged
          {"t": {"dtype": "BF16", "shape": [1], "data_offsets": [0, 2]}}  | : tensor t has element type BF16; read are F32, F64, I32, I64, U8, BOOL
          {"t": {"dtype": "f32", "shape": [1], "data_offsets": [0, 4]}}   | : tensor t has element type f32; read are F32, F64, I32, I64, U8, BOOL
          {"t": {"shape": [1], "data_offsets": [0, 4]}}                   | : tensor t lacks dtype, shape or data_offsets
          {"t": {"dtype": "F32", "data_offsets": [0, 4]}}                 | : tensor t lacks dtype, shape or data_offsets
          {"t": {"dtype": "F32", "shape": [1]}}                           | : tensor t lacks dtype, shape or data_offsets
          {"t": {"dtype": "F32", "shape": [1], "data_offsets": [0]}}      | : tensor t lacks dtype, shape or data_offsets
          {"s": {"dtype": "U8", "shape": [2], "data_offsets": [1, 3]}, "t": {"dtype": "U8", "shape": [2], "data_offsets": [0, 2]}} | : tensor s at bytes 1 to 3 overlaps tensor t at bytes 0 to 2; the file is damaged
          {"s": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "t": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}} | : tensor t at bytes 0 to 4 overlaps tensor s at bytes 0 to 4; the file is damaged
          """)
  void aDescriptionThatDoesNotHoldIsRefused(String header, String message) throws IOException {
    write(header, counting(4));
    assertEquals(message, refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "17", "{\"t\": ", "{\"t\": 5}", "not json", "{\"t\": null}", "{\"__metadata__\": []}",
      "{\"__metadata__\": {\"k\": {}}}", "{\"__metadata__\": {\"k\": null}}",
      "{\"t\": {\"dtype\": null, \"shape\": [1], \"data_offsets\": [0, 4]}}",
      "{\"t\": {\"dtype\": \"F32\", \"shape\": 1, \"data_offsets\": [0, 4]}}",
      "{\"t\": {\"dtype\": \"F32\", \"shape\": [\"x\"], \"data_offsets\": [0, 4]}}",
      "{\"t\": {\"dtype\": \"F32\", \"shape\": [-1], \"data_offsets\": [0, 4]}}",
      "{\"t\": {\"dtype\": \"F32\", \"shape\": [1.5], \"data_offsets\": [0, 4]}}",
      "{\"t\": {\"dtype\": \"F32\", \"shape\": [4294967297], \"data_offsets\": [0, 4]}}",
      "{\"t\": {\"dtype\": \"F32\", \"shape\": [65536, 65536], \"data_offsets\": [0, 4]}}",
      "{\"t\": {\"dtype\": \"F32\", \"shape\": [2147483647, 2147483647, 4], \"data_offsets\": [0, 4]}}",
      "{\"t\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 1e400]}}",
      "{\"t\": {\"dtype\": \"F32\", \"shape\": [null], \"data_offsets\": [0, 4]}}"})
  void aHeaderThatIsNoneIsRefused(String header) throws IOException {
    write(header, counting(4));
    String message = refusal();
    assertTrue(message.startsWith(" has a header that is not what safetensors asks for: "), message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      textBlock = """
          ''                         | ' has only 0 bytes; it is no safetensors file'
          00000000000000             | ' has only 7 bytes; it is no safetensors file'
          0000000000000000           | ' says that its header has 0 bytes, but it has 8 in all; it is cut off, or no safetensors file'
          0300000000000000 7b7d      | ' says that its header has 3 bytes, but it has 10 in all; it is cut off, or no safetensors file'
          ffffffffffffffff 7b7d      | ' says that its header has -1 bytes, but it has 10 in all; it is cut off, or no safetensors file'
          ffffffffffffff7f 7b7d      | ' says that its header has 9223372036854775807 bytes, but it has 10 in all; it is cut off, or no safetensors file'
          """)
  void aFileThatIsNoneIsRefused(String hex, String message) throws IOException {
    Files.write(file(), HexFormat.of().parseHex(hex.replace(" ", "")));
    assertEquals(message, refusal());
  }

  /** A file cut anywhere is refused: nothing is read beyond its end, and nothing missing goes unnoticed. */
  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    new Safetensors(Map.of("w", tensor(DType.F32, Shape.of(2), counting(8))), Map.of()).write(file());
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      refusal();
    }
  }

  @Test
  void writingReplacesAFileAsAWholeAndLeavesNothingElse() throws IOException {
    new Safetensors(Map.of("old", tensor(DType.U8, Shape.of(3), counting(3))), Map.of()).write(file());
    Safetensors old = Safetensors.read(file());
    new Safetensors(Map.of("new", tensor(DType.U8, Shape.of(1), counting(1))), Map.of()).write(file());
    assertEquals(Set.of("new"), Safetensors.read(file()).tensors().keySet());
    assertArrayEquals(counting(3), bytes(old.tensors(), "old").toArray(ValueLayout.JAVA_BYTE),
        "what was read stays readable");
    assertEquals(List.of("model.safetensors"), names(folder));
  }

  @Test
  void aWriteThatFailsLeavesTheOldFileAndNothingHalfWritten() throws IOException {
    Safetensors content = new Safetensors(Map.of("t", tensor(DType.U8, Shape.of(3), counting(3))), Map.of());
    Path missing = folder.resolve("missing");
    assertEquals(missing.toString(), assertThrows(NoSuchFileException.class,
        () -> content.write(missing.resolve("model.safetensors"))).getFile());
    Path occupied = Files.createDirectory(folder.resolve("occupied"));
    Path inside = Files.writeString(occupied.resolve("kept"), "kept");
    String told = String.valueOf(assertThrows(IOException.class, () -> content.write(occupied)).getMessage());
    assertEquals(occupied + ": Is a directory", told);
    assertEquals("kept", Files.readString(inside));
    assertEquals(List.of("occupied"), names(folder));
  }

  @Test
  void aWrittenFileHasThePermissionsOfAnyOther() throws IOException {
    new Safetensors(Map.of(), Map.of()).write(file());
    Path other = Files.writeString(folder.resolve("other"), "");
    assertEquals(Files.getPosixFilePermissions(other), Files.getPosixFilePermissions(file()));
  }

  @Test
  void aRelativePathWithoutFolderIsWritten() throws IOException {
    Path relative = Path.of("").toAbsolutePath().relativize(folder.toAbsolutePath()).resolve("relative.safetensors");
    new Safetensors(Map.of(), Map.of()).write(relative);
    assertTrue(Files.exists(folder.resolve("relative.safetensors")));
  }

  @Test
  void theNameOfTheMetadataIsNoTensorsName() {
    Map<String, HostTensor> tensors = Map.of("__metadata__", tensor(DType.U8, Shape.of(0)));
    assertEquals("a tensor is named __metadata__, which the format keeps for metadata; rename it",
        assertThrows(IllegalArgumentException.class, () -> new Safetensors(tensors, Map.of())).getMessage());
  }

  @Test
  void aTensorHasAsManyBytesAsItsTypeSays() {
    assertEquals("f32[2] has 8 bytes, not 7",
        assertThrows(IllegalArgumentException.class, () -> tensor(DType.F32, Shape.of(2), counting(7))).getMessage());
  }

  private static List<String> names(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (var entries = Files.list(folder)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    }
    return names;
  }

  /** Whatever bit it is: of the values, of a name, of what stands beside; where nothing else notices, the checksum does. */
  @Test
  void damageOfAnyByteIsTold() throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("weight", tensor(DType.F32, Shape.of(2, 3), counting(24)));
    tensors.put("count", tensor(DType.I32, Shape.SCALAR, counting(4)));
    Safetensors whole = new Safetensors(tensors, Map.of("remembered.best", "0.25 7"));
    whole.write(file());
    assertEquals(whole.metadata(), Safetensors.readChecked(file()).metadata());
    byte[] bytes = Files.readAllBytes(file());
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 4;
      Files.write(file(), damaged);
      assertThrows(FormatException.class, () -> Safetensors.readChecked(file()), "byte " + at);
      Files.write(file(), Arrays.copyOf(bytes, at));
      assertThrows(FormatException.class, () -> Safetensors.readChecked(file()), "cut at " + at);
    }
  }
}
