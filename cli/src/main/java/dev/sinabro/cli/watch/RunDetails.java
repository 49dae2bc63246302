package dev.sinabro.cli.watch;

import com.google.gson.JsonObject;

/** What the files of a run say besides its log, as a page asks for it. */
final class RunDetails {
  private RunDetails() {}

  /** Whatever is there: the configuration, where it ran, what came of it, its network, its mistakes, its times. */
  static JsonObject of(RunFiles files) {
    JsonObject json = new JsonObject();
    files.text("config.yaml").ifPresent(text -> json.addProperty("configuration", text));
    files.json("manifest.json").ifPresent(manifest -> json.add("machine", manifest));
    files.json("summary.json").ifPresent(summary -> json.add("summary", summary));
    files.json("network.json").ifPresent(network -> json.add("network", network));
    files.json("profile.json").ifPresent(profile -> json.add("profile", profile));
    files.json("judgement.json").ifPresent(judgement -> json.add("judgement", judgement));
    return json;
  }
}
