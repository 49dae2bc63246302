package dev.sinabro.train;

import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.graph.TensorType;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Inputs;
import dev.sinabro.run.MemoryException;
import dev.sinabro.run.Session;
import dev.sinabro.run.StreamedInputs;
import dev.sinabro.train.StepShape.Purpose;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a training or an evaluation are: resident on the device where all of them fit beside the model and the
 * temporaries of the steps, or else streamed, a step's rows at a time. That is planned before any memory is taken.
 */
final class Placement implements AutoCloseable {
  static final String NOT_ONE_ROW = "not even one row fits beside the model: make the model smaller";
  private static final long CHUNK_BYTES = 1 << 25;

  private final Programs programs;
  private final Session session;
  private final List<Taken> all = new ArrayList<>();
  private final ReadAhead ahead = new ReadAhead();
  private @Nullable StreamedInputs streamed;
  private long deviceBytes;
  private long streamedBytes;

  /** A portion, with what its steps need. */
  private static final class Taken {
    private final Portion portion;
    private final Map<Portion.Kind, Execution> steps = new HashMap<>();
    private @Nullable Inputs resident;
    private int[] order;

    Taken(Portion portion) {
      this.portion = portion;
      order = IntStream.range(0, portion.data().rowCount()).toArray();
    }
  }

  /** Bytes of the data on the device, and of temporaries. */
  private record Need(long inputs, long arena) {
    static Need of(Program program) {
      return new Need(program.byteSize(Region.INPUTS), program.byteSize(Region.ARENA));
    }

    /** Of two that use the same memory in turn. */
    Need or(Need other) {
      return new Need(Math.max(inputs, other.inputs), Math.max(arena, other.arena));
    }

    /** Of two whose data is there at the same time. */
    Need and(Need other) {
      return new Need(inputs + other.inputs, Math.max(arena, other.arena));
    }

    long bytes() {
      return inputs + arena;
    }
  }

