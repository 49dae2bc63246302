package dev.sinabro.cli.log;

import dev.sinabro.io.Protobuf;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of TensorBoard's events, {@code events.out.tfevents.SECONDS.NUMBER}. Each is a record: the length of the data (8
 * bytes, little-endian), the checksum of these 8 bytes (4), the data, the checksum of the data (4). The data is a message {@code Event}.
 *
 * @see <a href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/lib/io/record_writer.h">the records</a>
 * @see <a href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto">the events</a>
 */
final class EventFile implements AutoCloseable {
  private static final String VERSION = "brain.Event:2";
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int GRAPH_DEF = 4;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;
  private static final int SESSION_START = 1;
  private static final int MASK = 0xa282ead8;

  private final OutputStream out;

  /**
   * Begins a file of its own in a folder.
   *
   * @param step steps done before; readers drop what files of before hold of later ones
   */
  EventFile(Path folder, int step) throws IOException {
    out = new BufferedOutputStream(created(folder));
    write(event(0).text(FILE_VERSION, VERSION));
    if (step > 0) {
      write(event(step + 1).message(SESSION_LOG, new Protobuf().integer(1, SESSION_START)));
    }
  }

  /** Readers take the files in the order of their names. */
  private static OutputStream created(Path folder) throws IOException {
    Files.createDirectories(folder);
    long seconds = System.currentTimeMillis() / 1000;
    for (int number = 0;; number++) {
      try {
        String name = "events.out.tfevents.%010d.%04d".formatted(seconds, number);
        return Files.newOutputStream(folder.resolve(name), StandardOpenOption.CREATE_NEW);
      } catch (FileAlreadyExistsException taken) {
        // the next number
      }
    }
  }

  /** Adds values at a step: repeated {@code Summary.Value} in field 1. */
  void summary(int step, Protobuf summary) throws IOException {
    write(event(step).message(SUMMARY, summary));
  }

  /** Adds a {@code GraphDef}. */
  void graph(Protobuf graph) throws IOException {
    write(event(0).bytes(GRAPH_DEF, graph.toByteArray()));
  }

  private static Protobuf event(int step) {
    Protobuf event = new Protobuf().float64(WALL_TIME, System.currentTimeMillis() / 1000.0);
    return step == 0 ? event : event.integer(STEP, step);
  }

  private void write(Protobuf event) throws IOException {
    byte[] length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(event.size()).array();
    byte[] data = event.toByteArray();
    out.write(length);
    out.write(checksum(length));
    out.write(data);
    out.write(checksum(data));
    out.flush();
  }

  /** CRC-32C, rotated by 15 bits and shifted by a constant, so that data that holds such checksums is told from them. */
  private static byte[] checksum(byte[] of) {
    CRC32C crc = new CRC32C();
    crc.update(of);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
