package dev.sinabro.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.compile.Program;
import dev.sinabro.testkit.ViewPrograms;
import org.junit.jupiter.api.Test;

/** What the kernels read and write in place, counted. */
final class ViewsTest {

  @Test
  void attentionOnlyComputes() {
    Program program = ViewPrograms.attention(Kernels::supports);
    assertEquals(0, ViewPrograms.copies(program), program::text);
  }

  @Test
  void stepsOfASequenceOnlyCompute() {
    Program program = ViewPrograms.unrolled(7, Kernels::supports);
    assertEquals(0, ViewPrograms.copies(program), program::text);
  }

  @Test
  void rowsAreReadWhereTheyAre() {
    Program program = ViewPrograms.rowsOfParts(Kernels::supports);
    assertEquals(0, ViewPrograms.copies(program), program::text);
  }
}
