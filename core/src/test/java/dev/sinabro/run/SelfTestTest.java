package dev.sinabro.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.BackendInfo;
import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.Executable;
import dev.sinabro.backend.Profile;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Step;
import dev.sinabro.reference.ReferenceBackend;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelfTestTest {

  @Test
  void theReferencePasses() {
    try (Device device = new Device(new ReferenceBackend(), "")) {
      assertEquals(Optional.empty(), SelfTest.run(device));
    }
  }

  /** The results of the run before are still in memory. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aRunThatDoesNothingIsFound(int run) {
    try (Device device = new Device(new Forgetful(new ReferenceBackend(), run), "")) {
      String wrong = SelfTest.run(device).orElseThrow();
      assertTrue(wrong.matches("a matrix product gives \\S+ instead of \\S+ at element \\d+, in run " + run + " of 3"),
          wrong);
    }
  }

  /** A backend whose programs do nothing in one of their runs. */
  private record Forgetful(Backend inner, int forgotten) implements Backend {
    @Override
    public BackendInfo info() {
      return inner.info();
    }

    @Override
    public boolean supports(Step step) {
      return inner.supports(step);
    }

    @Override
    public Buffer allocate(long bytes) {
      return inner.allocate(bytes);
    }

    @Override
    public MemorySegment staging(long bytes, Arena arena) {
      return inner.staging(bytes, arena);
    }

    @Override
    public Executable compile(Program program) {
      Executable executable = inner.compile(program);
      return new Executable() {
        private int runs;

        @Override
        public void bind(Region region, Buffer buffer) {
          executable.bind(region, buffer);
        }

        @Override
        public void run() {
          if (++runs != forgotten) {
            executable.run();
          }
        }

        @Override
        public void synchronize() {
          executable.synchronize();
        }

        @Override
        public Profile profile() {
          return executable.profile();
        }

        @Override
        public void close() {
          executable.close();
        }
      };
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
