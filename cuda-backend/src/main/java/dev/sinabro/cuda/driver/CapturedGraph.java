package dev.sinabro.cuda.driver;

import jcuda.driver.CUgraphExec;
import jcuda.driver.JCudaDriver;

/** The work that a stream was given between begin and end of a capture, to be launched as one. */
public final class CapturedGraph extends Handle {
  private final CUgraphExec graph;
  private final int nodeCount;

  CapturedGraph(Context context, CUgraphExec graph, int nodeCount) {
    super(context);
    this.graph = graph;
    this.nodeCount = nodeCount;
  }

  CUgraphExec raw() {
    return graph;
  }

  /** How many kernels, copies and fills it holds. */
  public int nodeCount() {
    return nodeCount;
  }

  @Override
  void release() {
    JCudaDriver.cuGraphExecDestroy(graph);
  }
}
