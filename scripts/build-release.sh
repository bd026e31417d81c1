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
TURBO_TELEMETRY_DISABLED=1 npx --yes pnpm@12 exec turbo run build --force --output-logs=errors-only
"${pnpm[@]}" --filter @roster/web deploy --prod "$target"

cd "$target"
rm -f pnpm-lock.yaml pnpm-workspace.yaml
# Removes types, source maps and Prisma's files for databases other than PostgreSQL.
rm -rf node_modules/.bin node_modules/.pnpm node_modules/.modules.yaml node_modules/{typescript,@typescript,@types,csstype,undici-types}
find . -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.tsbuildinfo' \) -delete
find node_modules/@prisma/client/runtime -name 'query_compiler_*' ! -name 'query_compiler_fast_bg.postgresql.*' -delete
printf "#!/usr/bin/env node\nimport './dist/server/commands/roster.js'\n" >roster.js
node -e '
  const { version } = JSON.parse(fs.readFileSync("package.json"))
  fs.writeFileSync("package.json", JSON.stringify({ name: "roster", version, private: true, type: "module", bin: "./roster.js" }))'
cp "$OLDPWD/.env.example" "$OLDPWD/LICENSE" .
chmod -R a+rX,go-w .
du -sm . | awk '{ print $1 " MB in '"$target"'" }'
