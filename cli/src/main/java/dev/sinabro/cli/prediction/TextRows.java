package dev.sinabro.cli.prediction;

import dev.sinabro.data.Corpus;
import dev.sinabro.data.DataException;
import dev.sinabro.data.TextPreprocessing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The lines of a text, of each of which it is told what follows: a text may be larger than memory. */
public final class TextRows implements PredictedRows {
  private static final int MOST_ROWS = 256;

  private final InputFile input;
  private final TextPreprocessing text;
  private final PredictedColumns predicted;
  private final BufferedReader reader;
  private int before;

  TextRows(InputFile input, TextPreprocessing text, PredictedColumns predicted) {
    this.input = input;
    this.text = text;
    this.predicted = predicted;
    reader = new BufferedReader(new InputStreamReader(input.open(), StandardCharsets.UTF_8.newDecoder()));
  }

  @Override
  public List<String> columns() {
    return Stream.concat(Stream.of("text"), predicted.names().stream()).toList();
  }

  @Override
  public Optional<Block> next() {
    List<String> lines = lines();
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    int first = before + 1;
    before += lines.size();
    int width = text.names().size();
    return Optional.of(new Block(text.features(Corpus.of(input.name(), first, lines)), (row, prediction) -> {
      int place = text.place(lines.get(row)) * width;
      float[] next = Arrays.copyOfRange(prediction, place, place + width);
      return List.of(Stream.concat(Stream.of(lines.get(row)), predicted.cells().apply(next).stream()).toList());
    }, row -> input.name() + ":" + (first + row)));
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    try {
      for (String line = ""; lines.size() < MOST_ROWS && (line = reader.readLine()) != null;) {
        lines.add(before + lines.size() == 0 && line.startsWith("\uFEFF") ? line.substring(1) : line);
      }
    } catch (CharacterCodingException other) {
      throw DataException.ofSource(input.name(), "expected UTF-8 text, found other bytes; save the file as UTF-8");
    } catch (IOException unreadable) {
      throw DataException.ofSource(input.name(), "cannot be read: " + unreadable.getMessage());
    }
    return lines;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException unreadable) {
      throw DataException.ofSource(input.name(), "cannot be read: " + unreadable.getMessage());
    }
  }
}
