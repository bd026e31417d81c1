#!/usr/bin/env bash
# build-release.sh [FOLDER]  builds a folder that needs only Node: no sources, no development tools, no local Clerk.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$(realpath -m "${1:-release}")
pnpm=(npx --yes pnpm@12 --config.inject-workspace-packages=true --config.node-linker=hoisted --config.package-import-method=copy)

if [ -e "$target" ] && [ ! -e "$target/roster.js" ]; then
  echo "$target is there and no release, so it was not replaced. Name another folder, or remove it." >&2
  exit 1
fi
# Starts from nothing, because files of an earlier build in dist would ship too.
rm -rf "$target" apps/*/dist packages/*/dist
TURBO_TELEMETRY_DISABLED=1 npx --yes pnpm@12 exec turbo run build --output-logs=errors-only
"${pnpm[@]}" --filter @roster/web deploy --prod "$target"

cd "$target"
"$OLDPWD/apps/web/node_modules/.bin/vite" build --config "$OLDPWD/apps/web/release.config.ts" --logLevel warn
rm -rf pnpm-lock.yaml pnpm-workspace.yaml dist/src
rm -rf node_modules/.bin node_modules/.pnpm node_modules/.modules.yaml node_modules/{typescript,@typescript,@types,csstype,undici-types}
# What the bundle has is removed, except for what scanners look for: the manifests and licences.
find dist/server -name '*.js' -delete
find node_modules -type f ! -path '*/@electric-sql/*' ! -path '*/@roster/db/embedded/*' ! -path '*/@roster/*/prisma/*' ! -name package.json ! -iname 'licen[cs]e*' -delete
find . -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
find . -type d -empty -delete
printf "#!/usr/bin/env node\nimport './server/roster.js'\n" >roster.js
node -e '
  const { version } = JSON.parse(fs.readFileSync("package.json"))
  fs.writeFileSync("package.json", JSON.stringify({ name: "roster", version, private: true, type: "module", bin: "./roster.js" }))'
cp "$OLDPWD/.env.example" "$OLDPWD/LICENSE" .
chmod -R a+rX,go-w .
du -sm . | awk '{ print $1 " MB in '"$target"'" }'
