#!/usr/bin/env bash
# Packs all packages into a temporary feed and uses them as an application would, outside the repository:
# the code of README.md, of docs and of the packages' READMEs is compiled and run in new console applications, with the packages
# that these pages name; and an application that only scores must not get packages that training, reports or the tool need.
#   tests/packages.sh [--no-build] [--keep]
#   --no-build   packs what was built before
#   --keep       leaves the temporary folder, and prints its name
# Needs the .NET SDK and a network ('dotnet add package' asks the package sources), and some minutes.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 ORT_DISABLE_TELEMETRY=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

work="$(mktemp -d)"
keep=false
packing=()
for option in "$@"; do
  case "$option" in
    --keep) keep=true ;;
    --no-build) packing=(--no-build) ;;
    *) echo "packages.sh: unknown option '$option'" >&2; exit 2 ;;
  esac
done
if "$keep"; then
  echo "packages.sh: working in $work"
else
  trap 'rm -rf "$work"' EXIT
fi

# Packages of an earlier build may be in NuGet's cache. So these have a version that no other has, and go into a separate cache; those that
# others published come from the cache that is there.
version="0.2.$(date +%s)"
cache="$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')"
mkdir -p "$work/feed" "$work/apps"
cat > "$work/NuGet.config" << CONFIG
<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <config>
    <add key="globalPackagesFolder" value="$work/cache" />
  </config>
  <fallbackPackageFolders>
    <add key="shared" value="$cache" />
  </fallbackPackageFolders>
  <packageSources>
    <add key="mlnetcnn" value="$work/feed" />
  </packageSources>
</configuration>
CONFIG
# Otherwise the cache above would be replaced.
unset NUGET_PACKAGES

failed=0
check() {
  if [ "$1" -eq 0 ]; then
    echo "ok      $2"
  else
    echo "FAILED  $2"
    failed=$((failed + 1))
  fi
}

echo "== pack"
for project in MlNetCnn MlNetCnn.Backbones.ResNet18 MlNetCnn.Training MlNetCnn.Diagnostics MlNetCnn.Hosting MlNetCnn.AspNetCore MlNetCnn.Cli; do
  dotnet pack "$root/src/$project" --configuration Release --output "$work/feed" --verbosity quiet -p:PackageVersion="$version" "${packing[@]}"
done
ls "$work/feed"

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) torch=libtorch-cpu-linux-x64 ;;
  Darwin-arm64) torch=libtorch-cpu-osx-arm64 ;;
  *) torch=libtorch-cpu-win-x64 ;;
esac

