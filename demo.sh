#!/usr/bin/env bash
# Trains classifiers on the bundled images in three ways, then runs one from an application that knows ML.NET alone.
#   ./demo.sh [OPTION OF 'mlnetcnn demo'...]
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 ORT_DISABLE_TELEMETRY=1
# The SDK itself otherwise asks for libicu, which bare machines lack.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

if ! command -v dotnet > /dev/null; then
  echo "demo.sh: 'dotnet' is not on the PATH; install the .NET 10 SDK: https://dotnet.microsoft.com/download" >&2
  exit 2
fi

# Options reach 'demo' as they are; the folder is needed here too.
output="$root/out/demo"
options=()
while [ $# -gt 0 ]; do
  case "$1" in
    --output | -o)
      output="${2:?"$1 takes a folder"}"
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

# Asked for help only, there is no model.
if [ -f "$output/emoji-features.zip" ]; then
  echo
  echo "== emoji-features.zip in samples/StockConsumer, an application that knows ML.NET alone"
  photos=()
  for class in "$root"/datasets/emoji/test/*/; do
    photo="$(find "$class" -type f | sort | tail -n 1)"
    photos+=("${photo/#"$PWD/"/}")
  done
  dotnet "$consumer" "$output/emoji-features.zip" "${photos[@]}"
  echo
  echo "Next, with a folder of your own photos that holds a folder per class:"
  echo "  dotnet ${cli/#"$PWD/"/} train --data YOUR_PHOTOS --output photos.zip"
  echo "MobileNetV2 is a tenth of the size, faster and mostly more accurate; this fetches it once:"
  echo "  dotnet ${cli/#"$PWD/"/} train --data YOUR_PHOTOS --backbone mobilenet-v2.onnx-zoo --output photos.zip"
fi
