#!/usr/bin/env bash
# Makes sinabro.ptx and sinabro.entries of the CUDA C beside this script. Needs nvcc; nothing else is needed to use what it makes.
#
# usage: make-ptx.sh [FOLDER]     FOLDER, by default this one, receives the two files
#
# -arch=compute_75   Turing and newer; the driver compiles it for the GPU that it finds.
# --fmad=false       A product and a sum round twice, as written and as on the other backends; no fast math.
# .version 6.3       The lowest that has all that is used, in place of nvcc's own, which drivers of its time alone accept. The machine code
#                    is the same. Hints that only a later version knows are left out, and so is a number that nvcc makes of the folder's name.
set -euo pipefail
out=$(cd "${1:-$(dirname "$0")}" && pwd)
cd "$(dirname "$0")"
made=$(mktemp)
trap 'rm -f "$made"' EXIT

nvcc -arch=compute_75 --fmad=false -diag-suppress 550 -ptx sinabro.cu -o "$made"
sed -e 's/^\.version .*/.version 6.3/' -e '/\.pragma "used_bytes_mask /d' -e 's/_INTERNAL_[0-9a-f]*_/_INTERNAL_/g' "$made" > "$out/sinabro.ptx"

# A line a kernel: its name, and the bytes and the alignment of its parameter.
{
  echo "# made by nvcc $(nvcc --version | sed -n 's/.*release.*, V//p'); kernel, bytes and alignment of its parameter"
  sed -n -e 's/^\.visible \.entry \([a-z_]*\)(.*/\1/p' \
    -e 's/^\t*\.param \.align \([0-9]*\) \.b8 [a-z_]*_param_0\[\([0-9]*\)\].*/\2 \1/p' "$out/sinabro.ptx" | paste -d' ' - - | sort
} > "$out/sinabro.entries"
