// All kernels, as one module: one load, one compilation by the driver. Compiled without fast math and without
// contraction of products and sums, so that each operation rounds as on the other backends; fmaf stands where a fused
// step is meant.
#include "tape.cu"
