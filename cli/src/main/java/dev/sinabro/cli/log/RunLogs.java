package dev.sinabro.cli.log;

import dev.sinabro.train.TrainingEvent;
import java.util.List;

/** Several logs of one training. */
public record RunLogs(List<TrainingLog> logs) implements TrainingLog {
  /** Keeps a copy of the list. */
  public RunLogs {
    logs = List.copyOf(logs);
  }

  @Override
  public void accept(TrainingEvent event) {
    logs.forEach(log -> log.accept(event));
  }

  @Override
  public void close() {
    logs.forEach(TrainingLog::close);
  }
}
