package dev.sinabro.cli.serve;

import dev.sinabro.cli.http.Refusal;
import dev.sinabro.data.Corpus;
import dev.sinabro.data.DataException;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.TextPreprocessing;
import dev.sinabro.graph.HostTensor;
import java.util.List;

/**
 * Text: {@code text} BYTES [n], beginnings of lines. The character that most probably follows comes out as {@code next}, an end of a
 * line where it is that, and the probabilities of all {@code characters}.
 */
record TextSignature(TextPreprocessing text) implements Signature {
  private static final String TEXT = "text";

  @Override
  public List<TensorSpec> inputs() {
    return List.of(TensorSpec.rows(TEXT, Datatype.BYTES));
  }

  @Override
  public List<TensorSpec> outputs() {
    return answer().outputs();
  }

  private ClassAnswer answer() {
    return new ClassAnswer("next", "characters", text.names());
  }

  @Override
  public Dataset rows(InferenceRequest request) {
    try {
      request.rows();
      return text.features(Corpus.of(TEXT, request.only(TEXT).words()));
    } catch (DataException | IllegalArgumentException unsuited) {
      throw Refusal.malformed(String.valueOf(unsuited.getMessage()));
    }
  }

  @Override
  public List<OutputTensor> answer(InferenceRequest request, HostTensor output) {
    List<String> lines = request.only(TEXT).words();
    int characters = text.names().size();
    float[][] next = new float[lines.size()][characters];
    for (int row = 0; row < next.length; row++) {
      HostTensor places = output.row(row);
      int place = text.place(lines.get(row)) * characters;
      for (int character = 0; character < characters; character++) {
        next[row][character] = (float) places.value(place + character);
      }
    }
    return answer().of(next);
  }
}
