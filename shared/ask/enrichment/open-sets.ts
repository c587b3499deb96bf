// The scope of a question of the command line: own GMT files and a background are read, its sets opened.
import {basename} from 'node:path';
import type {GeneModel} from '../../../run/geneglot.mjs';
import type {GeneSpace} from '../../answers/gene-space.ts';
import {isApproved} from '../../answers/is-approved.ts';
import {type OpenedSets, openScope} from '../../answers/scope-sets.ts';
import {keepFirstGenes} from '../../genes/sets/first-genes.ts';
import {readGmt, readQueries} from '../completion/read-queries.ts';
import type {EnrichQuestion} from './question.ts';

type Asked = Pick<EnrichQuestion, 'gmt' | 'background' | 'libraries' | 'bundle'>;

/** Opens the sets, and says where they are from; the library of own sets is the name of their file. */
export async function openSets(
  {gmt, background, libraries, bundle}: Asked,
  model: GeneModel,
  space: GeneSpace,
): Promise<OpenedSets & {source: string}> {
  const own = await Promise.all(
    gmt.map(async file => ({
      name: file,
      library: basename(file).replace(/(\.gm[tx])?(\.gz)?$/i, ''),
      sets: keepFirstGenes(await readGmt(file), name => isApproved(model, name)).map(
        ({name, symbols}) => ({name, genes: symbols}),
      ),
    })),
  );
  const drawnFrom = background === undefined ? undefined : await readBackground(background);
  const scope = {own, libraries, choice: '--library', ...(drawnFrom && {background: drawnFrom})};
  const source = gmt.length > 0 ? gmt.join(', ') : `model file ${bundle}`;
  return {...openScope(scope, model, space), source};
}

async function readBackground(file: string): Promise<{name: string; genes: string[]}> {
  const lists = await readQueries({genes: [], file}, 'enrich');
  return {name: file, genes: lists.flatMap(({symbols}) => symbols)};
}
