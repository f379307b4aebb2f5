#!/bin/bash
# How many requests a second our transport answers, beside nginx with an answer of the same size, in one run: each server
# in turn alone on core 0, the load generator on core 1, 64 keep-alive clients, several rounds.
#   bench/http_server.sh [PATH OF http_server_bench] [ROUNDS] [SECONDS]
# Needs nginx and wrk (Debian: apt install nginx-light wrk) and two cores.
set -euo pipefail
program=${1:-build/bench/bench/http_server_bench}
rounds=${2:-5}
seconds=${3:-4}
for tool in nginx wrk taskset; do
  PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null || { echo "$tool is missing. Run: apt install nginx-light wrk util-linux" >&2; exit 1; }
done

folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
nginx_port=$((20000 + RANDOM % 20000))
cat >"$folder/nginx.conf" <<EOF
daemon off; worker_processes 1; pid $folder/pid; error_log $folder/error.log;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path $folder; proxy_temp_path $folder; fastcgi_temp_path $folder; uwsgi_temp_path $folder; scgi_temp_path $folder;
  server {
    listen 127.0.0.1:$nginx_port;
    location / {
      default_type application/json;
      return 200 '{"id":"01932f6e-7c00-7000-8000-000000000001","name":"Alder and Finch Dental","active":true}';
    }
  }
}
EOF
taskset -c 0 /usr/sbin/nginx -c "$folder/nginx.conf" -e "$folder/error.log" &
mkfifo "$folder/input"
taskset -c 0 "$program" 0 1 <"$folder/input" >"$folder/port" &
exec 3>"$folder/input"
while [ ! -s "$folder/port" ]; do sleep 0.05; done
our_port=$(cat "$folder/port")

measure() {  # prints requests per second
  taskset -c 1 wrk -t1 -c64 -d"${seconds}s" -H 'Accept: application/json' \
    "http://127.0.0.1:$1/api/v1/organizations/01932f6e-7c00-7000-8000-000000000001" | awk '/^Requests\/sec/ {print $2} /Non-2xx/ {exit 1}'
}

measure "$nginx_port" >/dev/null
measure "$our_port" >/dev/null
printf '%8s %12s %12s %8s\n' round nginx/s wharf/s ratio
for round in $(seq "$rounds"); do
  nginx=$(measure "$nginx_port")
  ours=$(measure "$our_port")
  echo "$nginx $ours" >>"$folder/figures"
  awk -v round="$round" '{n=$1; o=$2} END {printf "%8d %12.0f %12.0f %8.2f\n", round, n, o, o / n}' "$folder/figures"
done
awk '{n += $1; o += $2} END {printf "%8s %12.0f %12.0f %8.2f\n", "mean", n / NR, o / NR, o / n}' "$folder/figures"
exec 3>&-