# Some images of each class, as the pages have them.
photos() {
  local kind
  for kind in "$root"/datasets/emoji/train/*/; do
    mkdir -p "$1/photos/$(basename "$kind")" "$1/more-photos/$(basename "$kind")" "$1/new-photos"
    find "$kind" -name '*.png' | sort | awk 'NR % 6 == 0' | head -n 5 | xargs -I{} cp {} "$1/photos/$(basename "$kind")"
    find "${kind/train/test}" -name '*.png' | sort | head -n 4 | xargs -I{} cp {} "$1/more-photos/$(basename "$kind")"
    find "${kind/train/test}" -name '*.png' | sort | head -n 1 | xargs -I{} cp {} "$1/new-photos"
  done
  cp "$(find "$1/new-photos" -name '*.png' | sort | head -n 1)" "$1/new.jpg"
}

# A new console application; the rest are packages, each NAME or NAME@VERSION.
create() {
  local app="$work/apps/$1" package
  shift
  dotnet new console --output "$app" --no-restore > /dev/null
  for package in "$@"; do
    dotnet add "$app" package "${package%@*}" --version "${package#*@}" --no-restore > /dev/null
  done
}

# The program of a page: its using lines, its other code, and its types.
program() {
  awk '
    /^```csharp$/ || /^```cs$/ { inside = 1; block = ""; usings = ($0 == "```cs"); next }
    /^```$/ && inside {
      inside = 0
      if (usings) { first = first block } else if (block ~ /^public sealed class/) { last = last block } else { middle = middle block }
      next
    }
    inside { block = block $0 "\n" }
    END { printf "%s%s%s", first, middle, last }' "$1"
}

run() {
  local app="$work/apps/$1"
  photos "$app"
  (cd "$app" && dotnet run --configuration Release 2>&1 | sed 's/^/    /')
}

torchVersion="$(sed -n 's/.*Include="libtorch-cpu-linux-x64" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props")"
backbone="MlNetCnn.Backbones.ResNet18@$version"
training=("MlNetCnn.Training@$version" "$torch@$torchVersion")
diagnostics="MlNetCnn.Diagnostics@$version"

echo "== README.md, with the packages that it names"
# The lines of README.md itself, for the libtorch of this system.
dotnet new console --output "$work/apps/readme" --no-restore > /dev/null
status=0
while read -r line; do
  echo "  $line"
  (cd "$work/apps/readme" && ${line/libtorch-cpu-linux-x64/$torch} > /dev/null) || status=1
done < <(sed -n 's/^\(dotnet add package [^#]*[^ #]\) *\(#.*\)\{0,1\}$/\1/p' "$root/README.md")
check "$status" "dotnet add package, as README.md says"
program "$root/README.md" > "$work/apps/readme/Program.cs"
status=0
run readme || status=1
check "$status" README.md

echo "== an application that only scores"
create scoring "MlNetCnn@$version"
cat > "$work/apps/scoring/Program.cs" << 'CODE'
using MlNetCnn;

using var classifier = ImageClassifier.Load("photos.zip");
Console.WriteLine(classifier.Predict("new.jpg").Label);
CODE
cp "$work/apps/readme/photos.zip" "$work/apps/scoring/"
status=0
run scoring || status=1
check "$status" "scores a model"
dotnet list "$work/apps/scoring" package --include-transitive > "$work/scoring.txt"
sed 's/^/    /' "$work/scoring.txt"
status=0
grep -q 'MlNetCnn ' "$work/scoring.txt" || status=1
! grep -iE 'Spectre|OxyPlot|Parquet|TorchSharp|libtorch' "$work/scoring.txt" || status=1
check "$status" "no Spectre, OxyPlot, Parquet, TorchSharp or libtorch"

echo "== ML.NET alone"
onnxRuntime="$(sed -n 's/.*Include="Microsoft.ML.OnnxRuntime" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props")"
create stock Microsoft.ML@6.0.0 Microsoft.ML.ImageAnalytics@6.0.0 Microsoft.ML.OnnxTransformer@6.0.0 "Microsoft.ML.OnnxRuntime@$onnxRuntime"
# The blocks of README.md that come after the words 'In production'.
{
  echo 'using Microsoft.ML;'
  sed -n '/^In production/,$p' "$root/README.md" > "$work/production.md"
  program "$work/production.md"
} > "$work/apps/stock/Program.cs"
cp "$work/apps/readme/photos.zip" "$work/apps/stock/"
status=0
run stock || status=1
check "$status" "runs the model, as README.md says"

echo "== the tool"
status=0
(cd "$work" && dotnet tool install MlNetCnn.Cli --tool-path "$work/tool" --version "$version" > /dev/null) || status=1
"$work/tool/mlnetcnn" predict --model "$work/apps/readme/photos.zip" "$work/apps/readme/new.jpg" | sed 's/^/    /' || status=1
check "$status" "mlnetcnn predict"
# Installed as a tool too, the command becomes the server, and SIGTERM ends it with 0.
status=0
"$work/tool/mlnetcnn" serve --model "$work/apps/readme/photos.zip" --port 0 --drain-delay 0 > "$work/serve.txt" 2>&1 < /dev/null &
server=$!
for _ in $(seq 300); do grep -q '^Try: ' "$work/serve.txt" && break; kill -0 "$server" 2> /dev/null || break; sleep 0.1; done
address="$(sed -n 's/.* listens on \(http[^ ]*\).*/\1/p' "$work/serve.txt")"
curl --silent --show-error --fail --data-binary "@$work/apps/readme/new.jpg" "$address/classify/photos" | sed 's/^/    /' || status=1
kill -TERM "$server" || status=1
wait "$server" || status=1
check "$status" "mlnetcnn serve"

for page in docs/getting-started docs/guide; do
  echo "== $page.md"
  app="$(basename "$page")"
  create "$app" "$backbone" "${training[@]}" "$diagnostics"
  program "$root/$page.md" > "$work/apps/$app/Program.cs"
  status=0
  run "$app" || status=1
  check "$status" "$page.md"
done

for package in MlNetCnn MlNetCnn.Training MlNetCnn.Diagnostics; do
  echo "== $package/README.md"
  # An application that is called as a package would reference itself.
  app="uses-$package"
  case "$package" in
    MlNetCnn.Training) create "$app" "$backbone" "${training[@]}" ;;
    *) create "$app" "$backbone" "$package@$version" ;;
  esac
  program "$root/src/$package/README.md" > "$work/apps/$app/Program.cs"
  status=0
  run "$app" || status=1
  check "$status" "src/$package/README.md"
done

echo "== MlNetCnn.Hosting/README.md"
create hosting Microsoft.Extensions.Hosting@10.0.15 "MlNetCnn.Hosting@$version"
program "$root/src/MlNetCnn.Hosting/README.md" > "$work/apps/hosting/Program.cs"
cp "$work/apps/readme/photos.zip" "$work/apps/hosting/flowers.zip"
cp "$work/apps/readme/new.jpg" "$work/apps/hosting/rose.jpg"
status=0
run hosting || status=1
check "$status" "src/MlNetCnn.Hosting/README.md"

echo "== MlNetCnn.AspNetCore/README.md"
dotnet new web --output "$work/apps/api" --no-restore > /dev/null
dotnet add "$work/apps/api" package MlNetCnn.AspNetCore --version "$version" --no-restore > /dev/null
program "$root/src/MlNetCnn.AspNetCore/README.md" > "$work/apps/api/Program.cs"
cp "$work/apps/readme/photos.zip" "$work/apps/api/flowers.zip"
status=0
dotnet build "$work/apps/api" --configuration Release > /dev/null || status=1
(cd "$work/apps/api" && exec dotnet bin/Release/net10.0/api.dll --urls http://localhost:5000) > "$work/api.log" 2>&1 &
api=$!
for _ in $(seq 100); do
  curl --silent --fail http://localhost:5000/health/ready > /dev/null && break
  sleep 0.2
done
# The line of the README, with another image.
curl --silent --fail --data-binary @"$work/apps/readme/new.jpg" http://localhost:5000/classify/flowers | sed 's/^/    /' || status=1
curl --silent --fail http://localhost:5000/metrics | grep -q '^mlnetcnn_images_total' || status=1
kill "$api" && wait "$api" || status=1
check "$status" "src/MlNetCnn.AspNetCore/README.md"

if [ "$failed" -gt 0 ]; then
  echo "packages.sh: $failed failed"
  exit 1
fi
echo "packages.sh: all passed"
