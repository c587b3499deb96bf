// Where a model comes from, as its file states it.
import {basename} from 'node:path';

/** The part of a lineage that is stated. */
type Lineage = readonly {
  stage: string;
  uses: string;
  key: string;
  sources: readonly {path: string; sha256: string}[];
}[];

/** The stages behind the model, with the hashes of the files they read. */
export function describeOrigin(lineage: Lineage) {
  return lineage.map(({stage, uses, key, sources}) => ({
    ...{stage, uses, key},
    ...(sources.length > 0 && {
      sources: sources.map(({path, sha256}) => ({file: basename(path), sha256})),
    }),
  }));
}
