package dev.sinabro.run;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.BackendInfo;
import dev.sinabro.compile.Compiler;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.StateLayout;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import java.util.Map;

/**
 * An opened device. Closing it frees everything that still lives on it.
 *
 * @param backend the device
 * @param choice why it was taken, in one line; empty where the user named it
 */
public record Device(Backend backend, String choice) implements AutoCloseable {

  /** What it is. */
  public BackendInfo info() {
    return backend.info();
  }

  /** The program of a graph over variables that lie as they are laid out; it takes no memory on the device. */
  public Program plan(Graph graph, Map<String, Tensor> outputs, StateLayout layout) {
    return Compiler.compile(graph, outputs, layout, backend::supports);
  }

  @Override
  public void close() {
    backend.close();
  }

  /** For example {@code cpu, 2 threads, AVX-512}. */
  @Override
  public String toString() {
    return info().name() + ", " + info().description() + (choice.isEmpty() ? "" : " (" + choice + ")");
  }
}
