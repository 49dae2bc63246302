package dev.sinabro.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sinabro.cli.page.Browser;
import dev.sinabro.cli.prediction.Confusion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
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
  private static Path profile;
  private static @Nullable Browser started;

  @TempDir
  private Path folder;

  private static Browser browser() throws Exception {
    Browser browser = started == null ? new Browser(profile, "en") : started;
    started = browser;
    return browser;
  }

  @AfterAll
  static void end() {
    if (started != null) {
      started.close();
    }
  }

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
  private String opened(String page) throws Exception {
    Browser browser = browser();
    browser.go(Files.writeString(folder.resolve("page.html"), page).toUri().toString());
    browser.await("document.readyState === 'complete' && document.querySelector('main pre, main table') !== null");
    assertEquals(List.of(), browser.complaints());
    return browser.value("document.documentElement.outerHTML");
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
  void aBrowserDrawsARun() throws Exception {
    String dom = opened(ReportPage.of(hostile(), Optional.of(judgement())));
    assertTrue(dom.contains("<title>a&lt;b&gt;&amp;'\"{css}</title>"), dom.substring(0, 300));
    assertEquals(List.of("Curves", "Steps", "Confusion matrix", "Worst examples", "Machine", "Configuration"),
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
  void whatIsNotFiniteIsAGap() throws Exception {
    String dom = opened(ReportPage.of(hostile(), Optional.empty()));
    var paths = Pattern.compile("<path class=\"line c(\\d)\" d=\"(.*?)\"").matcher(dom).results().limit(2).toList();
    assertTrue(paths.get(0).group(2).matches("M[\\d. ]+L[\\d. ]+"), paths.get(0).group(2));
    assertTrue(paths.get(1).group(2).matches("M[\\d. ]+"), paths.get(1).group(2));
  }

  /** A prediction that is no number has no place; the others lie on the line where they are right. */
  @Test
  void numbersAreDrawnAgainstTheTruth() throws Exception {
    JsonObject judgement = JsonParser.parseString("""
        {"rows": "test", "count": 3, "order": "By error.", "columns": [], "worst": [],
         "points": [[0, 0], [10, 10], [5, "NaN"], [10, 0]]}""").getAsJsonObject();
    String dom = opened(ReportPage.of(hostile(), Optional.of(judgement)));
    assertTrue(dom.contains("<h2>Predicted against true</h2>"), dom);
    String axis = "document.querySelector('.scatter .axis').getAttribute('%s')";
    String dots =
        "[...document.querySelectorAll('.scatter .dot')].map(dot => Number(dot.getAttribute('%s')).toFixed(0))";
    assertEquals(3, count(dom, "class=\"dot\" cx="));
    assertEquals(browser().value("[" + axis.formatted("x1") + "," + axis.formatted("x2") + "," + axis.formatted("x2")
        + "].map(x => Number(x).toFixed(0))"), browser().value(dots.formatted("cx")));
    assertEquals(browser().value("[" + axis.formatted("y1") + "," + axis.formatted("y2") + "," + axis.formatted("y1")
        + "].map(y => Number(y).toFixed(0))"), browser().value(dots.formatted("cy")));
  }

  @Test
  void aBrowserDrawsRunsOverEachOther() throws Exception {
    RunRecord other = new RunRecord(folder.resolve("other"), hostile().events(), "name: b\ntrain: {epochs: 3}\n",
        Optional.empty(), Optional.empty());
    String dom = opened(ReportPage.of(new Comparison(List.of(hostile(), other))));
    assertTrue(dom.contains("<tr><th>train.epochs</th><td>2</td><td>3</td></tr>"), dom);
    assertTrue(dom.contains("loss · validation"), dom);
    assertEquals(0, count(dom, "<img"));
  }
}
