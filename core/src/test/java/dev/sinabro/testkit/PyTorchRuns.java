package dev.sinabro.testkit;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks that begin with the weights of PyTorch, and have its outputs, gradients and losses. */
interface PyTorchRuns extends OnDevice {
  @Test
  default void lossesAndGradientsAreThoseOfPyTorch() throws IOException {
    GoldenMlp.check(device());
  }

  @ParameterizedTest
  @MethodSource("dev.sinabro.testkit.GoldenLayers#names")
  default void layersAreThoseOfPyTorch(String name) throws IOException {
    GoldenLayers.check(device(), name);
  }

  @ParameterizedTest
  @EnumSource
  default void aTrainingFromWeightsOfPyTorchHasItsLosses(GoldenTraining golden) throws IOException {
    golden.check(device());
  }

  @Test
  default void layersOverImagesAndSignalsAreThoseOfPyTorch() throws IOException {
    GoldenConvolution.check(device());
  }

  @ParameterizedTest
  @EnumSource
  default void networksOfEachKindAreThoseOfPyTorch(SmallNetwork network) throws IOException {
    GoldenNetworks.check(device(), network);
  }
}
