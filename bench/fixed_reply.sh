# Sourced by http_server.sh and serve.sh: an nginx on core 0 that answers everything with one reply, the yardstick of how
# many requests a second this machine can answer at all.
#   start_fixed_reply FOLDER PORT REPLY   sets $fixed_reply, the process
start_fixed_reply() {
  cat >"$1/nginx.conf" <<EOF
daemon off; worker_processes 1; pid $1/pid; error_log $1/error.log;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path $1; proxy_temp_path $1; fastcgi_temp_path $1; uwsgi_temp_path $1; scgi_temp_path $1;
  server { listen 127.0.0.1:$2; location / { default_type application/json; return 200 '$3'; } }
}
EOF
  taskset -c 0 /usr/sbin/nginx -c "$1/nginx.conf" -e "$1/error.log" &
  fixed_reply=$!
}
