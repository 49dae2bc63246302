package dev.sinabro.testkit;

import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Layer;
import java.util.LinkedHashMap;
import java.util.Map;

/** The activations that {@code golden_activations.py} has. */
final class GoldenActivations {
  private GoldenActivations() {}

  static Map<String, Layer> layers() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("leaky_relu", new Activation.LeakyRelu());
    layers.put("leaky_relu_steep", new Activation.LeakyRelu(1.5));
    layers.put("prelu", new Activation.PRelu());
    layers.put("prelu_channels", new Activation.PRelu(4, 0.1));
    layers.put("elu", new Activation.Elu());
    layers.put("elu_alpha", new Activation.Elu(0.3));
    layers.put("selu", Activation.SELU);
    layers.put("gelu", Activation.GELU);
    layers.put("gelu_tanh", new Activation.Gelu(Activation.Gelu.Approximate.TANH));
    layers.put("silu", Activation.SILU);
    layers.put("mish", Activation.MISH);
    layers.put("hard_sigmoid", Activation.HARD_SIGMOID);
    layers.put("softplus", Activation.SOFTPLUS);
    layers.put("softplus_beta", new Activation.Softplus(2.5));
    layers.put("softmax", Activation.SOFTMAX);
    layers.put("softmax_axis", new Activation.Softmax(1));
    layers.put("log_softmax", Activation.LOG_SOFTMAX);
    layers.put("log_softmax_axis", new Activation.LogSoftmax(1));
    layers.put("sigmoid", Activation.SIGMOID);
    layers.put("tanh", Activation.TANH);
    layers.put("relu", Activation.RELU);
    return layers;
  }
}
