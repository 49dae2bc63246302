package dev.sinabro.testkit;

import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Add;
import dev.sinabro.nn.Attention;
import dev.sinabro.nn.Branches;
import dev.sinabro.nn.Channels;
import dev.sinabro.nn.GroupNorm;
import dev.sinabro.nn.InstanceNorm;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Layers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The layers that {@code golden_blocks.py} has. */
final class GoldenBlocks {
  private GoldenBlocks() {}

  static Map<String, Layer> layers() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("group_norm", Layers.groupNorm(2));
    layers.put("group_norm_rows", new GroupNorm(2, false, 1e-2, Channels.FIRST));
    layers.put("group_norm_channels_last", Layers.groupNorm(1).order(Channels.LAST));
    layers.put("instance_norm", Layers.instanceNorm());
    layers.put("instance_norm_affine", new InstanceNorm(true, false, 0.1, 1e-2, Channels.FIRST));
    layers.put("instance_norm_tracking", new InstanceNorm(true, true, 0.3, 1e-5, Channels.FIRST));
    layers.put("conv1d_same", Layers.conv1d(2, 4).dilation(2).same());
    layers.put("conv2d_same", Layers.conv2d(3, 2, 3).same());
    layers.put("conv1d_causal", Layers.conv1d(3, 2).dilation(4).causal());
    layers.put("global_avg_pool", Layers.globalAvgPool());
    layers.put("global_max_pool", Layers.globalMaxPool());
    layers.put("global_max_pool_ties", Layers.globalMaxPool());
    layers.put("permute", Layers.permute(2, 3, 1));
    for (boolean causal : new boolean[] {false, true}) {
      Attention attention = new Attention(2, causal, 0);
      layers.put("attention_padded" + (causal ? "_causal" : ""), embedded(attention.padding("features", 0)));
      layers.put("attention_rotary" + (causal ? "_causal" : ""), attention.withRotation());
    }
    layers.put("sinusoidal_positions", Layers.sinusoidalPositions());
    layers.put("concat", Layers.concat(-1, Layers.dense(3), Activation.IDENTITY, Layers.dense(2)));
    layers.put("add", new Branches(List.of(Layers.dense(4), Activation.IDENTITY), new Add()));
    return layers;
  }

  private static Layer embedded(Attention attention) {
    return (x, scope) -> scope.apply("attention", attention, scope.apply("tokens", Layers.embedding(7, 8), x));
  }
}
