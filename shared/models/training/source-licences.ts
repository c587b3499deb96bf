// Which files a model learned from, and under which terms: what importing stages read and state, for model cards.
import {z} from 'zod';
import type {CardSource} from '../../formats/hugging-face/model-card.ts';

const licences = z.record(z.string(), z.string());

/** The parameter of a stage that imports data; it changes no output, so no later stage runs again for it. */
export const licencesParam = {
  licences: licences
    .default({})
    .describe(
      'source and licence of each file, by its path or the end of it: model cards state them',
    ),
};

/** The part of a lineage that is looked at; a path ends with the name of its file. */
type Lineage = readonly {
  params: Record<string, unknown>;
  sources: readonly {path: string; sha256: string}[];
}[];

/** The files that the stages before a model read, each with the terms that one of them states. */
export function gatherSources(lineage: Lineage): CardSource[] {
  const stated = lineage.flatMap(({params}) => {
    const found = licences.safeParse(params.licences);
    return found.success ? Object.entries(found.data) : [];
  });
  const files = new Map<string, CardSource>();
  for (const {path, sha256} of lineage.flatMap(({sources}) => sources)) {
    const file = path.slice(path.lastIndexOf('/') + 1);
    const licence = stated.find(([ending]) => `/${path}`.endsWith(`/${ending}`))?.[1];
    const known = files.get(`${file} ${sha256}`);
    if (known?.licence === undefined) {
      files.set(`${file} ${sha256}`, {file, sha256, ...(licence !== undefined && {licence})});
    }
  }
  return [...files.values()];
}
