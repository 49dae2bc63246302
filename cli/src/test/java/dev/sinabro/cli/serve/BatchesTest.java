package dev.sinabro.cli.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.InMemory;
import dev.sinabro.graph.HostTensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final Limits LIMITS = new Limits(1000, 8, Duration.ofSeconds(5), 6, Duration.ofSeconds(3));

  private final List<Integer> computed = new ArrayList<>();
  private final List<Integer> told = new ArrayList<>();
  private final Batches batches = new Batches(this::same, LIMITS, told::add);

  /** Gives features back; 13 is unlucky. */
  private HostTensor same(Dataset rows) {
    computed.add(rows.rowCount());
    HostTensor values = rows.values(Field.FEATURES);
    for (float value : values.floats()) {
      if (value == 13) {
        throw new IllegalStateException("unlucky");
      }
    }
    return values;
  }

  private static Dataset rows(float... values) {
    return InMemory.rows(values.length).with(Field.reals(Field.FEATURES, 1), values);
  }

  private CompletableFuture<HostTensor> submit(float... values) {
    batches.approaches();
    return batches.submit(rows(values));
  }

  private void runAll() throws InterruptedException {
    batches.stop();
    batches.run();
  }

  @Test
  void thoseThatWaitAreComputedTogetherAndGetTheirOwn() throws Exception {
    var one = submit(1, 2);
    var other = submit(3);
    runAll();
    assertArrayEquals(new float[] {1, 2}, one.get().floats());
    assertArrayEquals(new float[] {3}, other.get().floats());
    assertEquals(List.of(4), computed);
    assertEquals(List.of(3), told);
  }

  @Test
  void aBatchIsFullAtItsLimit() throws Exception {
    var all = List.of(submit(1, 2, 3, 4), submit(5, 6), submit(7));
    runAll();
    assertEquals(List.of(6, 1), computed);
    assertArrayEquals(new float[] {7}, all.getLast().get().floats());
  }

  @Test
  void aRequestOfManyRowsIsComputedInParts() throws Exception {
    var many = submit(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15);
    runAll();
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15}, many.get().floats());
    assertEquals(List.of(6, 6, 2), computed);
  }

  @Test
  void theFaultOfOneIsNotThatOfTheOthers() throws Exception {
    var good = submit(1);
    var bad = submit(13);
    var last = submit(2);
    runAll();
    assertArrayEquals(new float[] {1}, good.get().floats());
    assertArrayEquals(new float[] {2}, last.get().floats());
    assertEquals("unlucky", assertThrows(ExecutionException.class, bad::get).getCause().getMessage());
  }

  @Test
  void whatWasGivenUpIsNotComputed() throws Exception {
    submit(1).cancel(false);
    var wanted = submit(2);
    runAll();
    assertFalse(wanted.isCompletedExceptionally());
    assertEquals(List.of(1), computed);
  }

  @Test
  void aBatchWaitsForARequestThatIsBeingRead() throws Exception {
    Thread device = Thread.ofPlatform().start(() -> {
      try {
        batches.run();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    batches.approaches();
    var early = submit(1);
    assertThrows(TimeoutException.class, () -> early.get(200, TimeUnit.MILLISECONDS));
    var late = batches.submit(rows(2));
    assertArrayEquals(new float[] {2}, late.get(2, TimeUnit.SECONDS).floats());
    assertArrayEquals(new float[] {1}, early.get(2, TimeUnit.SECONDS).floats());
    assertEquals(List.of(2), computed);
    batches.stop();
    device.join();
  }

  @Test
  void eachSizeIsComputedOnceBefore() {
    batches.warm(count -> rows(new float[count]));
    assertEquals(List.of(1, 2, 4, 6), computed);
  }

  @Test
  void joinedRowsAreThoseOfTheirParts() {
    Dataset parts = new Joined(List.of(rows(1, 2), rows(3), rows(4, 5)));
    assertArrayEquals(new float[] {1, 2, 3, 4, 5}, parts.values(Field.FEATURES).floats());
    assertArrayEquals(new float[] {5, 3, 3, 1}, parts.select(4, 2, 2, 0).values(Field.FEATURES).floats());
    assertSame(rows(1).fields().getFirst().row().dtype(), parts.fields().getFirst().row().dtype());
  }
}
