package dev.sinabro.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProtobufTest {
  /** The bytes are those of the encoding guide's examples, and of the format's own reader where it has none. */
  static Stream<Arguments> messages() {
    return Stream.of(
        Arguments.of("08 96 01", new Protobuf().integer(1, 150)),
        Arguments.of("08 00", new Protobuf().integer(1, 0)),
        Arguments.of("10 fe ff ff ff ff ff ff ff ff 01", new Protobuf().integer(2, -2)),
        Arguments.of("12 07 74 65 73 74 69 6e 67", new Protobuf().text(2, "testing")),
        Arguments.of("0a 03 c3 bc 78", new Protobuf().text(1, "üx")),
        Arguments.of("1a 03 08 96 01", new Protobuf().message(3, new Protobuf().integer(1, 150))),
        Arguments.of("1a 00", new Protobuf().message(3, new Protobuf())),
        Arguments.of("32 06 03 8e 02 9e a7 05", new Protobuf().integers(6, 3, 270, 86942)),
        Arguments.of("0d 00 00 80 3f", new Protobuf().float32(1, 1)),
        Arguments.of("09 00 00 00 00 00 00 f8 3f", new Protobuf().float64(1, 1.5)),
        Arguments.of("0a 08 00 00 80 3f 00 00 00 c0", new Protobuf().floats(1, 1, -2)),
        Arguments.of("0a 08 00 00 00 00 00 00 f8 3f", new Protobuf().doubles(1, 1.5)),
        Arguments.of("82 01 02 08 01", new Protobuf().message(16, new Protobuf().integer(1, 1))),
        Arguments.of("0a 01 78 1a 04 0a 02 08 07 10 05", new Protobuf().text(1, "x")
            .message(3, new Protobuf().message(1, new Protobuf().integer(1, 7))).integer(2, 5)));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void bytesAreThoseOfTheFormat(String expected, Protobuf message) {
    byte[] bytes = message.toByteArray();
    assertEquals(expected, HexFormat.ofDelimiter(" ").formatHex(bytes));
    assertEquals(bytes.length, message.size());
  }
}
