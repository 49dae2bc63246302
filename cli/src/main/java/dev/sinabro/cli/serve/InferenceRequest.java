package dev.sinabro.cli.serve;

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
   * @throws RequestException where there are others
   */
  InputTensor only(String name) throws RequestException {
    requireOnly(Set.of(name));
    return input(name);
  }

  /** @throws RequestException where there is none of this name */
  InputTensor input(String name) throws RequestException {
    return inputs.stream().filter(input -> input.name().equals(name)).findFirst()
        .orElseThrow(() -> RequestException.malformed("input '" + name + "' is missing; given are " + names()));
  }

  boolean has(String name) {
    return inputs.stream().anyMatch(input -> input.name().equals(name));
  }

  /** @throws RequestException where there are inputs that the model does not take */
  void requireOnly(Set<String> names) throws RequestException {
    for (InputTensor input : inputs) {
      if (!names.contains(input.name())) {
        throw RequestException.malformed("the model takes no input '" + Json.shown(input.name()) + "'; it takes "
            + Json.shown(names.stream().sorted().toList()));
      }
    }
  }

  /**
   * The number of rows, which all inputs share.
   *
   * @throws RequestException where they do not, or there is none
   */
  int rows() throws RequestException {
    int rows = inputs.getFirst().rows();
    for (InputTensor input : inputs) {
      if (input.rows() != rows) {
        throw RequestException.malformed("input '" + inputs.getFirst().name() + "' has " + rows + " rows, input '"
            + input.name() + "' has " + input.rows() + "; all need as many");
      }
    }
    if (rows == 0) {
      throw RequestException.malformed("there is no row");
    }
    return rows;
  }

  private String names() {
    return Json.shown(inputs.stream().map(InputTensor::name).toList());
  }
}
