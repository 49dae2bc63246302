package dev.sinabro.cli.page;

import dev.sinabro.cli.http.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Server-sent events: the latest message, whenever there is a newer one, until the page is closed. */
public final class Events implements Answer.Lasting {
  /** A page that is closed is found out by the next write. */
  private static final long PULSE_MILLIS = 1_000;

  private final Latest source;

  /** A stream of what a source says. */
  public Events(Latest source) {
    this.source = source;
    source.joined();
  }

  @Override
  public String type() {
    return "text/event-stream";
  }

  @Override
  public void send(OutputStream out) throws IOException, InterruptedException {
    long read = 0;
    while (!(source.isClosed() && source.after(read, 0).isEmpty())) {
      Optional<Latest.Numbered> next = source.after(read, PULSE_MILLIS);
      read = next.map(Latest.Numbered::number).orElse(read);
      out.write(next.map(one -> "id: " + one.number() + "\ndata: " + one.message() + "\n\n").orElse(": still here\n\n")
          .getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  @Override
  public void close() {
    source.left();
  }
}
