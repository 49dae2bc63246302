package dev.sinabro.cli.catalogue;

import java.util.List;

/** Every catalogue. */
public final class Catalogues {

  public static final List<Catalogue<?>> ALL =
      List.of(DataSection.DATA, ColumnCatalogue.COLUMNS, ColumnCatalogue.STAND_INS, LayerCatalogue.LAYERS,
          ActivationCatalogue.ACTIVATIONS,
          InitializerCatalogue.INITIALIZERS,
          LossCatalogue.LOSSES, MetricCatalogue.METRICS, OptimizerCatalogue.OPTIMIZERS, ScheduleCatalogue.SCHEDULES,
          ShowCatalogue.SHOWS);

  private Catalogues() {}
}
