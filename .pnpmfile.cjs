// openapi-typescript would get our TypeScript 7 as its peer, which has no JavaScript API: it gets its own TypeScript 5, which
// package extensions and overrides can't do for a peer. Remove when openapi-typescript accepts TypeScript 7.
function readPackage(manifest) {
  if (manifest.name !== 'openapi-typescript') return manifest
  const { typescript: _, ...peerDependencies } = manifest.peerDependencies
  return { ...manifest, dependencies: { ...manifest.dependencies, typescript: '5.9.3' }, peerDependencies }
}

module.exports = { hooks: { readPackage } }
