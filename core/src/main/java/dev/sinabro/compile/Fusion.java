package dev.sinabro.compile;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Groups element-wise nodes of one shape that can run in one sweep, and orders the groups.
 *
 * <p>Nodes are visited from the last to the first, and each joins its consumers where that leaves no cycle: values are
 * then computed as late as possible, so that a backward pass does not keep what it can compute from what is kept anyway.
 * Groups stand in an order of execution all the time; joining two moves what depends on the first behind the second,
 * which is refused where the second itself is among it. All of this looks at a bounded window of the order.
 */
final class Fusion {
  private static final int WINDOW = 512;
  private static final int MAX_NODES = 48;

  private final List<Group> order = new ArrayList<>();
  private final Map<Node, Group> groupOf = new HashMap<>();

  /** Nodes that run together, by ascending id; any node that is not fused is a group of its own. */
  static final class Group {
    private final TreeMap<Integer, Node> members = new TreeMap<>();
    private int position;

    Collection<Node> members() {
      return members.values();
    }
  }

  private Fusion() {}

  /**
   * Groups in an order of execution.
   *
   * @param nodes the nodes of a graph without dead ones
   * @param alone nodes that are not to be fused
   */
  static List<Group> of(List<Node> nodes, Set<Node> alone) {
    Fusion fusion = new Fusion();
    for (Node node : nodes) {
      Group group = new Group();
      group.members.put(node.id(), node);
      group.position = fusion.order.size();
      fusion.order.add(group);
      fusion.groupOf.put(node, group);
    }
    Map<Node, List<Node>> consumers = consumers(nodes);
    for (Node node : nodes.reversed()) {
      if (isFusible(node) && !alone.contains(node)) {
        for (Node consumer : consumers.getOrDefault(node, List.of())) {
          if (isFusible(consumer) && !alone.contains(consumer) && sameShape(node, consumer)) {
            fusion.join(fusion.group(node), fusion.group(consumer));
          }
        }
      }
    }
    return fusion.order.stream().filter(group -> !group.members.isEmpty()).toList();
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
      for (Tensor operand : new HashSet<>(node.operands())) {
        consumers.computeIfAbsent(operand.node(), _ -> new ArrayList<>()).add(node);
      }
    }
    return consumers;
  }

  private static boolean sameShape(Node a, Node b) {
    return a.types().getFirst().shape().equals(b.types().getFirst().shape());
  }

  /** Reals and truth values only, apart from casts to real, which read any type. */
  private static boolean isFusible(Node node) {
    if (!(node.op() instanceof Op.Elementwise) || !isRealOrTruth(node.types().getFirst().dtype())) {
      return false;
    }
    return node.op() instanceof Op.Cast cast && cast.dtype().isFloat()
        || node.operands().stream().allMatch(operand -> isRealOrTruth(operand.dtype()));
  }

  private static boolean isRealOrTruth(DType dtype) {
    return dtype.isFloat() || dtype == DType.BOOL;
  }

  private void join(Group early, Group late) {
    if (early == late || early.members.size() + late.members.size() > MAX_NODES) {
      return;
    }
    if (early.position > late.position) {
      join(late, early);
      return;
    }
    if (late.position - early.position > WINDOW) {
      return;
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
    if (dependents.isEmpty() || !dependsOnAny(late, dependents)) {
      place(early, late, before, after, gaps);
    }
  }

  private boolean dependsOn(Group group, Group early, Set<Group> dependents) {
    for (Node member : group.members()) {
      for (Tensor operand : member.operands()) {
        Group producer = group(operand.node());
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
        if (dependents.contains(group(operand.node()))) {
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
