#!/bin/bash
# Times the pieces that builds are made of: parsing, walks, tar, compression, unpacking, keys. Prints the best run, the rate and what it allocates.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet run --project bench/Micro -c Release -v q
