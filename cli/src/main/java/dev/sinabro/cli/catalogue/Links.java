package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;

import java.util.List;

/**
 * How a layer of a model is linked with others: keys that stand beside it. Where no layer has any, each takes the result of the
 * one before it.
 *
 * @param name by which others take its result; empty: none
 * @param inputs names of layers before it, or of fields of the data; none: the layer before it
 * @param share the name of the layer that it is again, with the same weights; empty: it has its own
 */
public record Links(String name, List<String> inputs, String share) {

  public static final Key<String> NAME = Key.open("name", new Kind.Text("a name"), Absent.By.READER, "encoder",
      "by which layers behind this one take its result");
  public static final Key<List<String>> INPUTS =
      Key.open("inputs", new Kind.Texts("a list of names, such as [encoder]"),
          Absent.By.READER, "[encoder]", "names of layers before this one, or of fields of the data");
  public static final Key<String> SHARE = Key.open("share", new Kind.Text("the name of a layer"), Absent.By.READER,
      "encoder", "the layer that stands here again, with the same weights");

  public static final Entry<Links> ENTRY = entry("links", "how a layer is linked with others", k -> new Links(
      k.find(NAME).orElse(""), k.find(INPUTS).orElse(List.of()), k.find(SHARE).orElse("")));

  /** Of a layer with nothing beside it. */
  public static final Links NONE = new Links("", List.of(), "");

  public Links {
    inputs = List.copyOf(inputs);
  }
}
