#!/usr/bin/env bash
# Trains classifiers on the bundled images with three methods, then runs one in an application that only uses ML.NET.
#   ./demo.sh [OPTION OF 'mlnetcnn demo'...]
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 ORT_DISABLE_TELEMETRY=1
# Without this, the SDK needs libicu, which minimal systems lack.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

if ! command -v dotnet > /dev/null; then
  echo "demo.sh: 'dotnet' is not on the PATH; install the .NET 10 SDK: https://dotnet.microsoft.com/download" >&2
  exit 2
fi

# All options are passed to 'demo'; this script also needs the folder.
output="$root/out/demo"
options=()
while [ $# -gt 0 ]; do
  case "$1" in
    --output | -o)
      output="${2:?"$1 requires a folder"}"
      shift
      ;;
    --output=*) output="${1#*=}" ;;
    *) options+=("$1") ;;
  esac
  shift
done

echo "== build"
for project in src/MlNetCnn.Cli samples/StockConsumer; do
  dotnet build "$root/$project" --configuration Release --verbosity quiet --nologo
done
cli="$root/src/MlNetCnn.Cli/bin/Release/net10.0/MlNetCnn.Cli.dll"
consumer="$root/samples/StockConsumer/bin/Release/net10.0/StockConsumer.dll"

echo "== demo"
dotnet "$cli" demo --output "$output" "${options[@]}"

# There is no model if only help was requested.
if [ -f "$output/emoji-features.zip" ]; then
  echo
  echo "== emoji-features.zip in samples/StockConsumer, an application that only uses ML.NET"
  images=()
  for class in "$root"/datasets/emoji/test/*/; do
    image="$(find "$class" -type f | sort | tail -n 1)"
    images+=("${image/#"$PWD/"/}")
  done
  dotnet "$consumer" "$output/emoji-features.zip" "${images[@]}"
  echo
  echo "Next, train on your own images, in a folder with a subfolder per class:"
  echo "  dotnet ${cli/#"$PWD/"/} train --data YOUR_PHOTOS --output photos.zip"
  echo "MobileNetV2 is a tenth of the size, faster and usually more accurate; this downloads it once:"
  echo "  dotnet ${cli/#"$PWD/"/} train --data YOUR_PHOTOS --backbone mobilenet-v2.onnx-zoo --output photos.zip"
fi
