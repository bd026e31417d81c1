#!/usr/bin/env bash
# with-postgres.sh COMMAND…  runs COMMAND with the DATABASE_URL of a PostgreSQL server that exists only for it.
set -euo pipefail
# runuser is there, but not every environment has these folders in PATH.
PATH=$PATH:/usr/sbin:/sbin

bin=$(dirname "$(readlink -f "$(command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)")")
if [ ! -x "$bin/initdb" ]; then
  echo 'PostgreSQL is not installed, so nothing can run on it. Install it: apt-get install postgresql' >&2
  exit 127
fi

# PostgreSQL refuses to run as root.
as_owner() { "$@"; }
folder=$(mktemp -d)
if [ "$(id -u)" = 0 ]; then
  owner=$(id -un postgres 2>/dev/null || echo nobody)
  as_owner() { runuser -u "$owner" -- "$@"; }
  chown "$owner" "$folder"
fi

command_pid=
stop() {
  as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >"$folder/stop.log" 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
# Bash delays a trap while a command runs in the foreground: hence the background and the wait below.
trap '[ -z "$command_pid" ] || kill -TERM "$command_pid" 2>/dev/null; interrupted=yes' INT TERM HUP

(cd "$folder" && as_owner "$bin/initdb" -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >initdb.log)

start() {
  (cd "$folder" && as_owner "$bin/pg_ctl" -D data -w -l server.log start -o "-p $1 -k '$folder' -c listen_addresses=127.0.0.1 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300" >start.log 2>&1)
}
# Ports can't be reserved: if one is taken, the start fails and the next is tried.
for _ in 1 2 3 4 5 6 7 8; do
  port=$((20000 + RANDOM % 12000))
  if start "$port"; then break; fi
  port=
done
if [ -z "$port" ]; then
  cat "$folder/server.log" >&2
  exit 1
fi

[ -z "${interrupted:-}" ] || exit 130
DATABASE_URL="postgresql://postgres@127.0.0.1:$port/postgres" "$@" <&0 &
command_pid=$!
status=0
wait "$command_pid" || status=$?
# A signal ends `wait` early: the server must outlive the command.
while kill -0 "$command_pid" 2>/dev/null; do wait "$command_pid" || status=$?; done
exit "$status"
