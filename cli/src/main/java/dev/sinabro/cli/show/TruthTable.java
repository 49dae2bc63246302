package dev.sinabro.cli.show;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Meaning;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the network tells of each row that it learned from, where there are few. */
public record TruthTable() implements Show {
  private static final int MOST = 16;

  @Override
  public List<String> of(Trained trained) {
    Dataset rows = trained.data().training();
    if (rows.rowCount() > MOST || !(rows.field(Field.TARGET).meaning() instanceof Meaning.Classes(var classes))) {
      throw new ShowException("a truth table has at most " + MOST + " rows, and a target of classes");
    }
    float[][] features = rows.values(Field.FEATURES).rows();
    float[][] told = trained.trainer().predict(rows).rows();
    List<String> cells = new ArrayList<>();
    for (int row = 0; row < told.length; row++) {
      StringBuilder cell = new StringBuilder();
      for (float feature : features[row]) {
        cell.append(String.format(Locale.ROOT, "%s ", feature == Math.rint(feature) ? (int) feature + "" : feature));
      }
      cells.add(cell + "-> " + classes.get(Boundary.largest(told[row])));
    }
    cells.sort(null);
    return List.of(String.join("   ", cells));
  }
}
