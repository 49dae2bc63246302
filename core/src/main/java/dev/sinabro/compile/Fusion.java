package dev.sinabro.compile;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Groups nodes that can run in one sweep, and orders the groups: element-wise nodes over the same elements, and reductions
 * of them over the last axes or the first, whose results the group can use. A change of shape does not end a group.
 *
 * <p>Nodes are visited from the last to the first, and each joins its consumers where that leaves no cycle: values are
 * then computed as late as possible, so that a backward pass does not keep what it can compute from what is kept anyway.
 * Groups stand in an order of execution all the time; joining two moves what depends on the first behind the second,
 * which is refused where the second itself is among it. All of this looks at a bounded window of the order.
 *
 * <p>A group of element-wise nodes that is the first to need a product becomes its epilogue, moved before what else needs
 * the product.
 */
final class Fusion {
  private static final int WINDOW = 512;
  private static final int MAX_NODES = 48;

  private final Epilogues epilogues;
  private final List<Group> order = new ArrayList<>();
  private final Map<Node, Group> groupOf = new HashMap<>();

  /** Nodes that run together, by ascending id; any node that is not fused is a group of its own. */
  static final class Group {
    private final TreeMap<Integer, Node> members = new TreeMap<>();
    /** What the members go over; null where a node can be in no group. */
    private @Nullable Space space;
    /** The member that is a product, or a product's fold: the others are its epilogue. */
    private @Nullable Node product;
    private int position;

    private Group(@Nullable Space space) {
      this.space = space;
    }

    @Nullable Space space() {
      return space;
    }

    @Nullable Node product() {
      return product;
    }

    Collection<Node> members() {
      return members.values();
    }
  }

  private Fusion(Epilogues epilogues) {
    this.epilogues = epilogues;
  }

  /**
   * Groups in an order of execution. Reshape nodes are in none: they change how values are read.
   *
   * @param nodes the nodes of a graph without dead ones
   * @param alone nodes that are not to be fused
   * @param epilogues which products may have one
   */
  static List<Group> of(List<Node> nodes, Set<Node> alone, Epilogues epilogues) {
    Fusion fusion = new Fusion(epilogues);
    List<Node> computed = nodes.stream().filter(node -> !(node.op() instanceof Op.Reshape)).toList();
    for (Node node : computed) {
      Group group = new Group(isFusible(node) && !alone.contains(node) ? Space.of(node) : null);
      group.members.put(node.id(), node);
      group.position = fusion.order.size();
      fusion.order.add(group);
      fusion.groupOf.put(node, group);
    }
    Map<Node, List<Node>> consumers = consumers(computed);
    fusion.joinConsumers(computed, consumers, false);
    fusion.joinProducts(computed, consumers);
    while (fusion.joinConsumers(computed, consumers, true)) {
      // what a reduction joined may have room for more
    }
    computed.forEach(node -> fusion.joinReaders(consumers.getOrDefault(node, List.of())));
    return fusion.order.stream().filter(group -> !group.members.isEmpty()).toList();
  }

  /** The values that a tensor has under another shape. */
  static Tensor root(Tensor tensor) {
    Tensor root = tensor;
    while (root.node().op() instanceof Op.Reshape) {
      root = root.node().operands().getFirst();
    }
    return root;
  }

  /** Whether any node joined a consumer; only in groups that reduce, where said. */
  private boolean joinConsumers(List<Node> nodes, Map<Node, List<Node>> consumers, boolean reducing) {
    boolean any = false;
    for (Node node : nodes.reversed()) {
      for (Node consumer : consumers.getOrDefault(node, List.of())) {
        Group early = group(node);
        Group late = group(consumer);
        if (early != late && early.space != null && late.space != null && early.product == null && late.product == null
            && (!reducing || early.space.isReducing() || late.space.isReducing())) {
          any |= join(early, late);
        }
      }
    }
    return any;
  }

  private Group group(Node node) {
    Group group = groupOf.get(node);
    if (group == null) {
      throw new IllegalStateException(node + " is not among the nodes to order");
    }
    return group;
  }

  private static Map<Node, List<Node>> consumers(List<Node> nodes) {
    Map<Node, List<Node>> consumers = new HashMap<>();
    for (Node node : nodes) {
      node.operands()
          .stream()
          .map(operand -> root(operand).node())
          .distinct()
          .forEach(producer -> consumers.computeIfAbsent(producer, _ -> new ArrayList<>()).add(node));
    }
    return consumers;
  }

  /** Reals and truth values only, apart from casts to real, which read any type. */
  private static boolean isFusible(Node node) {
    return switch (node.op()) {
      case Op.Cast cast when cast.dtype().isFloat() -> true;
      case Op.Elementwise _ -> isRealOrTruth(node.types().getFirst().dtype())
          && node.operands().stream().allMatch(operand -> isRealOrTruth(operand.dtype()));
      case Op.Reduce _ -> node.types().getFirst().dtype().isFloat();
      case Op _ -> false;
    };
  }

  private static boolean isRealOrTruth(DType dtype) {
    return dtype.isFloat() || dtype == DType.BOOL;
  }

  /** From the last to the first, so that a group which needs two products is the epilogue of the later one. */
  private void joinProducts(List<Node> nodes, Map<Node, List<Node>> consumers) {
    for (Node node : nodes.reversed()) {
      Group early = group(node);
      Group late = consumers.getOrDefault(node, List.of())
          .stream()
          .map(this::group)
          .min(Comparator.comparingInt(group -> group.position))
          .orElse(early);
      if (early.members.size() == 1 && late != early && late.space != null && !late.space.isReducing()
          && late.product == null && epilogues.canHaveOne(node)) {
        joinProduct(node, early, late);
      }
    }
  }

