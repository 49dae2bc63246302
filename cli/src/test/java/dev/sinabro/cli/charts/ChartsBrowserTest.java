package dev.sinabro.cli.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.http.Refusal;
import dev.sinabro.cli.page.Browser;
import dev.sinabro.cli.page.PageServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The charts in a real browser where there is one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChartsBrowserTest {
  private final List<Throwable> faults = new ArrayList<>();
  private PageServer server;
  private Browser browser;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    browser = new Browser(folder, "en");
    server = new PageServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ChartsBrowserTest.class,
        Set.of("index.html", "page.js"), (_, _) -> {
          throw new Refusal(Refusal.NOT_FOUND, "nothing is asked for");
        }, faults::add);
  }

  @AfterAll
  void close() {
    if (server != null) {
      server.close();
    }
    if (browser != null) {
      browser.close();
    }
    assertEquals(List.of(), faults);
  }

  @BeforeEach
  void load() throws InterruptedException {
    browser.go(server.address());
    browser.await("document.body?.dataset.ready");
  }

  @AfterEach
  void nothingFailed() {
    assertEquals(List.of(), browser.complaints());
  }

  /** By hand: ((1/2) 2 + (1/4) 1) / (3/4) = 5/3, and (3/2 + 1/2 + 1/8) / (7/8) = 17/7. */
  @Test
  void smoothingBeginsWithoutAPullToZero() {
    assertEquals("1,1.667,NaN,2.429",
        browser.value("(() => { const next = smoother(0.5); return [1, 2, NaN, 3].map(y => figure(next(y))); })()"));
    assertEquals("4,-2", browser.value("[4, -2].map(smoother(0))"));
  }

  @Test
  void ticksAreRound() {
    assertEquals("0,0.2,0.4,0.6,0.8,1", browser.value("scale([0.03, 0.97], [0, 1], {widened: true}).ticks"));
    assertEquals("0,500,1000,1500", browser.value("scale([1, 1400], [0, 1], {widened: true, most: 3}).ticks"));
    assertEquals("1,2,3", browser.value("scale([1, 3], [0, 1], {whole: true}).ticks"), "no epoch 1.5");
    assertEquals("0.001,0.01,0.1,1,10", browser.value("scale([0.001, 10], [0, 1], {log: true}).ticks"));
    assertEquals("0.1,0.2,0.5,1,2", browser.value("scale([0.09, 2.4], [0, 1], {log: true}).ticks"));
    assertEquals("0.5", browser.value("figure(scale([1e-4, 1], [0, 1], {log: true}).place(0.01))"));
    assertEquals("0.5", browser.value("scale([7, 7], [0, 1]).place(7)"));
  }

  @Test
  void aPeakAmongManyPointsStays() {
    browser.value("window.many = Array.from({length: 10000}, (_, i) => [i, i === 7777 ? 9 : i % 2])");
    assertEquals("true,9", browser.value("(() => { const few = thinned(many);"
        + " return [few.length <= 1200, Math.max(...few.map(point => point[1]))]; })()"));
  }

  private void chart(String more) throws InterruptedException {
    browser.value("(() => { window.points = [[1, 4], [2, NaN], [3, 2], [9, 1]]; window.chart = new LineChart("
        + "{title: 'loss', x: 'epoch', series: [{name: 'a', color: 0, points: points}, {name: 'b', color: 9, points: [[1, 0], [9, 3]]}]"
        + more + "}); document.body.append(chart.figure); })()");
    browser.await("document.querySelector('.chart svg').viewBox.baseVal.width"
        + " === Math.round(document.querySelector('.plot').getBoundingClientRect().width)");
  }

  @Test
  void whatComesLaterIsDrawnToWhatIsThere() throws InterruptedException {
    chart("");
    browser.value(
        "chart.update([{name: 'a', color: 0, points: [...points, [11, 2]]}, {name: 'b', color: 9, points: [[1, 0], [9, 3]]}])");
    browser.await(
        "document.querySelector('.tick + .tick') !== null && document.querySelectorAll('path.line')[0].getAttribute('d')"
            + ".match(/[ML]/g).join('') === 'MMLL'");
    browser.value(
        "(() => { window.path = document.querySelector('path.line'); window.before = path.getAttribute('d'); chart.update("
            + "[{name: 'a', color: 0, points: [...points, [11, 2], [12, 3]]}, {name: 'b', color: 9, points: [[1, 0], [9, 3]]}]); })()");
    assertEquals("true",
        browser
            .value("document.querySelector('path.line') === path && path.getAttribute('d').startsWith(before + 'L')"),
        "there was room: the curve only became longer");
    browser.value("chart.update([{name: 'a', color: 0, points: [[1, 5]]}])");
    browser.await("document.querySelectorAll('path.line').length === 1");
  }

  @Test
  void keysReadTheValues() throws InterruptedException {
    chart(", smoothing: 0.5");
    String key = "document.querySelector('.chart svg').dispatchEvent(new KeyboardEvent('keydown', {key: '%s'}))";
    browser.value(key.formatted("End"));
    assertEquals("epoch 9|a 1 (smoothed 1.714)|b 3 (smoothed 2)", told());
    browser.value(key.formatted("ArrowLeft"));
    assertEquals("epoch 3|a 2 (smoothed 2.667)", told());
    browser.value(key.formatted("Escape"));
    assertEquals("true", browser.value("document.querySelector('.told').hidden"));
    String label = browser.value("document.querySelector('.chart svg').getAttribute('aria-label')");
    assertEquals("loss. a, epoch 1 to 9: 4 to 1, least 1, most 4. b, epoch 1 to 9: 0 to 3, least 0, most 3", label);
  }

  private String told() {
    return browser.value("[...document.querySelectorAll('.told > div')].map(line => line.textContent).join('|')");
  }

  @Test
  void aCurveIsHiddenAndAScaleChosenByAClick() throws InterruptedException {
    chart("");
    browser.click(".chart .log");
    browser.await("document.querySelectorAll('path.line')[1].getAttribute('d').match(/[ML]/g).join('') === 'M'");
    browser.click(".legend .key");
    browser.await("document.querySelectorAll('path.line').length === 1");
    assertEquals("false,true",
        browser.value("[...document.querySelectorAll('.legend .key')].map(key => key.ariaPressed)"));
  }

  @Test
  void allChartsAreSmoothedAtOnce() throws InterruptedException {
    browser.value(
        "(() => { window.grid = new ChartGrid(['a', 'b'].map(title => ({title, x: 'step', series: [{name: 'only', color: 0,"
            + " points: [[1, 1], [2, 0]]}]}))); document.body.append(grid.element); })()");
    assertEquals("2", browser.value("document.querySelectorAll('path').length"));
    browser.value("(() => { const slider = document.querySelector('input'); slider.value = 0.9;"
        + " slider.dispatchEvent(new Event('input')); })()");
    browser
        .await("document.querySelectorAll('path.raw').length === 2 && document.querySelectorAll('path').length === 4");
  }

  @Test
  void aBarIsAsLongAsItsValue() {
    browser.value("(() => { window.svg = shape('svg'); document.body.append(svg);"
        + " drawBars(svg, [{name: 'a', value: 1}, {name: 'b', value: 100}, {name: 'c', value: 1e9}], [0.01, 100], {log: true}); })()");
    List<Double> widths =
        Arrays.stream(browser.value("[...svg.querySelectorAll('rect')].map(bar => bar.getAttribute('width'))")
            .split(",")).map(Double::valueOf).toList();
    assertTrue(Math.abs(widths.get(1) - widths.get(2)) < 1e-9, "beyond the scale it ends with it");
    assertEquals(0.5, widths.get(0) / widths.get(1), 0.03);
  }
}
