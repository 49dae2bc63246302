package dev.sinabro.cli.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private final AtomicLong now = new AtomicLong(5);
  private final TokenBucket rate = new TokenBucket(10, 20, now::get);

  private int taken(int attempts) {
    int taken = 0;
    for (int i = 0; i < attempts; i++) {
      taken += rate.take() ? 1 : 0;
    }
    return taken;
  }

  @Test
  void whatWasLeftOverIsThereAtOnceAndThenSoManyASecond() {
    assertEquals(20, taken(25));
    now.addAndGet(99_000_000);
    assertEquals(0, taken(5), "a tenth of a second is not over");
    now.addAndGet(2_000_000);
    assertEquals(1, taken(5));
    now.addAndGet(500_000_000);
    assertEquals(5, taken(9));
    now.addAndGet(60_000_000_000L);
    assertEquals(20, taken(99), "no more than that is left over");
  }
}
