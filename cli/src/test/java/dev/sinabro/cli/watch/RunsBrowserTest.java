package dev.sinabro.cli.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.page.Browser;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does with the page of several runs, in a real browser where there is one. */
class RunsBrowserTest {
  private static final String LINES = "document.querySelector('#charts figure')?.querySelectorAll('.line').length";

  private static Browser browser;

  @TempDir
  private Path folder = Path.of("");
  private final List<Throwable> faults = new ArrayList<>();
  private RunLog good;
  private RunLog bad;
  private RunsPage page;

  @BeforeAll
  static void start(@TempDir Path profile) throws Exception {
    browser = new Browser(profile, "en");
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void serve() throws Exception {
    good = RunLog.begun(folder.resolve("good"));
    bad = RunLog.begun(folder.resolve("bad"));
    Files.writeString(bad.folder().resolve("config.yaml"), "optimizer: {adam: {learning-rate: 0.5}}\n");
    for (int epoch = 1; epoch <= 3; epoch++) {
      good.add(RunLog.epoch(epoch, 1.0 / epoch, 0.3 * epoch) + "\n");
      bad.add(RunLog.epoch(epoch, 2.0, 0.1) + "\n");
    }
    page = RunsPage.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(folder), faults::add);
    browser.open("en");
    browser.go(page.address());
    browser.await("document.querySelectorAll('#table tbody tr').length === 2");
    browser.await(LINES + " === 2");
  }

  @AfterEach
  void close() {
    browser.leave();
    page.close();
    assertEquals(List.of(), faults);
    assertEquals(List.of(), browser.complaints());
  }

  private static String names() {
    return browser.value("[...document.querySelectorAll('#table .name')].map(one => one.textContent).join(' ')");
  }

  private static void sort(String column) {
    browser.value("[...document.querySelectorAll('#table thead button')].find(one => one.textContent.startsWith('"
        + column + "')).click()");
  }

  @Test
  void aRunIsSeenToGrow() throws Exception {
    good.add(RunLog.epoch(4, 0.125, 0.9).substring(0, 30));
    Thread.sleep(700);
    assertTrue(browser.text("#table").contains("3/30"), "half a line is no epoch");
    good.add(RunLog.epoch(4, 0.125, 0.9).substring(30) + "\n");
    browser.await("document.querySelector('#table').textContent.includes('4/30')");
    browser.await("[...document.querySelectorAll('#charts figure')][0].querySelectorAll('.dot').length === 7");
    RunLog.begun(folder.resolve("third"));
    browser.await("document.querySelectorAll('#table tbody tr').length === 3");
  }

  @Test
  void theTableIsSortedAndFiltered() throws Exception {
    sort("train");
    browser.await("document.querySelector('#table [aria-sort=descending]') !== null");
    String down = names();
    sort("train");
    browser.await("document.querySelector('#table [aria-sort=ascending]') !== null");
    assertTrue(!names().equals(down), names());
    assertTrue(browser.text("#table thead").contains("optimizer.adam.learning-rate"), "what differs is a column");
    browser.value("(() => { const field = document.querySelector('#filter'); field.value = 'learning-rate>0.2';"
        + " field.dispatchEvent(new Event('input')); })()");
    browser.await("document.querySelectorAll('#table tbody tr').length === 1");
    assertEquals("bad", names());
    browser.click("#none");
    browser.await("document.querySelector('#charts').textContent.includes('Choose runs')");
    browser.click("#table input");
    browser.await(LINES + " === 2");
    String address = browser.value("location.href");
    browser.open("ko");
    browser.go(address);
    browser.await("document.querySelectorAll('#table tbody tr').length === 1");
    browser.await(LINES + " === 2");
    assertEquals("곡선", browser.text("#curvesTitle"));
    browser.click("#language");
    assertEquals("Curves", browser.text("#curvesTitle"));
  }

  @Test
  void aTabThatNobodySeesClosesItsStream() throws Exception {
    String first = browser.tab();
    browser.open("en");
    browser.go(page.address());
    browser.await(LINES + " === 2");
    browser.ask(first);
    browser.await("document.visibilityState === 'hidden'");
    long end = System.nanoTime() + 30_000_000_000L;
    while (page.readers() > 1 && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    assertEquals(1, page.readers(), "the second tab listens alone");
    good.add(RunLog.epoch(4, 0.125, 0.9) + "\n");
    browser.turn(first);
    browser.await("document.querySelector('#table').textContent.includes('4/30')");
  }

  @Test
  void fitsAPhoneAndTheDark() throws Exception {
    for (String tab : List.of("layers", "steps", "mistakes", "configuration", "machine")) {
      browser.click("[data-tab=" + tab + "]");
      for (String scheme : List.of("light", "dark")) {
        browser.scheme(scheme);
        for (int width : new int[] {1280, 390}) {
          assertTrue(browser.picture(width, 720).length > 10_000);
          assertEquals("true", browser.value("document.documentElement.scrollWidth <= " + width), tab + " " + width);
        }
      }
    }
  }
}