  private void joinProduct(Node product, Group early, Group late) {
    Space own = new Space(product.types().getFirst().shape(), 0, 0);
    Space space = late.space == null ? null : own.joined(late.space);
    if (late.members.size() >= MAX_NODES || late.position - early.position > WINDOW || space == null
        || !keepsPlaces(space, early, late)) {
      return;
    }
    Set<Group> needed = producers(late);
    List<Group> before = new ArrayList<>();
    List<Group> after = new ArrayList<>();
    List<Group> gaps = new ArrayList<>(List.of(early));
    for (int position = late.position - 1; position > early.position; position--) {
      Group between = order.get(position);
      if (between.members.isEmpty()) {
        gaps.add(between);
      } else if (needed.contains(between)) {
        needed.addAll(producers(between));
        before.addFirst(between);
      } else {
        after.addFirst(between);
      }
    }
    boolean waits = before.stream().anyMatch(group -> producers(group).contains(early));
    if (!waits && after.stream().noneMatch(group -> epilogues.overwrites(late.members(), group.members()))) {
      place(early, late, before, after, gaps);
      late.space = space;
      late.product = product;
    }
  }

  private Set<Group> producers(Group group) {
    Set<Group> producers = new HashSet<>();
    for (Node member : group.members()) {
      member.operands().forEach(operand -> producers.add(group(root(operand).node())));
    }
    return producers;
  }

  /** Groups that reduce and read the same value read it once. */
  private void joinReaders(List<Node> consumers) {
    List<Node> reductions = consumers.stream().filter(consumer -> {
      Space space = group(consumer).space;
      return space != null && space.isReducing();
    }).toList();
    for (Node reduction : reductions) {
      if (group(reductions.getFirst()) != group(reduction)) {
        join(group(reductions.getFirst()), group(reduction));
      }
    }
  }

  /** Whether two groups became one. */
  private boolean join(Group some, Group others) {
    Group early = some.position < others.position ? some : others;
    Group late = early == some ? others : some;
    if (early.members.size() + late.members.size() > MAX_NODES || late.position - early.position > WINDOW) {
      return false;
    }
    Space space = common(early, late);
    if (space == null) {
      return false;
    }
    Set<Group> dependents = new HashSet<>();
    List<Group> before = new ArrayList<>();
    List<Group> after = new ArrayList<>();
    List<Group> gaps = new ArrayList<>(List.of(early));
    for (int position = early.position + 1; position < late.position; position++) {
      Group between = order.get(position);
      if (between.members.isEmpty()) {
        gaps.add(between);
      } else if (dependsOn(between, early, dependents)) {
        dependents.add(between);
        after.add(between);
      } else {
        before.add(between);
      }
    }
    if (!dependents.isEmpty() && dependsOnAny(late, dependents)) {
      return false;
    }
    place(early, late, before, after, gaps);
    late.space = space;
    return true;
  }

  /** What both groups go over; null where that is not the same, or a value that one hands to the other has another place. */
  private static @Nullable Space common(Group early, Group late) {
    if (early.space == null || late.space == null) {
      return null;
    }
    Space space = early.space.joined(late.space);
    boolean same = early.space.equals(late.space) && !early.space.isReducing();
    return space == null || same || keepsPlaces(space, early, late) ? space : null;
  }

  private static boolean keepsPlaces(Space space, Group early, Group late) {
    for (Group group : List.of(early, late)) {
      for (Node member : group.members()) {
        for (Tensor operand : member.operands()) {
          Tensor root = root(operand);
          boolean inside = early.members.containsKey(root.node().id()) || late.members.containsKey(root.node().id());
          if (inside && !hasPlace(space, root.shape(), operand.shape(), member)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean hasPlace(Space space, Shape value, Shape operand, Node member) {
    Shape own = space.of(value);
    Shape placed = space.placed(operand, operandSpace(member));
    return placed.count() == own.count() && placed.broadcastsTo(own);
  }

  /** The shape that the operands of a member are repeated to. */
  static Shape operandSpace(Node member) {
    return member.op() instanceof Op.Reduce
        ? member.operands().getFirst().shape()
        : member.types().getFirst().shape();
  }

  private boolean dependsOn(Group group, Group early, Set<Group> dependents) {
    for (Node member : group.members()) {
      for (Tensor operand : member.operands()) {
        Group producer = group(root(operand).node());
        if (producer == early || dependents.contains(producer)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean dependsOnAny(Group group, Set<Group> dependents) {
    for (Node member : group.members()) {
      for (Tensor operand : member.operands()) {
        if (dependents.contains(group(root(operand).node()))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Groups that were emptied stay in the order as gaps, so that nothing outside of the window moves. */
  private void place(Group early, Group late, List<Group> before, List<Group> after, List<Group> gaps) {
    for (Node member : early.members()) {
      late.members.put(member.id(), member);
      groupOf.put(member, late);
    }
    early.members.clear();
    List<Group> window = new ArrayList<>(before);
    window.add(late);
    window.addAll(after);
    window.addAll(gaps);
    int position = early.position;
    for (Group group : window) {
      order.set(position, group);
      group.position = position;
      position++;
    }
  }
}
