package dev.sinabro.cli.page;

import dev.sinabro.cli.http.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Server-sent events: a message whenever there is one, until the page is closed. */
public record Events(Messages messages) implements Answer.Lasting {
  /** A page that is closed is found out by the next write. */
  private static final long PULSE_MILLIS = 1_000;

  @Override
  public String type() {
    return "text/event-stream";
  }

  @Override
  public void send(OutputStream out) throws IOException, InterruptedException {
    while (!messages.isOver()) {
      String event = messages.next(PULSE_MILLIS).map(message -> "data: " + message + "\n\n").orElse(": still here\n\n");
      out.write(event.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  @Override
  public void close() {
    messages.close();
  }
}
