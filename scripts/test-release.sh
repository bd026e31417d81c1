#!/usr/bin/env bash
# test-release.sh  builds the production folder as the Dockerfile does, in a folder that holds nothing else, runs its tests,
# and as root runs it as the image does where there is no Docker: as a user without rights, in a chroot that has Node and
# its libraries. Needs DATABASE_URL. Without CLERK_SECRET_KEY a local Clerk stands for the instance.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'kill ${container:-} ${clerk:-} 2>/dev/null || true; rm -rf "$work"' EXIT
src=$work/src root=$work/root
mkdir -p "$root"

echo '== COPY . .'
changed=$(git stash create)
git clone --quiet --shared --no-checkout . "$src"
git -C "$src" checkout --quiet --detach "${changed:-HEAD}"
# compose.yaml reads its secrets from there, and no release may have them.
echo 'CLERK_SECRET_KEY=sk_live_planted' >"$src/apps/web/deploy/.env"
echo '== RUN install, build-release.sh'
# What is built here need not be built again: the cache knows it by its sources.
export TURBO_CACHE_DIR=$PWD/.turbo/cache
(cd "$src" && npx --yes pnpm@12 install --frozen-lockfile --prefer-offline >"$work/log" && scripts/build-release.sh "$root/roster" | tail -n 1)

RELEASE=$root/roster npx vitest run --project release
[ "$(id -u)" = 0 ] || { echo 'Only root can make a chroot, so the folder was not run as in the image.'; exit 0; }

echo '== FROM node'
node=$(readlink -f "$(command -v node)")
for file in "$node" $(ldd "$node" | grep -o '/[^ ]*'); do install -D "$file" "$root$file"; done
mkdir -p "$root/etc" "$root/dev"
cp /etc/hosts /etc/resolv.conf "$root/etc/"
mknod -m 666 "$root/dev/null" c 1 3
mknod -m 666 "$root/dev/urandom" c 1 9
inside=(chroot --userspec=65534:65534 "$root" /usr/bin/env -C /roster)
for file in /usr/bin/env $(ldd /usr/bin/env | grep -o '/[^ ]*'); do install -D "$file" "$root$file"; done

if [ -z "${CLERK_SECRET_KEY:-}" ]; then
  node "$src/packages/clerk-local/dist/cli.js" start --port 3199 --data "$work/clerk" >"$work/env" &
  clerk=$!
  until grep -q 'END PUBLIC KEY' "$work/env"; do sleep 0.1; kill -0 "$clerk"; done
  set -a && . "$work/env" && set +a
  export CLERK_AUTHORIZED_PARTIES=http://localhost:3000 DRAIN_SECONDS=0
fi

echo '== ENTRYPOINT node roster.js, CMD start'
export NODE_ENV=production PORT=${PORT:-3000}
"${inside[@]}" "$node" roster.js start &
container=$!
echo '== HEALTHCHECK'
check=$(sed -n 's/^HEALTHCHECK.* CMD //p' apps/web/deploy/Dockerfile | node -p 'JSON.parse(fs.readFileSync(0, "utf8"))[2]')
for _ in $(seq 100); do
  if "${inside[@]}" "$node" -e "$check"; then healthy=yes; break; fi
  kill -0 "$container" || break
done
[ "${healthy:-}" ] || { echo 'It did not become healthy.' >&2; exit 1; }
echo 'healthy'
echo '== STOPSIGNAL SIGTERM'
kill -TERM "$container"
wait "$container"
echo "ended with $?"
