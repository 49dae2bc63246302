package dev.sinabro.cli.serve;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.http.Refusal;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.GraphPreprocessing;
import dev.sinabro.data.ImagePreprocessing;
import dev.sinabro.data.NumbersPreprocessing;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.data.SeriesPreprocessing;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.data.TextPreprocessing;
import dev.sinabro.graph.HostTensor;
import java.util.List;

/**
 * What a model takes and gives, for each kind of data: values as people have them go in, in a table's own units and with the
 * names of categories, and come out.
 */
interface Signature {
  /** The most probable class of each row, by name. */
  String CLASS = "class";
  /** Of each row and class. */
  String PROBABILITIES = "probabilities";

  List<TensorSpec> inputs();

  List<TensorSpec> outputs();

  /**
   * The rows of a request as the network reads them.
   *
   * @throws Refusal where an input is missing, not known or does not fit
   */
  Dataset rows(InferenceRequest request);

  /**
   * What the network's output means, for the rows of a request.
   *
   * @param output of the network for these rows, [rows, ...]
   */
  List<OutputTensor> answer(InferenceRequest request, HostTensor output);

  /** Of a model that learned from such data. */
  static Signature of(Preprocessing preprocessing) {
    return switch (preprocessing) {
      case TablePreprocessing table -> new TableSignature(table);
      case NumbersPreprocessing numbers -> new NumbersSignature(numbers);
      case ImagePreprocessing images -> new ImageSignature(images);
      case SeriesPreprocessing series -> new SeriesSignature(series);
      case TextPreprocessing text -> new TextSignature(text);
      case GraphPreprocessing _ ->
        throw new UserException(ExitCode.DATA, "this model learned from a graph, of which it knows"
            + " the nodes as a whole, so that there is nothing to ask it row by row; use sinabro predict");
    };
  }
}
