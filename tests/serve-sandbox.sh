#!/usr/bin/env bash
# Publishes the command line and runs 'mlnetcnn serve' in a sandbox (bubblewrap, 'apt install bubblewrap'): an unprivileged user, a read-only
# root without any writable folder, no capabilities, and no network but its own loopback. From inside, curl scores an image, reads health and
# metrics, and tries what must fail; the script prints what it saw.
#   tests/serve-sandbox.sh [MODEL.zip [IMAGE]]
# Without a model it trains one on the emoji of the repository. Needs bwrap, curl and the .NET SDK with ASP.NET Core.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
for tool in bwrap curl dotnet; do
  command -v "$tool" > /dev/null || { echo "serve-sandbox.sh: needs $tool" >&2; exit 2; }
done

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
echo "== publish"
dotnet publish "$root/src/MlNetCnn.Cli" --configuration Release --output "$work/program" --verbosity quiet
model="${1:-$work/emoji.zip}"
if [ ! -f "$model" ]; then
  dotnet "$work/program/MlNetCnn.Cli.dll" train --data "$root/datasets/emoji" --output "$model" --quiet > /dev/null
fi
image="${2:-$(find "$root/datasets/emoji/test" -name '*.png' | sort | head -n 1)}"
dotnet_root="$(dirname "$(readlink -f "$(command -v dotnet)")")"

cat > "$work/inside.sh" << 'INSIDE'
set -u
failed=0
check() { if [ "$1" = "$2" ]; then echo "ok      $3: $1"; else echo "FAILED  $3: '$1', expected '$2'"; failed=1; fi; }
check "$(id -u)" 65534 "user"
check "$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)" 0000000000000000 "capabilities"
for folder in / /tmp /var/tmp /dev/shm /app /model "$HOME"; do
  if touch "$folder/probe" 2> /dev/null; then check "writable" "read-only" "$folder"; else check "read-only" "read-only" "$folder"; fi
done
check "$(sed -n '3,$s/^ *\([^:]*\):.*/\1/p' /proc/net/dev | tr '\n' ' ')" "lo " "network interfaces"

# Writes into pipes, since no file can be written.
exec 3< <(dotnet /app/MlNetCnn.Cli.dll serve --model image=/model/model.zip --port 0 --drain-delay 0 2>&1; echo "exit code $?")
address=""
while read -r line <&3; do
  echo "        $line"
  case "$line" in *"listens on "*) address="${line##*listens on }" ;; "Try: "*) break ;; "exit code "*) exit 1 ;; esac
done
get() { curl -s -o /dev/null -w '%{http_code}' --max-time 20 "$@"; }
answer="$(curl -s --max-time 20 -H 'Content-Type: image/png' --data-binary @/model/image "$address/classify/image")"
echo "        $answer"
check "$(printf '%s' "$answer" | grep -o '^{"model":"image","version":"1","label":')" '{"model":"image","version":"1","label":' "answer"
check "$(get "$address/health/ready")" 200 "ready"
check "$(get "$address/metrics")" 200 "metrics"
check "$(get -F file=@/model/image "$address/classify/image")" 200 "multipart"
check "$(printf 'no image' | get --data-binary @- -H 'Content-Type: image/png' "$address/classify/image")" 415 "no image"
check "$(get --connect-timeout 2 http://192.0.2.1/)" 000 "other machines"
server="$(grep -l MlNetCnn.Server.dll /proc/[0-9]*/cmdline 2> /dev/null | head -n 1 | cut -d/ -f3)"
check "$(sed -n 's/^Uid:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/$server/status")" 65534 "user of the server"
kill -TERM "$server"
while read -r line <&3; do echo "        $line"; last="$line"; done
check "$last" "exit code 0" "SIGTERM"
exit "$failed"
INSIDE
cp "$model" "$work/model.zip"
cp "$image" "$work/image"
chmod -R a+rX "$work"

echo "== in the sandbox"
libraries=()
for folder in /lib /lib64 /lib32 /libx32 /bin /sbin; do
  if [ -L "$folder" ]; then libraries+=(--symlink "$(readlink "$folder")" "$folder"); elif [ -d "$folder" ]; then libraries+=(--ro-bind "$folder" "$folder"); fi
done
bwrap --unshare-all --die-with-parent --new-session --uid 65534 --gid 65534 --cap-drop ALL --clearenv \
  --setenv PATH /usr/bin:/bin:/dotnet --setenv HOME /home/nobody \
  --ro-bind /usr /usr "${libraries[@]}" --ro-bind "$dotnet_root" /dotnet --ro-bind "$work/program" /app \
  --dir /model --ro-bind "$work/model.zip" /model/model.zip --ro-bind "$work/image" /model/image --ro-bind "$work/inside.sh" /inside.sh \
  --dir /home/nobody --dir /tmp --dir /var/tmp --proc /proc --dev /dev --remount-ro /dev --remount-ro / bash /inside.sh
echo "serve-sandbox.sh: all passed"
