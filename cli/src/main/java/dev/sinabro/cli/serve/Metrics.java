package dev.sinabro.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/** What a server has done, in the text format of Prometheus. */
final class Metrics {
  private static final Path MEMORY = Path.of("/proc/self/statm");
  private static final long PAGE = 4096;

  private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
  private final Histogram seconds = new Histogram("sinabro_request_seconds",
      "From the head of an inference request to its answer.", 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2,
      0.5,
      1, 2, 5, 10);
  private final Histogram batches =
      new Histogram("sinabro_batch_rows", "Rows that were computed together.", 1, 2, 4, 8, 16, 32, 64, 128, 256, 512);

  /** A request that was answered. */
  void answered(int status) {
    count(Integer.toString(status));
  }

  /** A client that went before its answer was written. */
  void abandoned() {
    count("abandoned");
  }

  private void count(String code) {
    requests.computeIfAbsent(code, _ -> new LongAdder()).increment();
  }

  void took(long nanos) {
    seconds.add(nanos / 1e9);
  }

  void computed(int rows) {
    batches.add(rows);
  }

  /** All requests so far. */
  long requests() {
    return requests.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /**
   * The text.
   *
   * @param queued requests that wait to be computed
   * @param inFlight inference requests that are being read, wait or are being answered
   */
  String text(IntSupplier queued, IntSupplier inFlight) {
    StringBuilder text = new StringBuilder();
    text.append(
        "# HELP sinabro_requests_total Requests by the code of their answer.\n# TYPE sinabro_requests_total counter\n");
    requests.forEach((code, count) -> text.append("sinabro_requests_total{code=\"").append(code).append("\"} ")
        .append(count.sum()).append('\n'));
    seconds.write(text);
    batches.write(text);
    gauge(text, "sinabro_queue_length", "Requests that wait to be computed.", queued.getAsInt());
    gauge(text, "sinabro_requests_in_flight", "Inference requests that are read, wait or are answered.",
        inFlight.getAsInt());
    long memory = residentBytes();
    if (memory > 0) {
      gauge(text, "process_resident_memory_bytes", "Memory of the process.", memory);
    }
    return text.toString();
  }

  private static void gauge(StringBuilder text, String name, String help, long value) {
    text.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name).append(" gauge\n")
        .append(name).append(' ').append(value).append('\n');
  }

  /** 0 where the system does not tell. */
  private static long residentBytes() {
    try {
      return Long.parseLong(Files.readString(MEMORY).split(" ")[1]) * PAGE;
    } catch (IOException | RuntimeException unknown) {
      return 0;
    }
  }
}
