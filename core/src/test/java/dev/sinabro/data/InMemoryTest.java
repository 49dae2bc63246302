package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InMemoryTest {
  private static final Field IMAGE = Field.bytes("image", 1, 2, 2);

  private static InMemory three() {
    return InMemory.rows(3)
        .with(IMAGE, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, -1, -2, -3, -4})
        .with(Field.integers("words", 2), new int[] {1, 2, 3, 4, 5, 6})
        .with(Field.reals("weight"), new float[] {0.5f, 1, 2});
  }

  @Test
  void rowsAreReadInAnyOrderAndMoreThanOnce() {
    MemorySegment images = MemorySegment.ofArray(new byte[16]);
    MemorySegment weights = MemorySegment.ofArray(new float[4]);
    three().read(new int[] {2, 0, 1, 1}, Map.of("image", images, "weight", weights));
    assertArrayEquals(new byte[] {-1, -2, -3, -4, 1, 2, 3, 4, 5, 6, 7, 8, 5, 6, 7, 8},
        images.toArray(ValueLayout.JAVA_BYTE));
    assertArrayEquals(new float[] {2, 0.5f, 1, 1}, weights.toArray(ValueLayout.JAVA_FLOAT));
  }

  @Test
  void aSelectionIsAViewAndSelectionsOfSelectionsToo() {
    Dataset view = three().select(2, 1).select(1, 0, 1);
    assertEquals(3, view.rowCount());
    assertEquals(three().fields(), view.fields());
    assertArrayEquals(new int[] {3, 4, 5, 6, 3, 4}, view.values("words").ints());
    assertTrue(view.select().isEmpty());
    assertEquals("there is no row 3; the data has rows 0 to 2",
        assertThrows(IllegalArgumentException.class, () -> view.select(3)).getMessage());
  }

  @Test
  void bytesAreUnsigned() {
    assertArrayEquals(new int[] {255, 254, 253, 252}, three().select(2).values("image").ints());
    assertEquals("u8[1, 1, 2, 2]", three().select(2).values("image").type().toString());
  }

  @Test
  void arraysAreCopied() {
    float[][] features = {{1, 2}, {3, 4}};
    int[] labels = {0, 1};
    Dataset data = Dataset.of(features, labels);
    features[0][0] = 9;
    labels[0] = 1;
    assertArrayEquals(new float[] {1, 2, 3, 4}, data.values(Field.FEATURES).floats());
    assertArrayEquals(new int[] {0, 1}, data.values(Field.TARGET).ints());
    assertArrayEquals(new float[] {3, 4}, data.select(1).values(Field.FEATURES).rows()[0]);
  }

  @Test
  void aMappedFileIsReadAsNeeded(@TempDir Path folder) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 + 3 * 8).order(ByteOrder.nativeOrder()).position(8);
    for (int i = 0; i < 6; i++) {
      bytes.putFloat(i / 4f);
    }
    Path file = Files.write(folder.resolve("rows"), bytes.array());
    try (FileChannel channel = FileChannel.open(file); Arena arena = Arena.ofConfined()) {
      MemorySegment mapped = channel.map(MapMode.READ_ONLY, 8, 24, arena);
      Dataset data = InMemory.rows(3).with(Field.reals("x", 2), mapped);
      assertArrayEquals(new float[] {1, 1.25f, 0, 0.25f}, data.select(2, 0).values("x").floats());
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    InMemory two = InMemory.rows(2).with(Field.reals("x", 3), new float[6]);
    assertEquals("two fields are named x; give each its own name",
        assertThrows(IllegalArgumentException.class, () -> two.with(Field.reals("x"), new float[2])).getMessage());
    assertEquals("field y f32[2] takes 4 values for 2 rows, found 3",
        assertThrows(IllegalArgumentException.class, () -> two.with(Field.reals("y", 2), new float[3])).getMessage());
    assertEquals("field y is f32[2], but its values are given as i32",
        assertThrows(IllegalArgumentException.class, () -> two.with(Field.reals("y", 2), new int[4])).getMessage());
    assertEquals("the data has no field z; it has [x]",
        assertThrows(IllegalArgumentException.class, () -> two.field("z")).getMessage());
    assertEquals("field m is bool[]; a field is f32, i32 or u8: truth values are bytes of 0 and 1",
        assertThrows(IllegalArgumentException.class,
            () -> new Field("m", new TensorType(DType.BOOL, Shape.SCALAR), new Meaning.Plain())).getMessage());
  }
}
