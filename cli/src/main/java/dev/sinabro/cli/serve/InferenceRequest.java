package dev.sinabro.cli.serve;

import dev.sinabro.cli.http.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a request asks.
 *
 * @param id given back with the answer
 * @param inputs one at least
 * @param outputs the names of those that are wanted; all where it is empty
 */
record InferenceRequest(Optional<String> id, List<InputTensor> inputs, List<String> outputs) {

  /**
   * The only input, of this name.
   *
   * @throws Refusal where there are others
   */
  InputTensor only(String name) {
    requireOnly(Set.of(name));
    return input(name);
  }

  /** @throws Refusal where there is none of this name */
  InputTensor input(String name) {
    return inputs.stream().filter(input -> input.name().equals(name)).findFirst()
        .orElseThrow(() -> Refusal.malformed("input '" + name + "' is missing; given are " + names()));
  }

  boolean has(String name) {
    return inputs.stream().anyMatch(input -> input.name().equals(name));
  }

  /** @throws Refusal where there are inputs that the model does not take */
  void requireOnly(Set<String> names) {
    for (InputTensor input : inputs) {
      if (!names.contains(input.name())) {
        throw Refusal.malformed("the model takes no input '" + Refusal.shown(input.name()) + "'; it takes "
            + Refusal.shown(names.stream().sorted().toList()));
      }
    }
  }

  /**
   * The number of rows, which all inputs share.
   *
   * @throws Refusal where they do not, or there is none
   */
  int rows() {
    int rows = inputs.getFirst().rows();
    for (InputTensor input : inputs) {
      if (input.rows() != rows) {
        throw Refusal.malformed("input '" + inputs.getFirst().name() + "' has " + rows + " rows, input '"
            + input.name() + "' has " + input.rows() + "; all need as many");
      }
    }
    if (rows == 0) {
      throw Refusal.malformed("there is no row");
    }
    return rows;
  }

  private String names() {
    return Refusal.shown(inputs.stream().map(InputTensor::name).toList());
  }
}
