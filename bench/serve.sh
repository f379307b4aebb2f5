#!/bin/bash
# What a running Wharf costs, measured from outside with the release build: the server alone on core 0, the load on core
# 1, through HTTP with an API token.
#   bench/serve.sh page [URL]   a mapping page: 10 rows of 50,000 organizations x 20 connections, filtered by part of a
#                               name and sorted, by 1 and by 64 keep-alive clients. Targets: p99 3 ms, 50 ms
#   bench/serve.sh read [URL]   a cheap read beside nginx's fixed reply, in turn. Target: 0.40 of its requests a second
#   bench/serve.sh start [URL]  10,000 organizations: from the start of the process until /readyz says so, and its
#                               memory when idle. Targets: 300 ms, 60 MB
# URL is an empty PostgreSQL database; SQLite without it.
#   cmake --preset release && ninja -C build/release wharf && cmake --preset bench && ninja -C build/bench fill_installation
# Needs nginx, wrk and curl (Debian: apt install nginx-light wrk curl) and two cores.
set -euo pipefail
what=${1:-page}
database=${2:-}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
wharf=${WHARF_BINARY:-$root/build/release/wharf}
fill=${FILL:-$root/build/bench/bench/fill_installation}
source "$root/bench/fixed_reply.sh"
for tool in nginx wrk curl taskset; do
  PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null || { echo "$tool is missing. Run: apt install nginx-light wrk curl util-linux" >&2; exit 1; }
done
for program in "$wharf" "$fill"; do [ -x "$program" ] || { echo "$program is not built" >&2; exit 1; }; done

folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
port=$((20000 + RANDOM % 12000))
address=http://127.0.0.1:$port
mkdir "$folder/catalog"

milliseconds() { echo $(($(date +%s%N) / 1000000)); }
start() {  # starts the server; $took is how many milliseconds passed until it was ready
  local begun
  begun=$(milliseconds)
  taskset -c 0 "$wharf" serve --listen "127.0.0.1:$port" --data "$folder/data" ${database:+--database "$database"} \
    --catalog "$folder/catalog" >>"$folder/log" 2>&1 &
  server=$!
  until curl -sfo /dev/null "$address/readyz"; do
    kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
    sleep 0.005
  done
  took=$(($(milliseconds) - begun))
}
stop() { kill "$server"; wait "$server" 2>/dev/null || true; }
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

# Sets it up, takes a token, and fills it while it does not run.
install() {  # organizations, connections
  start
  curl -sf -c "$folder/cookies" -H 'Content-Type: application/json' "$address/api/v1/setup" -o "$folder/session" -d \
    '{"organization_name":"Northwind MSP","name":"Bench","email":"bench@northwind.example","password":"correct horse battery"}'
  curl -sf -b "$folder/cookies" "$address/api/v1/session" -o "$folder/session"
  token=$(curl -sf -b "$folder/cookies" -H "X-Wharf-CSRF: $(field csrf_token <"$folder/session")" \
    -H 'Content-Type: application/json' "$address/api/v1/tokens" -d '{"name":"Bench","scope":"read"}' | field token)
  stop
  "$fill" "$folder/data" "$database" "$1" "$2" "$folder/catalog" >"$folder/connections"
  start
}

load() {  # clients, seconds, script or URL
  taskset -c 1 wrk -t1 -c"$1" -d"$2s" --latency -H "Authorization: Bearer $token" "${@:3}" >"$folder/wrk"
  grep -q 'Non-2xx' "$folder/wrk" && { echo "an answer was not 2xx" >&2; exit 1; }
  return 0
}
percentiles() { awk '/50%|99%/ {printf "%s %s  ", $1, $2} /Requests\/sec/ {print $2 "/s"}' "$folder/wrk"; }

page() {
  install 50000 20
  for order in organization -organization value -updated state; do
    cat >"$folder/page.lua" <<EOF
local connections = {}
for line in io.lines("$folder/connections") do connections[#connections + 1] = line end
local parts = {"dent", "harbor", "7", "stone+1", "a", "north"}
local round = 0
request = function()
  round = round + 1
  return wrk.format("GET", "/api/v1/connections/" .. connections[round % #connections + 1] .. "/mapping?page_size=10&page=" ..
    (round % 3 + 1) .. "&sort=$order&search=" .. parts[round % #parts + 1])
end
EOF
    load 1 2 -s "$folder/page.lua" "$address"
    load 1 5 -s "$folder/page.lua" "$address"
    printf 'sorted by %-14s  1 client   %s\n' "$order" "$(percentiles)"
    load 64 5 -s "$folder/page.lua" "$address"
    printf 'sorted by %-14s 64 clients  %s\n' "$order" "$(percentiles)"
  done
}

read_beside_nginx() {
  install 300 5
  local path id
  id=$(curl -sf -H "Authorization: Bearer $token" "$address/api/v1/organizations?page_size=1" | sed 's/.*"items":\[{"id":"\([^"]*\)".*/\1/')
  path=/api/v1/organizations/$id
  curl -sf -H "Authorization: Bearer $token" "$address$path" -o "$folder/reply.json"
  local nginx_port=$((port + 1))
  start_fixed_reply "$folder" "$nginx_port" "$(cat "$folder/reply.json")"
  sleep 0.5
  local nginx ours round
  for round in 1 2 3 4 5; do
    load 64 4 "http://127.0.0.1:$nginx_port$path"
    nginx=$(awk '/Requests\/sec/ {print $2}' "$folder/wrk")
    load 64 4 "$address$path"
    ours=$(awk '/Requests\/sec/ {print $2}' "$folder/wrk")
    echo "round $round: nginx $nginx/s, wharf $ours/s, ratio $(awk "BEGIN {printf \"%.2f\", $ours / $nginx}")"
  done
}

ready_and_idle() {
  install 10000 3
  local round
  for round in 1 2 3 4 5; do
    stop
    start
    echo "ready after $took ms"
  done
  sleep 10
  awk '/VmRSS/ {printf "idle: %.1f MB resident\n", $2 / 1024}' "/proc/$server/status"
}

case "$what" in
  page) page ;;
  read) read_beside_nginx ;;
  start) ready_and_idle ;;
  *) sed -n '2,13p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
