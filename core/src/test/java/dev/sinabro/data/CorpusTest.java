package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CorpusTest {
  private static Corpus corpus(String text) {
    return Corpus.read("t.txt", Text.stream(text));
  }

  private static int[] values(Dataset data, String field) {
    return data.values(field).ints();
  }

  @Test
  void eachLineIsARowWithItsEndAndPadding() {
    var data = corpus("cab\n\nb\r\n").lines(5, 0, 0, 1);
    assertEquals("\nabc", data.preprocessing().characters());
    var rows = data.preprocessing().dataset(corpus("cab\nb"));
    assertArrayEquals(new int[] {0, 3, 1, 2, 0, 0, 2, 0, 0, 0}, values(rows, Field.FEATURES));
    assertArrayEquals(new int[] {3, 1, 2, 0, -1, 2, 0, -1, -1, -1}, values(rows, Field.TARGET));
    assertEquals(new Meaning.Classes(List.of("\n", "a", "b", "c")), rows.field(Field.TARGET).meaning());
    assertEquals(2, data.training().rowCount());
  }

  /** Codes of the whole: 1 2 0 2 1 0 1 2 0 2 2 0 1 1 0. */
  @Test
  void runningTextGoesOnOverItsLines() {
    var data = corpus("ab\nba\nab\nbb\naa").running(4, 4, 0.2, 0.2);
    assertArrayEquals(new int[] {1, 2, 0, 2, 1, 0, 1, 2}, values(data.training(), Field.FEATURES));
    assertArrayEquals(new int[] {2, 0, 2, 1, 0, 1, 2, 0}, values(data.training(), Field.TARGET));
    assertArrayEquals(new int[] {2, 2, 0, 0}, values(data.validation(), Field.FEATURES),
        "no window reaches over a border");
    assertArrayEquals(new int[] {2, 0, -1, -1}, values(data.validation(), Field.TARGET));
    assertArrayEquals(new int[] {1, 0, -1, -1}, values(data.test(), Field.TARGET));
  }

  @Test
  void everyWindowOfATextCanBeARow() {
    var data = corpus("abcdef").running(3, 1, 0, 0);
    assertArrayEquals(new int[] {1, 2, 3, 2, 3, 4, 3, 4, 5, 4, 5, 6}, values(data.training(), Field.FEATURES));
    assertArrayEquals(new int[] {2, 3, 4, 3, 4, 5, 4, 5, 6, 5, 6, 0}, values(data.training(), Field.TARGET));
    assertEquals(0, data.validation().rowCount());
    var two = corpus("abcdef").running(3, 2, 0, 0).training();
    assertArrayEquals(new int[] {1, 2, 3, 3, 4, 5, 5, 6, 0}, values(two, Field.FEATURES));
    assertArrayEquals(new int[] {2, 3, 4, 4, 5, 6, 6, 0, -1}, values(two, Field.TARGET));
    assertArrayEquals(new int[] {5, 6, 0, 1, 2, 3}, values(two.select(2, 0), Field.FEATURES));
    assertEquals(1, corpus("ab").running(3, 1, 0, 0).training().rowCount());
  }

  @Test
  void linesArePartedBySeedAndEachIsInOnePart() {
    var text = new StringBuilder();
    for (char c = 'a'; c <= 't'; c++) {
      text.append(c).append('\n');
    }
    var once = corpus(text.toString()).lines(2, 0.1, 0.2, 5);
    assertEquals(List.of(14, 2, 4),
        List.of(once.training().rowCount(), once.validation().rowCount(), once.test().rowCount()));
    var seen = new java.util.TreeSet<Integer>();
    for (Dataset part : List.of(once.training(), once.validation(), once.test())) {
      for (int row = 0; row < part.rowCount(); row++) {
        assertTrue(seen.add(values(part, Field.TARGET)[2 * row]));
      }
    }
    assertEquals(20, seen.size());
    assertArrayEquals(values(once.test(), Field.TARGET),
        values(corpus(text.toString()).lines(2, 0.1, 0.2, 5).test(), Field.TARGET));
  }

  @Test
  void whatFollowsIsAskedForBehindTheLastCharacter() {
    var preprocessing = corpus("cab\nb").lines(5, 0, 0, 1).preprocessing();
    assertArrayEquals(new int[] {0, 3, 1, 0, 0, 0, 0, 0, 0, 0}, values(preprocessing.features(corpus("ca\n\n")),
        Field.FEATURES));
    assertEquals(2, preprocessing.place("ca"));
    assertEquals(0, preprocessing.place(""));
    var running = corpus("cab\nb").running(3, 3, 0, 0).preprocessing();
    assertArrayEquals(new int[] {1, 2, 3}, values(running.features(corpus("bbabc")), Field.FEATURES));
    assertEquals(2, running.place("bbabc"));
    assertArrayEquals(new int[] {0, 2, 1}, values(running.features(corpus("ba")), Field.FEATURES));
  }

  @Test
  void vocabularySurvivesJson() {
    for (var each : List.of(corpus("h\u00e9\"\ud83d\ude00\\").lines(9, 0, 0, 1).preprocessing(),
        corpus("ab").running(3, 3, 0, 0).preprocessing())) {
      assertEquals(each, Preprocessing.fromJson(JsonParser.parseString(each.toJson().toString()).getAsJsonObject()));
    }
    assertEquals(List.of("\n", "\ud83d\ude00"), corpus("\ud83d\ude00").lines(2, 0, 0, 1).preprocessing().names());
  }

  private static void assertRefused(String message, Runnable refused) {
    assertEquals(message, assertThrows(DataException.class, refused::run).getMessage());
  }

  @Test
  void whatCannotBeIsRefusedWithItsLineAndRemedy() {
    assertEquals(1, corpus("abc").lines(4, 0, 0, 1).training().rowCount());
    assertRefused("t.txt:2: has 3 characters, and its end makes one more, but a row has a context of 3; raise it to 4,"
        + " or shorten the line", () -> corpus("ab\nabc").lines(3, 0, 0, 1));
    var preprocessing = corpus("ab").lines(3, 0, 0, 1).preprocessing();
    assertRefused("t.txt:1: character 'x' was not there in training; the model knows ab",
        () -> preprocessing.dataset(corpus("x")));
    assertRefused("t.txt: is empty; expected lines of text", () -> corpus("\n\n"));
    assertRefused("t.txt, byte 3: expected UTF-8 text, found 0xff; save the file as UTF-8",
        () -> Corpus.read("t.txt",
            new ByteArrayInputStream(new byte[] {'a', (byte) 0xc3, (byte) 0xa9, (byte) 0xff, 'a'})));
    assertRefused("t.txt, byte 1: expected UTF-8 text, found 0xe9; save the file as UTF-8",
        () -> Corpus.read("t.txt", new ByteArrayInputStream(new byte[] {'a', (byte) 0xe9})));
    assertRefused("t.txt: of 3 characters 1 are left for training, but one is told from another; add text or ask for"
        + " smaller parts", () -> corpus("ab").running(3, 3, 0, 0.6));
    assertRefused("t.txt: of 1 row none is left for training; add rows or ask for smaller parts",
        () -> corpus("ab").lines(3, 0, 0.6, 1));
  }

  @Test
  void byteOrderMarkIsNoCharacter() {
    assertEquals("\nab", corpus("\uFEFFab").lines(3, 0, 0, 1).preprocessing().characters());
  }

  @Test
  void builtInWordsAreWhatTheySay() {
    var words = BuiltIn.WORDS.corpus();
    assertEquals(20_180, words.lines().size());
    assertEquals("\nabcdefghijklmnopqrstuvwxyz", words.lines(13, 0, 0, 1).preprocessing().characters());
  }

  @Test
  void builtInPlaysAreReadOn() {
    var plays = BuiltIn.TINYSHAKESPEARE.corpus().running(64, 1, 0.1, 0);
    assertEquals(65, plays.preprocessing().names().size());
    assertEquals(1_003_855 - 64, plays.training().rowCount(), "each window of the first nine tenths");
    assertEquals(Math.ceilDiv(111_539 - 1, 64), plays.validation().rowCount());
    int[] first = values(plays.training().select(0), Field.FEATURES);
    assertEquals("First Citizen:", Arrays.stream(first).limit(14)
        .mapToObj(plays.preprocessing().names()::get).collect(Collectors.joining()));
  }

  @Test
  void aModelIsJudgedByTheLastPartThatHasRows() {
    var text = corpus("ab\nba\nab\nbb\naa");
    assertEquals(List.of("test", "validation", "training"), List.of(text.running(4, 4, 0.2, 0.2).judged().part(),
        text.running(4, 4, 0.2, 0).judged().part(), text.running(4, 4, 0, 0).judged().part()));
    var data = text.running(4, 4, 0.2, 0);
    assertEquals(data.validation(), data.judged().rows());
  }
}
