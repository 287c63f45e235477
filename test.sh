#!/usr/bin/env bash
# Restores, builds and tests everything; needs only the .NET SDK.
#   ./test.sh [--all | --long] [OPTION OF 'dotnet test'...]
#   --all    also runs the tests of the categories Process (they start .NET programs or a browser) and Slow (half a minute or more on
#            two cores), which take half of the time
#   --long   also runs those of the category Long (minutes each)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

results="$PWD/artifacts/test-results"
rm -rf "$results"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1 ORT_DISABLE_TELEMETRY=1
# Without this, the SDK needs libicu, which minimal systems lack.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

filter=(--filter-not-trait Category=Process --filter-not-trait Category=Slow --filter-not-trait Category=Long)
while true; do
  case "${1:-}" in
    --all) filter=(--filter-not-trait Category=Long) ;;
    --long) filter=() ;;
    *) break ;;
  esac
  shift
done

if ! command -v dotnet > /dev/null; then
  echo "test.sh: 'dotnet' is not on the PATH; install the .NET 10 SDK: https://dotnet.microsoft.com/download" >&2
  exit 2
fi

restore=()
if [ "${CI:-}" = true ]; then
  restore=(--locked-mode)
fi

echo "== restore"
dotnet restore MlNetCnn.sln "${restore[@]}"
echo "== build"
dotnet build MlNetCnn.sln --configuration Release --no-restore
echo "== test"
dotnet test --solution MlNetCnn.sln --configuration Release --no-build \
  --results-directory "$results" --report-xunit-trx "${filter[@]}" "$@"
