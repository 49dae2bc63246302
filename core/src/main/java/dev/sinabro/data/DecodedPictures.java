package dev.sinabro.data;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Pictures that are decoded when they are asked for, several at a time: each goes to its own place, so that nothing depends
 * on how many.
 *
 * @param decoder reads one
 * @param pixels the field of the pictures
 * @param labels the other fields
 */
record DecodedPictures(List<Path> files, Function<Path, Pixels> decoder, Field pixels, InMemory labels)
    implements Dataset {

  @Override
  public int rowCount() {
    return files.size();
  }

  @Override
  public List<Field> fields() {
    List<Field> fields = new ArrayList<>(List.of(pixels));
    fields.addAll(labels.fields());
    return fields;
  }

  /** @throws DataException where a picture cannot be used; of several the first one */
  @Override
  public void read(int[] rows, Map<String, MemorySegment> into) {
    labels.read(rows, into);
    MemorySegment target = into.get(pixels.name());
    if (target == null) {
      return;
    }
    long bytes = pixels.row().byteSize();
    int threads = Math.min(rows.length, Runtime.getRuntime().availableProcessors());
    if (threads < 2) {
      for (int i = 0; i < rows.length; i++) {
        decode(rows[i], target.asSlice(i * bytes, bytes));
      }
      return;
    }
    // Memory of the caller's own may be closed to other threads: the pictures come as arrays.
    try (ExecutorService workers = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory())) {
      for (int from = 0; from < rows.length; from += ROWS_AT_ONCE) {
        int to = Math.min(rows.length, from + ROWS_AT_ONCE);
        List<Future<Pixels>> decoded = new ArrayList<>();
        for (int i = from; i < to; i++) {
          Path file = files.get(rows[i]);
          decoded.add(workers.submit(() -> decoder.apply(file)));
        }
        for (int i = from; i < to; i++) {
          put(rows[i], of(decoded.get(i - from)), target.asSlice(i * bytes, bytes));
        }
      }
    }
  }

  /** How many are decoded before the first of them is put in its place. */
  private static final int ROWS_AT_ONCE = 256;

  private static Pixels of(Future<Pixels> decoded) {
    try {
      return decoded.get();
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(failed);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while pictures were read", stopped);
    }
  }

  private void decode(int row, MemorySegment target) {
    put(row, decoder.apply(files.get(row)), target);
  }

  private void put(int row, Pixels picture, MemorySegment target) {
    int[] wanted = pixels.row().shape().extents();
    if (picture.height() != wanted[1] || picture.width() != wanted[2]) {
      throw DataException.ofSource(files.get(row).toString(), "is " + picture.height() + " x " + picture.width()
          + " pixels high and wide, but " + files.getFirst() + " " + wanted[1] + " x " + wanted[2]
          + "; have them resized to one size");
    }
    target.copyFrom(MemorySegment.ofArray(picture.values()));
  }
}
