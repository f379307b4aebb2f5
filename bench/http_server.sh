#!/bin/bash
# How many requests a second our transport answers, beside nginx with an answer of the same size, in one run: each server
# in turn alone on core 0, the load generator on core 1, 64 keep-alive clients, several rounds. Also the processor time that
# a request costs each server, which stays true on a machine that does other things meanwhile.
#   bench/http_server.sh [PATH OF http_server_bench] [ROUNDS] [SECONDS]
# Needs nginx and wrk (Debian: apt install nginx-light wrk) and two cores.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/fixed_reply.sh"
program=${1:-build/bench/bench/http_server_bench}
rounds=${2:-5}
seconds=${3:-4}
for tool in nginx wrk taskset pgrep; do
  PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null || { echo "$tool is missing. Run: apt install nginx-light wrk util-linux procps" >&2; exit 1; }
done

folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
nginx_port=$((20000 + RANDOM % 20000))
start_fixed_reply "$folder" "$nginx_port" \
  '{"id":"01932f6e-7c00-7000-8000-000000000001","name":"Alder and Finch Dental","active":true}'
nginx_process=$fixed_reply
mkfifo "$folder/input"
taskset -c 0 "$program" 0 1 <"$folder/input" >"$folder/port" &
our_process=$!
exec 3>"$folder/input"
while [ ! -s "$folder/port" ]; do sleep 0.05; done
our_port=$(cat "$folder/port")

ticks() {  # processor time of a process so far, in microseconds
  awk -v hz="$(getconf CLK_TCK)" '{print ($14 + $15) * 1e6 / hz}' "/proc/$1/stat"
}

measure() {  # port, process -> "requests per second, microseconds of processor per request"
  local before after
  before=$(ticks "$2")
  taskset -c 1 wrk -t1 -c64 -d"${seconds}s" -H 'Accept: application/json' \
    "http://127.0.0.1:$1/api/v1/organizations/01932f6e-7c00-7000-8000-000000000001" >"$folder/wrk"
  after=$(ticks "$2")
  grep -q Non-2xx "$folder/wrk" && { echo "an answer was not 2xx" >&2; return 1; }
  awk -v used="$((${after%.*} - ${before%.*}))" '/Requests\/sec/ {rate = $2} /requests in/ {count = $1}
    END {print rate, used / count}' "$folder/wrk"
}

nginx_worker=$(pgrep -P "$nginx_process")
measure "$nginx_port" "$nginx_worker" >/dev/null
measure "$our_port" "$our_process" >/dev/null
printf '%6s %10s %10s %7s %12s %12s %7s\n' round nginx/s wharf/s ratio 'nginx us/req' 'wharf us/req' ratio
for round in $(seq "$rounds"); do
  nginx=$(measure "$nginx_port" "$nginx_worker")
  ours=$(measure "$our_port" "$our_process")
  echo "$round $nginx $ours" >>"$folder/figures"
done
awk '{printf "%6d %10.0f %10.0f %7.2f %12.2f %12.2f %7.2f\n", $1, $2, $4, $4 / $2, $3, $5, $3 / $5
      n += $2; o += $4; nc += $3; oc += $5}
  END {printf "%6s %10.0f %10.0f %7.2f %12.2f %12.2f %7.2f\n", "mean", n / NR, o / NR, o / n, nc / NR, oc / NR, nc / oc}' "$folder/figures"
exec 3>&-
