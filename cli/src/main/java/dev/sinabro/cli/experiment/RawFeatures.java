package dev.sinabro.cli.experiment;

import com.google.gson.Gson;
import dev.sinabro.data.FeatureEncoding;
import dev.sinabro.data.Field;
import dev.sinabro.data.GraphPreprocessing;
import dev.sinabro.data.ImagePreprocessing;
import dev.sinabro.data.Meaning;
import dev.sinabro.data.NumbersPreprocessing;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.data.Scaling;
import dev.sinabro.data.SeriesPreprocessing;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.data.TextPreprocessing;
import dev.sinabro.onnx.OnnxExport;
import java.util.Collections;
import java.util.List;

/**
 * What was done to features before a model read them, as far as numbers are concerned, so that a model in a file of another kind
 * can do it itself. A categorical column stays one number for each category, 1 or 0, and a text one for each word.
 *
 * @param preprocessing all that was done
 * @param numbers one for each feature, or one for all; empty where features are not scaled
 */
record RawFeatures(Preprocessing preprocessing, List<Numbers> numbers) {

  /** How a feature was scaled, and what stood for a missing one; NaN where none may be missing. */
  private record Numbers(Scaling scaling, double missing) {}

  static RawFeatures of(Preprocessing preprocessing) {
    return new RawFeatures(preprocessing, switch (preprocessing) {
      case TablePreprocessing table -> of(table);
      case GraphPreprocessing graph -> of(graph.columns());
      case NumbersPreprocessing all -> List.of(new Numbers(all.scaling(), Double.NaN));
      case SeriesPreprocessing series -> List.of(new Numbers(series.scaling(), Double.NaN));
      case ImagePreprocessing _, TextPreprocessing _ -> List.of();
    });
  }

  private static List<Numbers> of(TablePreprocessing table) {
    return table.features().stream().flatMap(feature -> (switch (feature) {
      case FeatureEncoding.Numeric numeric ->
        List.of(new Numbers(numeric.scaling(), numeric.missing().orElse(Double.NaN)));
      case FeatureEncoding.OneHot categories ->
        Collections.nCopies(categories.categories().size(), new Numbers(Scaling.IDENTITY, Double.NaN));
      case FeatureEncoding.Words words ->
        Collections.nCopies(words.vocabulary().size(), new Numbers(Scaling.IDENTITY, Double.NaN));
      case FeatureEncoding.Dates dates ->
        dates.scalings().stream().map(scaling -> new Numbers(scaling, Double.NaN)).toList();
      case FeatureEncoding.Ids _ -> List.<Numbers>of();
    }).stream()).toList();
  }

  /** The same export that takes features as they were measured, and tells what it is about. */
  OnnxExport told(OnnxExport export) {
    if (numbers.stream().anyMatch(each -> !each.scaling().equals(Scaling.IDENTITY) || !Double.isNaN(each.missing()))) {
      export.scaled(Field.FEATURES, floats(numbers.stream().map(Numbers::missing).toList()),
          floats(numbers.stream().map(each -> each.scaling().shift()).toList()),
          floats(numbers.stream().map(each -> each.scaling().scale()).toList()));
    }
    for (Field field : preprocessing.fields()) {
      switch (field.meaning()) {
        case Meaning.Columns(var names) -> export.metadata(field.name() + ".columns", new Gson().toJson(names));
        case Meaning.Classes(var names) ->
          export.metadata(field.name().equals(Field.TARGET) ? "classes" : field.name() + ".classes",
              new Gson().toJson(names));
        case Meaning.Plain _, Meaning.Scaled _ -> {
          // they have no names
        }
      }
    }
    return export.metadata(ModelFile.PREPROCESSING, preprocessing.toJson().toString());
  }

  private static float[] floats(List<Double> numbers) {
    float[] floats = new float[numbers.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = numbers.get(i).floatValue();
    }
    return floats;
  }
}
