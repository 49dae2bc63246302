package dev.sinabro.cli.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.http.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestReaderTest {

  private static InferenceRequest read(String body) {
    return RequestReader.read(body.getBytes(StandardCharsets.UTF_8));
  }

  private static String with(String input) {
    return "{\"inputs\": [" + input + "]}";
  }

  @Test
  void keysComeInAnyOrderAndUnknownOnesArePassedOver() {
    InferenceRequest request = read(
        """
            {"outputs": [{"name": "class", "parameters": {"classification": 3}}], "more": [[{"a": 1}]], "parameters": {"p": true},
             "inputs": [{"data": [1, 2.5, -3e2, 4], "datatype": "FP64", "shape": [2, 2], "name": "x"}], "id": "7"}
            """);
    assertEquals(Optional.of("7"), request.id());
    assertEquals(List.of("class"), request.outputs());
    assertArrayEquals(new double[] {1, 2.5, -300, 4}, request.only("x").numbers(2));
  }

  @Test
  void nestedAndFlatDataAreTheSame() {
    String head = "{\"name\": \"x\", \"datatype\": \"INT64\", \"shape\": [2, 1, 3], \"data\": ";
    double[] flat = read(with(head + "[1, 2, 3, 4, 5, 6]}")).only("x").numbers(1, 3);
    assertArrayEquals(flat, read(with(head + "[[[1, 2, 3]], [[4, 5, 6]]]}")).only("x").numbers(1, 3));
  }

  @Test
  void textsAndTruthsAreRead() {
    InferenceRequest request = read("""
        {"inputs": [{"name": "a", "datatype": "BYTES", "shape": [2], "data": ["é", "\\u00e9\\n"]},
                    {"name": "b", "datatype": "BOOL", "shape": [2, 1], "data": [[true], [false]]}]}
        """);
    assertEquals(List.of("é", "é\n"), request.input("a").words());
    assertArrayEquals(new double[] {1, 0}, request.input("b").numbers());
    assertEquals(2, request.rows());
  }

  static Stream<List<String>> malformed() {
    String one = "{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP64\", \"data\": [1]}";
    return Stream.of(
        List.of("", "ends early"), List.of("nonsense", "no JSON"),
        List.of("[]", "$: expected an object, found an array"),
        List.of("{}", "one tensor at least"), List.of(with(one) + "x", "no JSON"),
        List.of(with(one).substring(0, 60), "ends early"),
        List.of(with(one + "," + one), "two have the same name"),
        List.of("{\"inputs\": {}}", "$.inputs: expected an array, found an object"),
        List.of("{\"id\": 3}", "$.id: expected a text, found a number"),
        List.of(with("3"), "$.inputs[0]: expected an object, found a number"),
        List.of(with(one.replace("\"x\"", "null")), "$.inputs[0].name: expected a text, found null"),
        List.of(with(one.replace("\"name\": \"x\",", "")), "$.inputs[0]: name is missing"),
        List.of(with(one.replace(", \"data\": [1]", "")), "data is missing"),
        List.of(with(one.replace("FP64", "FLOAT")), "there is no datatype 'FLOAT'"),
        List.of(with(one.replace("[1],", "[],")), "one axis at least"),
        List.of(with(one.replace("[1],", "[-1],")), "is no extent"),
        List.of(with(one.replace("[1],", "[1.5],")), "is no extent"),
        List.of(with(one.replace("[1],", "[9999999999],")), "is no extent"),
        List.of(with(one.replace("[1],", "[2147483647, 2147483647, 4],")), "has 1 values"),
        List.of(with(one.replace("[1]}", "[1, 2]}")), "has 2 values"),
        List.of(with(one.replace("[1]}", "[[1], [2, 3]]}")), "lists of different lengths"),
        List.of(with(one.replace("[1]}", "[1, [2]]}")), "values beside lists"),
        List.of(with(one.replace("[1]}", "[[1], 2]}")), "values beside lists"),
        List.of(with(one.replace("[1]}", "[\"1\"]}")), "values of another type"),
        List.of(with(one.replace("[1]}", "[true]}")), "values of another type"),
        List.of(with(one.replace("[1]}", "[[null], 1]}")), "values beside lists"),
        List.of(with(one.replace("[1]}", "[{}]}")), "found an object"),
        List.of(with(one.replace("[1]}", "[1e999]}")), "no JSON"),
        List.of(with(one.replace("[1]}", "[NaN]}")), "no JSON"),
        List.of(with(one.replace("[1]}", "3}")), "expected an array, found a number"),
        List.of(with(one.replace("FP64", "UINT8").replace("[1]}", "[256]}")), "element 0 is 256.0"),
        List.of(with(one.replace("FP64", "INT32").replace("[1]}", "[1.5]}")), "element 0 is 1.5"),
        List.of(with(one.replace("FP64", "FP32").replace("[1]}", "[1e39]}")), "element 0 is 1.0E39"),
        List.of(with(one.replace("\"data\": [1]", "\"parameters\": {\"binary_data_size\": 8}")), "binary extension"),
        List.of("{\"parameters\": {\"binary_data_output\": true}}", "binary extension"),
        List.of(with(one.replace("[1]}", "[".repeat(20) + "]".repeat(20) + "}")), "lists in each other"),
        List.of("{\"a\": " + "[".repeat(5000), "no JSON"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void isRefusedWithThePlace(List<String> row) {
    Refusal refused = assertThrows(Refusal.class, () -> read(row.getFirst()));
    assertEquals(400, refused.status());
    assertTrue(String.valueOf(refused.getMessage()).contains(row.get(1)), refused.getMessage());
  }

  @Test
  void nullIsAMissingValue() {
    String tensor = "{\"name\": \"x\", \"shape\": [2], \"datatype\": \"%s\", \"data\": %s}";
    assertArrayEquals(new double[] {Double.NaN, 3},
        read(with(tensor.formatted("FP32", "[null, 3]"))).only("x").numbers());
    assertArrayEquals(new double[] {Double.NaN, Double.NaN},
        read(with(tensor.formatted("INT8", "[null, null]"))).only("x").numbers());
    assertEquals(List.of("", "a"), read(with(tensor.formatted("BYTES", "[null, \"a\"]"))).only("x").words());
    assertEquals(List.of("", ""), read(with(tensor.formatted("BYTES", "[null, null]"))).only("x").words());
  }

  @Test
  void whatIsNoUtf8IsRefused() {
    byte[] body = "{\"id\": \"?\"}".getBytes(StandardCharsets.UTF_8);
    body[8] = (byte) 0xC0;
    assertEquals("the body is not UTF-8",
        assertThrows(Refusal.class, () -> RequestReader.read(body)).getMessage());
  }
}
