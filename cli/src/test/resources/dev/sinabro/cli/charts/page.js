/** What the tests ask the charts for. */
import { drawBars } from "./charts/bars.js";
import { ChartGrid } from "./charts/chart-grid.js";
import { shape } from "./charts/element.js";
import { figure } from "./charts/figure.js";
import { LineChart } from "./charts/line-chart.js";
import { scale } from "./charts/scale.js";
import { smoother } from "./charts/smoothing.js";
import { thinned } from "./charts/thinning.js";

Object.assign(window, { ChartGrid, LineChart, drawBars, figure, scale, shape, smoother, thinned });
document.body.dataset.ready = true;
