// Fetches the four pinned source packages and unpacks them; no R is needed to read their data.

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {$} from 'zx';
import {sha256} from './data-files.ts';

// Checksums pin the content: a package rebuilt under the same version number would change the data.
const ORG_HS_EG_DB = {
  spec: 'r-bioc-org.hs.eg.db=3.16.0-1',
  file: 'r-bioc-org.hs.eg.db_3.16.0-1_all.deb',
  sha256: '0f61810d35b858915b1a9787d8dcab08b7e164c14c20a9e1d86eb9837308c2c2',
};
const GO_DB = {
  spec: 'r-bioc-go.db=3.16.0-1',
  file: 'r-bioc-go.db_3.16.0-1_all.deb',
  sha256: '6cf9c43b97212811ecb7ad0d7cde12e76f984ab7494a59c02455239a9dd3243d',
};
const IDEOGRAM = {
  spec: 'ideogram@1.53.0',
  file: 'ideogram-1.53.0.tgz',
  sha256: 'cc7e8929f972a81925c197f8ad75d44970b3cd92f6fd6c75313c6b446c2f0542',
};

const SCTRANSFORM = {
  spec: 'r-cran-sctransform=0.3.5-1',
  file: 'r-cran-sctransform_0.3.5-1_amd64.deb',
  sha256: '48984e989013ce4455eba5b52c85f2fd10696bfa2ff2b05855dcdbe7afd156e8',
};

/** Paths of what the packages hold: two SQLite files, ideogram's cache folder, an R database without its ending. */
export interface Packages {
  orgHsEgDb: string;
  goDb: string;
  ideogram: string;
  sctransform: string;
}

/** Throws unless the downloaded file is the one that the committed data were made from. */
async function verify(folder: string, source: {file: string; sha256: string}): Promise<void> {
  const found = sha256(await readFile(join(folder, source.file)));
  if (found !== source.sha256) {
    throw new Error(`${source.file}: expected SHA-256 ${source.sha256}, found ${found}`);
  }
}

/** Downloads a Debian package into `folder` and unpacks it there. */
async function fetchDebian(folder: string, source: typeof GO_DB): Promise<void> {
  await $({cwd: folder})`apt-get download ${source.spec}`.catch((error: unknown) => {
    throw new Error(
      `apt-get could not download ${source.spec}; run \`apt-get update\` on Debian 12 first`,
      {cause: error},
    );
  });
  await verify(folder, source);
  await $({cwd: folder})`dpkg -x ${source.file} unpacked`;
}

/** Downloads ideogram into `folder` and unpacks it there, without its dependencies. */
async function fetchIdeogram(folder: string): Promise<void> {
  await $({cwd: folder})`npm pack ${IDEOGRAM.spec} --silent`;
  await verify(folder, IDEOGRAM);
  await $({cwd: folder})`tar -xzf ${IDEOGRAM.file}`;
}

/** Fetches, verifies and unpacks all sources into `folder`. */
export async function fetchPackages(folder: string): Promise<Packages> {
  await fetchDebian(folder, ORG_HS_EG_DB);
  await fetchDebian(folder, GO_DB);
  await fetchDebian(folder, SCTRANSFORM);
  await fetchIdeogram(folder);
  const library = join(folder, 'unpacked/usr/lib/R/site-library');
  return {
    orgHsEgDb: join(library, 'org.Hs.eg.db/extdata/org.Hs.eg.sqlite'),
    goDb: join(library, 'GO.db/extdata/GO.sqlite'),
    ideogram: join(folder, 'package/dist/data/cache'),
    sctransform: join(library, 'sctransform/data/Rdata'),
  };
}
