package dev.sinabro.data;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpyTest {
  private static final Path GOLDEN = Path.of("src/test/resources/dev/sinabro/data");

  @TempDir
  private Path folder = Path.of("");

  private static double[] values(HostTensor tensor) {
    return IntStream.range(0, tensor.shape().count()).mapToDouble(tensor::value).toArray();
  }

  @Test
  void arraysOfNumpyAreReadWhateverTheirTypeAndOrder() {
    Map<String, HostTensor> arrays = Npy.archive(GOLDEN.resolve("golden_arrays.npz"));
    assertEquals(31, arrays.size());
    arrays.forEach((name, array) -> {
      if (array.shape().equals(Shape.of(2, 3))) {
        double first = name.matches("(.*_)?i[1-8].*") ? -1 : 0;
        double step = name.matches(".*_f[248].*") ? 0.5 : 1;
        assertArrayEquals(
            IntStream.range(0, 6).mapToDouble(i -> name.startsWith("b1") ? i % 2 : first + step * i).toArray(),
            values(array), name);
      }
    });
    assertEquals(DType.F64, arrays.get("big_f8").type().dtype());
    assertEquals(DType.F32, arrays.get("little_f2").type().dtype());
    assertEquals(DType.I32, arrays.get("little_i8").type().dtype());
    assertEquals(DType.U8, arrays.get("u1").type().dtype());
    assertEquals(DType.BOOL, arrays.get("b1").type().dtype());
    assertArrayEquals(new double[] {0, 1, 0, 1, 0, 1}, values(arrays.get("b1_fortran")));
    assertArrayEquals(IntStream.range(0, 24).asDoubleStream().toArray(), values(arrays.get("cube_fortran")));
    assertEquals(7, arrays.get("scalar").value(0));
    assertEquals(Shape.of(0, 3), arrays.get("empty").shape());
  }

  @Test
  void aPackedArchiveIsReadAndAPlainFileMapped() {
    var packed = Npy.archive(GOLDEN.resolve("golden_arrays_packed.npz"));
    assertArrayEquals(new int[] {0, 1, 1, 0}, packed.get("y").ints());
    assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, packed.get("x").floats());
    var mapped = Npy.read(GOLDEN.resolve("golden_arrays_mapped.npy"));
    assertTrue(mapped.bytes().isMapped());
    assertArrayEquals(new float[] {0, 0.5f, 1, 1.5f, 2, 2.5f}, mapped.floats());
  }

  @Test
  void refusesOtherElements() {
    for (var refused : Map.of(
        "large", "136: holds an integer beyond 32 bits, found 1099511627776; save the array as float64 or int32",
        "objects", "10: holds elements of type '|O'; save floats, integers, bytes or truth values instead",
        "complex", "10: holds elements of type '<c8'; save floats, integers, bytes or truth values instead",
        "records", "10: holds records; save each of their fields as an array of its own").entrySet()) {
      Path file = GOLDEN.resolve("golden_arrays_" + refused.getKey() + ".npy");
      var error = assertThrows(DataException.class, () -> Npy.read(file));
      assertEquals(file + ", byte " + refused.getValue(), error.getMessage());
    }
  }

  private Path npy(String header, int elements) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    byte[] file = new byte[10 + text.length + elements];
    System.arraycopy("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1), 0, file, 0, 8);
    file[8] = (byte) text.length;
    file[9] = (byte) (text.length >> 8);
    System.arraycopy(text, 0, file, 10, text.length);
    return Files.write(folder.resolve("a.npy"), file);
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), };11;the file ends, but its elements [3] reach to byte",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), };13;expected the end behind the elements [3], found 1 bytes",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (-3,), };12;expected a dictionary of descr, fortran_order and shape",
      "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,), };12;expected a dictionary of descr, fortran_order and shape",
      "{'descr': '<f4', 'shape': (3,), };12;expected a dictionary of descr, fortran_order and shape",
      "__import__('os').system('true');12;expected a dictionary of descr, fortran_order and shape",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), };12;which is none that can be read",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647), };12;which is none that can be read",
      "{'descr': '<F4', 'fortran_order': False, 'shape': (3,), };12;holds elements of type '<F4'",
      "{'descr': '|f4', 'fortran_order': False, 'shape': (3,), };12;holds elements of type '|f4'",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 1000), };12;the file ends, but its elements"})
  void refusesADamagedOrHostileHeader(String header, int bytes, String message) throws IOException {
    Path file = npy(header, bytes);
    var error = assertThrows(DataException.class, () -> Npy.read(file));
    assertTrue(String.valueOf(error.getMessage()).contains(message), error.getMessage());
  }

  @Test
  void noPrefixAndNoChangedByteIsAnythingElseThanADataException() throws IOException {
    byte[] whole = Files.readAllBytes(GOLDEN.resolve("golden_arrays_mapped.npy"));
    Path file = folder.resolve("a.npy");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThrows(DataException.class, () -> Npy.read(file), "length " + length);
    }
    Random random = new Random(4);
    for (int i = 0; i < 2_000; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(128)] = (byte) random.nextInt(256);
      Files.write(file, changed);
      try {
        Npy.read(file);
      } catch (DataException expected) {
        assertTrue(String.valueOf(expected.getMessage()).contains(", byte "), "of seed 4: " + expected.getMessage());
      }
    }
  }

  @Test
  void refusesArchivesThatClaimMoreThanTheyHold() throws IOException {
    Path text = Files.writeString(folder.resolve("t.npz"), "no archive");
    assertTrue(assertThrows(DataException.class, () -> Npy.archive(text)).getMessage().contains("is no ZIP archive"));
    Path file = folder.resolve("a.npz");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(Files.readAllBytes(GOLDEN.resolve("golden_arrays_mapped.npy")));
      zip.closeEntry();
      zip.putNextEntry(new ZipEntry("readme.txt"));
      zip.closeEntry();
    }
    assertEquals(file + ", member readme.txt: is no array; an .npz file holds .npy files alone",
        assertThrows(DataException.class, () -> Npy.archive(file)).getMessage());

    // The size in the directory at the end, of x.npy, becomes 2 GB.
    byte[] bytes = Files.readAllBytes(file);
    int directory = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    for (int i = 0; i < 4; i++) {
      bytes[directory + 24 + i] = (byte) (i == 3 ? 0x7f : 0xff);
    }
    Files.write(file, bytes);
    String message = assertThrows(DataException.class, () -> Npy.archive(file)).getMessage();
    assertTrue(message.contains("claims 2147483647 bytes, made of ") || message.contains("damaged"), message);
  }

  @Test
  void arraysBecomeATable() {
    var arrays = Npy.archive(GOLDEN.resolve("golden_arrays_packed.npz"));
    var table = new ArrayRows("a.npz", arrays.get("x"), Optional.of(arrays.get("y"))).table();
    assertEquals("[x0, x1, y]", table.columnNames().toString());
    assertArrayEquals(new double[] {1, 3, 5, 7}, table.numbers("x1", ""));
    assertEquals(Task.CLASSIFICATION, table.target("y").task());
    var error = assertThrows(DataException.class,
        () -> new ArrayRows("a.npz", arrays.get("x"), Optional.of(arrays.get("x"))));
    assertTrue(error.getMessage().startsWith("a.npz: expected a target of shape [rows] or [rows, 1], found f32[4, 2]"));
  }

  @Test
  void bytesBecomeImagesWhereverTheirChannelsStand() {
    byte[] first = {1, 2, 3, 4, 5, 6};
    var planes = images(first, 1, 3, 2, 1);
    byte[] last = {1, 3, 5, 2, 4, 6};
    for (Dataset images : new Dataset[] {planes, images(last, 1, 2, 1, 3)}) {
      assertEquals(TensorType.u8(3, 2, 1), images.field(Field.FEATURES).row());
      assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6}, images.values(Field.FEATURES).ints());
    }
    assertEquals(TensorType.u8(1, 2, 3), images(first, 1, 2, 3).field(Field.FEATURES).row());
    assertTrue(assertThrows(DataException.class, () -> images(first, 1, 2, 3, 1, 1)).getMessage()
        .contains("expected images of 1 or 3 channels"));
  }

  private static Dataset images(byte[] bytes, int... extents) {
    var array = new HostTensor(TensorType.u8(extents), MemorySegment.ofArray(bytes));
    return new ArrayRows("a", array, Optional.empty()).images(Optional.empty());
  }

  @Test
  void targetsOfImagesAreClasses() {
    var array = new HostTensor(TensorType.u8(2, 1, 1), MemorySegment.ofArray(new byte[] {7, 8}));
    var labels = new HostTensor(TensorType.u8(2), MemorySegment.ofArray(new byte[] {0, 4}));
    var rows = new ArrayRows("a", array, Optional.of(labels));
    assertEquals(5, ((Meaning.Classes) rows.images(Optional.empty()).field(Field.TARGET).meaning()).names().size());
    assertEquals("a:2, column 'y': expected a class from 0 to 2, found 4.0",
        assertThrows(DataException.class, () -> rows.images(Optional.of(3))).getMessage());
  }
}
