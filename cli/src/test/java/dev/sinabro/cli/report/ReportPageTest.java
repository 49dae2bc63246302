package dev.sinabro.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sinabro.cli.prediction.Confusion;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
  /** A name from data that would be a picture, run a script or end the one that it stands in. */
  private static final String HOSTILE =
      "</script><script>document.title='taken'</script><img src=x onerror=alert(1)>'\"&{css}";

  private static final String JUDGEMENT = """
      {"rows": "test", "count": 3, "order": "By loss.", "columns": ["width", "%1$s"], "classes": ["a", "%1$s"],
       "counts": [[1, 1], [0, 1]],
       "worst": [{"row": 2, "truth": "a", "predicted": "%1$s", "note": "(0.90)", "cells": ["1.5", "%1$s"]}]}""";

  @TempDir
  private Path folder;

  private static RunRecord run(Path folder, String... events) {
    return new RunRecord(folder, Stream.of(events).map(JsonParser::parseString).map(json -> json.getAsJsonObject())
        .toList(), "name: " + HOSTILE + "\ntrain: {epochs: 2}\n", Optional.empty(), Optional.empty());
  }

  private RunRecord hostile() {
    return run(folder.resolve("a<b>&'\"{css}"),
        "{event:begun,step:0,time:'2026-01-02T03:04:05Z',epoch:1,epochs:2,metrics:[accuracy]}",
        "{event:watched,step:2,loss:2.5,gradient_norms:{'0.weight':1.5,'0.bias':0.5},norms:{'0.weight':3}}",
        "{event:epoch,step:4,epoch:1,train:{loss:2.0,accuracy:0.25},validation:{loss:NaN,accuracy:0.5},learning_rate:0.1,"
            + "rows_per_second:10}",
        "{event:epoch,step:8,epoch:2,train:{loss:1.0,accuracy:0.5},validation:{loss:0.5,accuracy:0.75},learning_rate:0.1,"
            + "rows_per_second:20}");
  }

  private static JsonObject judgement() {
    return JsonParser.parseString(JUDGEMENT.formatted(HOSTILE.replace("\"", "\\\""))).getAsJsonObject();
  }

  /** The page as a browser has it when its scripts have run. */
  private String opened(String page) throws IOException, InterruptedException {
    Optional<File> browser = Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(path -> Stream.of("chromium", "google-chrome", "chromium-browser").map(name -> new File(path, name)))
        .filter(File::canExecute).findFirst();
    assumeTrue(browser.isPresent(), "no chromium or google-chrome on this machine");
    Path file = Files.writeString(folder.resolve("page.html"), page);
    Path errors = folder.resolve("errors.txt");
    Path dom = folder.resolve("dom.html");
    Process process = new ProcessBuilder(browser.get().getPath(), "--headless", "--no-sandbox", "--disable-gpu",
        "--user-data-dir=" + folder.resolve("profile"), "--enable-logging=stderr", "--virtual-time-budget=2000",
        "--dump-dom", file.toUri().toString())
        .redirectOutput(dom.toFile()).redirectError(errors.toFile()).start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the browser did not end");
    String console = Files.readString(errors, StandardCharsets.ISO_8859_1);
    assertFalse(Pattern.compile("CONSOLE.*(?i:error|refused)").matcher(console).find(), console);
    return Files.readString(dom);
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  @Test
  void aPageNeedsNoOtherFileAndHoldsNoMarkupOfItsData() {
    String page = ReportPage.of(hostile(), Optional.of(judgement()));
    assertEquals(2, count(page, "</script>"), "the data, the script");
    assertFalse(page.contains("<img"), "a name became a picture");
    String links = page.replace("http://www.w3.org/2000/svg", "");
    assertFalse(Pattern.compile("https?://|<link|@import|url\\(").matcher(links).find(), "something is fetched");
  }

  @Test
  void aBrowserDrawsARun() throws IOException, InterruptedException {
    String dom = opened(ReportPage.of(hostile(), Optional.of(judgement())));
    assertTrue(dom.contains("<title>a&lt;b&gt;&amp;'\"{css}</title>"), dom.substring(0, 300));
    assertEquals(List.of("Curves", "Steps", "Confusion matrix", "Worst examples", "Configuration", "Machine"),
        Pattern.compile("<h2>(.*?)</h2>").matcher(dom).results().map(found -> found.group(1)).toList());
    assertEquals(List.of("loss", "accuracy", "learning rate", "rows a second", "loss of a step", "norm of the gradient",
        "norm of the weights"),
        Pattern.compile("<figcaption><strong>(.*?)</strong>").matcher(dom).results().map(found -> found.group(1))
            .toList());
    assertEquals(0, count(dom, "<img"));
    assertTrue(dom.contains("unfinished · 2/2 epochs · best validation accuracy 0.7500 in epoch 2"), "what is said");
  }

  /** A loss that is no number is a gap: of two epochs the validation has one point, and no line. */
  @Test
  void whatIsNotFiniteIsAGap() throws IOException, InterruptedException {
    String dom = opened(ReportPage.of(hostile(), Optional.empty()));
    var paths = Pattern.compile("<path class=\"line c(\\d)\" d=\"(.*?)\"").matcher(dom).results().limit(2).toList();
    assertTrue(paths.get(0).group(2).matches("M[\\d. ]+L[\\d. ]+"), paths.get(0).group(2));
    assertTrue(paths.get(1).group(2).matches("M[\\d. ]+"), paths.get(1).group(2));
  }

  @Test
  void aBrowserDrawsRunsOverEachOther() throws IOException, InterruptedException {
    RunRecord other = new RunRecord(folder.resolve("other"), hostile().events(), "name: b\ntrain: {epochs: 3}\n",
        Optional.empty(), Optional.empty());
    String dom = opened(ReportPage.of(new Comparison(List.of(hostile(), other))));
    assertTrue(dom.contains("<tr><th>train.epochs</th><td>2</td><td>3</td></tr>"), dom);
    assertTrue(dom.contains("loss of validation"), dom);
    assertEquals(0, count(dom, "<img"));
  }
}
