package dev.sinabro.cli.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChartsTest {
  @Test
  void whatAScriptImportsStandsBeforeItOnce() {
    String script = Charts.inlined("""
        import { figure } from "./charts/figure.js";
        import { LineChart } from "./charts/line-chart.js";
        document.body.append(figure(1), new LineChart({}).figure);
        """);
    assertFalse(script.contains("import ") || script.contains("\nexport "), script);
    assertEquals(1, script.split("const \\$figure = ", -1).length - 1, script);
    assertTrue(script.indexOf("const $figure = ") < script.indexOf("const $line_chart = "), script);
    assertTrue(script.contains("return { range, scale };"), script);
    assertTrue(script.endsWith("""
        const { figure } = $figure;
        const { LineChart } = $line_chart;
        document.body.append(figure(1), new LineChart({}).figure);
        """), script);
  }

  @Test
  void onlyWhatLiesInTheFolderIsAFile() {
    assertTrue(Charts.file("line-chart.js").isPresent());
    assertEquals(Optional.empty(), Charts.file("Charts.class"));
    assertEquals(Optional.empty(), Charts.file("../report/page.js"));
    assertEquals(Optional.empty(), Charts.file("other.js"));
  }
}
