#!/bin/bash
# Builds the test double of the NVIDIA driver and of cuBLAS:
#   build.sh OUT JCUDA_DRIVER JCUBLAS [NAME KERNELS.cu KERNELS.ptx]...
# JCUDA_DRIVER and JCUBLAS are JCuda's native libraries: what they need and is not here becomes a stub.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
out=$1 jcuda=$2 jcublas=$3
shift 3
objects=$out/objects
mkdir -p "$objects"
flags=(-std=c++20 -O2 -Wall -Wextra -Werror -fPIC -fvisibility=hidden -ffp-contract=off)

# compile FLAGS... SOURCE: two at a time.
running=()
compile() {
  g++ "${flags[@]}" -c "$@" -o "$objects/$(basename "${@: -1}" .cpp).o" &
  running+=($!)
  if ((${#running[@]} == 2)); then finish; fi
}
finish() {
  for job in "${running[@]}"; do wait "$job"; done
  running=()
}

# stubs LIBRARY PREFIX STATUS OBJECTS...: the symbols that the library needs and the objects lack.
stubs() {
  local library=$1 prefix=$2 status=$3
  shift 3
  echo '#include "internal.h"'
  comm -23 <(nm -D --undefined-only "$library" | sed -n "s/.* U \($prefix[A-Za-z0-9_]*\).*/\1/p" | sort -u) \
    <(nm --defined-only "$@" | awk '{print $3}' | sort -u) |
    sed "s/.*/API int &() { return standin::standin_unsupported(\"&\"), $status; }/"
}

for source in "$here"/driver/*.cpp "$here"/cublas/cublas.cpp; do compile "$source"; done
compile -O3 -march=native "$here"/cublas/gemm.cpp
finish
driver=()
for source in "$here"/driver/*.cpp; do driver+=("$objects/$(basename "$source" .cpp).o"); done

stubs "$jcuda" cu 801 "${driver[@]}" > "$objects/driver-stubs.cpp"
stubs "$jcublas" cublas 15 "$objects/cublas.o" > "$objects/cublas-stubs.cpp"
compile -I "$here/driver" "$objects/driver-stubs.cpp"
compile -I "$here/driver" "$objects/cublas-stubs.cpp"
finish

g++ -shared -Wl,-soname,libcuda.so.1 -Wl,-z,defs -o "$out/libcuda.so.1" "${driver[@]}" "$objects/driver-stubs.o" -ldl -lpthread
echo 'libcublas.so.12 { global: cublas*; local: *; };' > "$objects/cublas.map"
g++ -shared -Wl,-soname,libcublas.so.12 -Wl,--version-script="$objects/cublas.map" -Wl,-z,defs -Wl,-rpath,'$ORIGIN' \
  -o "$out/libcublas.so.12" "$objects/cublas.o" "$objects/gemm.o" "$objects/cublas-stubs.o" "$out/libcuda.so.1"

# A library of kernels is the unchanged .cu file, and a table of the entries that the PTX names. The checks find accesses that are
# misaligned, which a GPU does not take either, and those behind the end of an array.
checks=(-fsanitize=alignment,bounds -fsanitize-undefined-trap-on-error)
while (($#)); do
  name=$1 source=$2 ptx=$3
  shift 3
  {
    echo "#include \"$source\""
    echo 'static constexpr standin::Kernel KERNELS[] = {'
    sed -n 's/.*\.entry  *\([A-Za-z0-9_]*\).*/    standin::Signature<\&\1>::kernel("\1"),/p' "$ptx"
    echo '};'
    echo 'static const standin::KernelLibrary LIBRARY = {'
    echo '    KERNELS, sizeof KERNELS / sizeof *KERNELS, {&threadIdx, &blockIdx, &blockDim, &gridDim}};'
    echo 'extern "C" __attribute__((visibility("default"))) const standin::KernelLibrary* standin_kernels() { return &LIBRARY; }'
  } > "$objects/kernels-$name.cpp"
  g++ -std=c++17 -O2 "${checks[@]}" -ffp-contract=off -fno-strict-aliasing -fPIC -fvisibility=hidden -fno-gnu-unique -w \
    -include "$here/shim/cuda_for_cpu.h" -shared -Wl,-z,defs -Wl,-rpath,'$ORIGIN' \
    -o "$out/kernels-$name.so" "$objects/kernels-$name.cpp" "$out/libcuda.so.1"
done
