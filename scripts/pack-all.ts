// Writes the tarballs of the published packages to `tarballs/` or to the given folder.
import path from 'node:path'
import { packPackages } from './packages/pack-packages.ts'

const [folder = 'tarballs'] = process.argv.slice(2)
for (const tarball of Object.values(packPackages(path.resolve(folder)))) console.log(tarball)
