#!/bin/bash
# How long COUNT keep-alive GETs of a page of 200 options take over our guarded client, beside one plain `curl` process
# that fetches the same URLs. Whole processes are timed, in turn, and the medians compared. Target: at most 1.3 times.
#   bench/keepalive.sh [PATH OF keepalive_bench] [COUNT] [ROUNDS]
# Needs nginx and curl (Debian: apt install nginx-light curl).
set -euo pipefail
program=${1:-build/bench/bench/keepalive_bench}
count=${2:-250}
rounds=${3:-15}
for tool in nginx curl; do
  PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null || { echo "$tool is missing. Run: apt install nginx-light curl" >&2; exit 1; }
done

folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
port=$((20000 + RANDOM % 20000))
cat >"$folder/nginx.conf" <<EOF
daemon off; master_process off; pid $folder/pid; error_log $folder/error.log;
events { worker_connections 64; }
http {
  access_log off; keepalive_requests 1000000;
  client_body_temp_path $folder; proxy_temp_path $folder; fastcgi_temp_path $folder; uwsgi_temp_path $folder; scgi_temp_path $folder;
  server { listen 127.0.0.1:$port; root $folder; }
}
EOF
for i in $(seq 200); do printf '{"id":%d,"name":"Customer number %d of the benchmark","active":true},' "$i" "$i"; done >"$folder/page.json"
/usr/sbin/nginx -c "$folder/nginx.conf" -e "$folder/error.log" &
server=$!
url="http://127.0.0.1:$port/page.json"
for _ in $(seq 100); do curl -sf -o /dev/null "$url" && break; sleep 0.05; done

now() { date +%s%N; }
ours=() plain=()
for _ in $(seq "$rounds"); do
  start=$(now); "$program" "$url" "$count" >/dev/null; ours+=($((($(now) - start) / 1000)))
  start=$(now); curl -sf --noproxy '*' "$url?page=[1-$count]" >/dev/null; plain+=($((($(now) - start) / 1000)))
done
median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }
a=$(median "${ours[@]}")
b=$(median "${plain[@]}")
echo "$count GETs, median of $rounds rounds: ours $a us, curl $b us, ratio $(awk "BEGIN {printf \"%.2f\", $a / $b}")"
