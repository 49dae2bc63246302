package dev.sinabro.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.train.TrainingEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressViewTest {
  /** Data that is streamed is told, and data that is on the device is not. */
  @ParameterizedTest
  @CsvSource({"0, ''", "12000000000, 'memory   data streamed: 12 GB do not fit beside the model\n'"})
  void streamedDataIsTold(long streamedBytes, String expected) {
    StringWriter text = new StringWriter();
    try (ProgressView view = ProgressView.of(ProgressKind.AUTO, new PrintWriter(text), false)) {
      view.accept(new TrainingEvent.Begun(1, 3, 0, 100, List.of("accuracy"), 1, 1, 1, streamedBytes));
    }
    assertEquals(expected, text.toString());
  }
}