  /**
   * Prepares the steps, and the data for them.
   *
   * @param asked where so many rows a step do not fit, fewer are evaluated at a time, since the user does not choose that
   *     number
   * @throws dev.sinabro.data.DataException where a class number is none
   * @throws MemoryException with the largest batch that fits, where that of a training does not
   */
  Placement(Programs programs, List<Portion> asked) {
    this.programs = programs;
    session = programs.session();
    try {
      Need present = new Need(0, session.arenaBytes());
      boolean tables = asked.stream().allMatch(portion -> StepShape.canBeResident(portion.data()));
      Optional<Need> need = tables ? needOfAll(asked, present) : Optional.empty();
      if (need.isPresent() && need.get().bytes() <= session.freeBytes()) {
        load(asked, need.get());
      } else {
        stream(asked, present, need.map(Need::inputs).orElse(asked.stream().mapToLong(Portion::byteSize).sum()));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** With all rows on the device; empty where a batch is too large, which may be another when it is sent. */
  private Optional<Need> needOfAll(List<Portion> asked, Need present) {
    try {
      return Optional.of(asked.stream().map(portion -> need(portion, true)).reduce(present, Need::and));
    } catch (MemoryException refused) {
      return Optional.empty();
    }
  }

  private Need need(Portion portion, boolean resident) {
    return portion.kinds().stream().map(kind -> Need.of(programs.plan(portion.shape(kind, resident))))
        .reduce(new Need(0, 0), Need::or);
  }

  private void load(List<Portion> asked, Need need) {
    asked.forEach(portion -> prepare(portion, true));
    for (Taken taken : all) {
      Program program = taken.steps.values().iterator().next().program();
      Inputs inputs = session.inputs(program);
      taken.resident = inputs;
      fill(inputs, program, taken.portion.data(), programs.graphs().labels());
    }
    deviceBytes = need.inputs;
  }

  private void stream(List<Portion> asked, Need present, long bytes) {
    List<Portion> portions = new ArrayList<>();
    Need inTurn = present;
    for (Portion portion : asked) {
      Portion fitting = fitting(portion, inTurn);
      portions.add(fitting);
      inTurn = inTurn.or(need(fitting, false));
    }
    portions.forEach(portion -> new Inspection(portion.data()).requireClasses(programs.graphs().labels()));
    portions.forEach(portion -> prepare(portion, false));
    streamed = session.streamedInputs(inTurn.inputs);
    deviceBytes = inTurn.inputs;
    streamedBytes = bytes;
  }

  private void prepare(Portion portion, boolean resident) {
    Taken taken = new Taken(portion);
    all.add(taken);
    portion.kinds().forEach(kind -> taken.steps.put(kind, programs.step(portion.shape(kind, resident))));
  }

  /** The portion with a batch whose rows and temporaries fit where {@code others} take turns with them. */
  private Portion fitting(Portion portion, Need others) {
    Need need;
    try {
      need = others.or(need(portion, false));
    } catch (MemoryException refused) {
      if (portion.purpose() == Purpose.EVALUATION) {
        return fitting(portion.withBatch(refused.largestBatch().orElseThrow()), others);
      }
      throw refused;
    }
    if (need.bytes() <= session.freeBytes()) {
      return portion;
    }
    if (portion.purpose() == Purpose.EVALUATION && portion.batch() > 1) {
      return fitting(portion.withBatch(portion.batch() / 2), others);
    }
    var refused = new MemoryException("the temporaries and rows of a step", need.bytes(), session.freeBytes());
    int fits = LargestBatch.below(portion.batch(),
        rows -> others.or(unkept(portion.withBatch(rows))).bytes() <= session.freeBytes());
    throw fits == 0 ? refused.withRemedy(NOT_ONE_ROW) : refused.withLargestBatch(fits);
  }

  private Need unkept(Portion portion) {
    return portion.kinds().stream().filter(kind -> kind.rows() == portion.batch())
        .map(kind -> Need.of(programs.unkeptPlan(portion.shape(kind, false)))).reduce(new Need(0, 0), Need::or);
  }

  /** Copies the rows of those fields to the device that a program reads, some at a time, where their class numbers are such. */
  static void fill(Inputs inputs, Program program, Dataset data, List<Labels> labels) {
    List<Field> read = data.fields().stream().filter(field -> program.inputs().containsKey(field.name())).toList();
    long rowBytes = Math.max(1, read.stream().mapToLong(field -> field.row().byteSize()).sum());
    int most = Math.clamp(CHUNK_BYTES / rowBytes, 1, Math.max(1, data.rowCount()));
    for (int from = 0; from < data.rowCount(); from += most) {
      int to = Math.min(from + most, data.rowCount());
      try (Arena arena = Arena.ofConfined()) {
        Map<String, MemorySegment> chunk = new LinkedHashMap<>();
        for (Field field : read) {
          chunk.put(field.name(), arena.allocate((to - from) * field.row().byteSize(), Long.BYTES));
        }
        data.read(IntStream.range(from, to).toArray(), chunk);
        new Inspection(data).requireClasses(labels, from, to - from, chunk);
        int first = from;
        chunk.forEach((name, values) -> inputs.set(name, first, values));
      }
    }
  }

  /** The names of the fields that the steps on a portion read, and others that are no fields. */
  Set<String> read(Portion portion) {
    return taken(portion).steps.values().iterator().next().program().inputs().keySet();
  }

  /** The portions as they are taken, in their order. */
  List<Portion> portions() {
    return all.stream().map(taken -> taken.portion).toList();
  }

  /** Memory of the data on the device. */
  long deviceBytes() {
    return deviceBytes;
  }

  /** Memory that the data would have needed there; 0 where it is resident. */
  long streamedBytes() {
    return streamedBytes;
  }

  /** Asked at each step, and so by identity: data may hold much, all of which its equality would compare. */
  private Taken taken(Portion portion) {
    return all.stream().filter(taken -> taken.portion == portion).findFirst().orElseThrow();
  }

  /** In which order the rows of a portion are taken from now on; before, it is their own. */
  void order(Portion portion, int[] rows) {
    Taken taken = taken(portion);
    taken.order = rows;
    if (taken.resident != null) {
      taken.resident.set(StepShape.ORDER, rows);
    }
  }

  /** The step on the rows from a place in the order on, ready to run once. */
  Execution step(Portion portion, int from) {
    return step(portion, from, false);
  }

  /** The same; where it is watched, that which tells of it and changes nothing. */
  Execution step(Portion portion, int from, boolean watched) {
    Taken taken = taken(portion);
    StreamedInputs sent = streamed;
    // A training that goes on amid an epoch in other batches can end it with one of a size that was not foreseen.
    Execution step = taken.steps.computeIfAbsent(portion.kindAt(from, watched),
        kind -> programs.step(portion.shape(kind, sent == null)));
    if (sent == null) {
      return step.on(Objects.requireNonNull(taken.resident));
    }
    int to = from + portion.batchAt(from);
    sent.send(step, into -> ahead.read(portion.data(), Arrays.copyOfRange(taken.order, from, to), into));
    // A step that is watched is run on the same rows once more.
    if (to < portion.rows() && !watched) {
      ahead.expect(portion.data(), Arrays.copyOfRange(taken.order, to, to + portion.batchAt(to)), rows(step, portion));
    }
    return step;
  }

  /** Another program on the rows that a step takes, ready to run once. */
  Execution step(Portion portion, int from, Function<StepShape, Program> program) {
    Taken taken = taken(portion);
    StreamedInputs sent = streamed;
    Execution other =
        session.prepare(program.apply(portion.shape(portion.kindAt(from, false), sent == null)));
    if (sent == null) {
      return other.on(Objects.requireNonNull(taken.resident));
    }
    int to = from + portion.batchAt(from);
    sent.send(other, into -> ahead.read(portion.data(), Arrays.copyOfRange(taken.order, from, to), into));
    return other;
  }

  private static Map<String, TensorType> rows(Execution step, Portion portion) {
    Map<String, TensorType> rows = Field.rows(portion.data().fields());
    rows.keySet().retainAll(step.program().inputs().keySet());
    return rows;
  }

  /** How long steps waited for data that are read for each of them; 0 where all of them are on the device. */
  long waitedNanos() {
    return ahead.waitedNanos();
  }

  /** Loss and metrics of all rows of a portion. */
  Evaluation evaluate(Portion portion) {
    Counters counters = programs.graphs().evaluation();
    counters.restart(session);
    for (int row = 0; row < portion.rows(); row += portion.batch()) {
      step(portion, row).run();
    }
    return programs.graphs().objective().evaluation(portion.rows(), counters.sums(session));
  }

  @Override
  public void close() {
    for (Taken taken : all) {
      if (taken.resident != null) {
        taken.resident.close();
      }
    }
    ahead.close();
    if (streamed != null) {
      streamed.close();
    }
  }
}
