#!/usr/bin/env bash
# Builds the command line with its server, and runs one of the long tests of 'mlnetcnn serve', or all of them, one after the other. Linux only.
#   tests/serving.sh [--no-build] TEST|all [OPTION...]
#   tests/serving.sh --help           lists the tests
#   tests/serving.sh TEST --help      shows the options of a test, such as --seconds, --requests or --seed
#   --no-build   uses what was built before
# With --data DIR, a folder with backbones/*.onnx and images in hymenoptera/train/CLASS and hymenoptera/val/CLASS, models are trained on those; without
# it, on the emoji of the repository. Models and logs are in the folder --work, /tmp/mlnetcnn-serving by default. The tests take an hour and more on two
# cores, on a machine that does nothing else. Exit code 1 if a target was missed.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 ORT_DISABLE_TELEMETRY=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

if [ "${1:-}" = --no-build ]; then
  shift
else
  for project in src/MlNetCnn.Cli tests/MlNetCnn.ServingTests; do
    dotnet build "$root/$project" --configuration Release --verbosity quiet
  done
fi

tests="$root/tests/MlNetCnn.ServingTests/bin/Release/net10.0/MlNetCnn.ServingTests.dll"
if [ "${1:-}" != all ]; then
  exec dotnet "$tests" "${@:---help}"
fi

shift
failed=()
for test in dispose fresh bombs slow disconnect drain fuzz reload throughput overload soak; do
  dotnet "$tests" "$test" "$@" || failed+=("$test")
  echo
done
if [ "${#failed[@]}" -gt 0 ]; then
  echo "serving.sh: failed: ${failed[*]}"
  exit 1
fi
echo "serving.sh: all passed"
