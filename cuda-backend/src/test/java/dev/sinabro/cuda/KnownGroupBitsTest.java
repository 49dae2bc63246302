package dev.sinabro.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.backend.Executable;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Step;
import dev.sinabro.cuda.kernel.CommonGroups;
import dev.sinabro.graph.Philox;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A group that is compiled in leaves the bits that decoding it leaves, also where its elements are no multiple of four. */
class KnownGroupBitsTest {
  private static final List<Region> REGIONS = List.of(Region.STATE, Region.ARENA, Region.INPUTS);

  @Test
  void compiledAndDecodedGroupsLeaveTheSameBits() {
    List<Program> programs = new ArrayList<>(CommonGroups.steps(12, 8, 4));
    programs.addAll(CommonGroups.steps(5, 7, 3));
    int odd = 0;
    try (Backend compiled = Gpus.open(DeviceOptions.DEFAULT); Backend decoded = Gpus.general(DeviceOptions.DEFAULT)) {
      for (Program program : programs) {
        Step.Fused group = (Step.Fused) program.steps().getFirst();
        if (CommonGroups.isKnown(group)) {
          odd += group.shape().count() % 4 > 0 ? 1 : 0;
          List<float[]> expected = run(decoded, program);
          List<float[]> actual = run(compiled, program);
          for (int region = 0; region < expected.size(); region++) {
            assertArrayEquals(expected.get(region), actual.get(region), group.text());
          }
        }
      }
    }
    assertTrue(odd > 5, "groups with a rest: " + odd);
  }

  @Test
  void aBiasOfOddWidthIsDecoded() {
    Step.Fused bias = (Step.Fused) CommonGroups.steps(5, 7, 3).getFirst().steps().getFirst();
    assertFalse(CommonGroups.isKnown(bias), bias.text());
  }

  /** What a run leaves in each region, all of which held random numbers before. */
  private static List<float[]> run(Backend backend, Program program) {
    Map<Region, Buffer> buffers = new EnumMap<>(Region.class);
    try (Executable executable = backend.compile(program)) {
      for (Region region : REGIONS) {
        float[] values = new float[Math.toIntExact(program.byteSize(region) / Float.BYTES) + 16];
        for (int i = 0; i < values.length; i++) {
          values[i] = 2 * Philox.uniform(Philox.word(3, region.ordinal(), 0, i)) - 1;
        }
        Buffer buffer = backend.allocate(4L * values.length);
        buffer.upload(0, MemorySegment.ofArray(values));
        executable.bind(region, buffer);
        buffers.put(region, buffer);
      }
      executable.run();
      executable.synchronize();
      return buffers.values().stream().map(KnownGroupBitsTest::downloaded).toList();
    } finally {
      buffers.values().forEach(Buffer::close);
    }
  }

  private static float[] downloaded(Buffer buffer) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[Math.toIntExact(buffer.byteSize())]);
    buffer.download(0, bytes);
    return bytes.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }
}
