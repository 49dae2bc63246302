package dev.sinabro.cli.playground;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Meaning;
import dev.sinabro.data.RowSplit;
import dev.sinabro.graph.HostTensor;
import java.util.List;

/** What a page is told of a training when it begins: its code, its data, and how the plane is drawn. */
final class PlayText {
  private PlayText() {}

  static JsonObject of(Play play) {
    Recipe recipe = play.recipe();
    PlayTable table = recipe.table();
    JsonObject json = new JsonObject();
    json.addProperty("number", play.number());
    json.addProperty("yaml", recipe.yaml());
    json.addProperty("java", recipe.java(play.experiment().configuration()));
    json.addProperty("csv", table.csv());
    json.add("inputs", texts(table.columns()));
    json.addProperty("outputs", recipe.outputs());
    json.addProperty("oneOutput", recipe.isOfOneOutput());
    json.addProperty("ofClasses", table.ofClasses());
    json.addProperty("target", table.targetName());
    PlayTable.Plane plane = table.plane();
    JsonArray box = new JsonArray();
    for (double edge : new double[] {plane.left(), plane.right(), plane.bottom(), plane.top()}) {
      box.add(edge);
    }
    json.add("box", box);
    json.add("axes", texts(List.of(plane.xName(), plane.yName())));
    if (play.experiment().data().training().field(Field.TARGET).meaning() instanceof Meaning.Classes(var names)) {
      json.add("classes", texts(names));
    }
    RowSplit split = play.split();
    json.add("train", points(plane, split.training(), play.experiment().data().training()));
    json.add("test", points(plane, split.test(), play.experiment().data().test()));
    return json;
  }

  private static JsonArray texts(List<String> texts) {
    JsonArray json = new JsonArray();
    texts.forEach(json::add);
    return json;
  }

  /** Where the rows of a part lie on the plane, and what is to be learned of them: x, y, and a class number or value. */
  private static JsonArray points(PlayTable.Plane plane, int[] rows, Dataset part) {
    JsonArray all = new JsonArray();
    if (part.isEmpty()) {
      return all;
    }
    HostTensor targets = part.values(Field.TARGET);
    for (int i = 0; i < rows.length; i++) {
      JsonArray one = new JsonArray();
      one.add((float) plane.x()[rows[i]]);
      one.add((float) plane.y()[rows[i]]);
      one.add((float) targets.value(i));
      all.add(one);
    }
    return all;
  }
}
