// An annotated copy of a file that anndata wrote, read by anndata of today and the oldest: what it adds, that it lacks
// nothing, and what scanpy makes of the embedding.
import {afterAll, describe, expect, test} from '@jest/globals';
import {annotateH5ad} from '../../shared/formats/cell-sources/annotate-h5ad.ts';
import {createRandom} from '../../shared/stats/random.ts';
import {scratchFolder} from '../formats/scratch-folder.ts';
import {ANNDATAS, startPeer} from './start-peer.ts';

const scratch = scratchFolder();
const peers = ANNDATAS.map(([, python]) => startPeer('read-anndata.py', python));
afterAll(() => Promise.all(peers.map(({stop}) => stop())));
const CELLS = 40;

async function annotate(source: string, target: string): Promise<void> {
  const random = createRandom(1);
  await annotateH5ad(source, target, {
    columns: [
      {name: 'own_type', values: Array.from({length: CELLS}, (_, i) => `β ${i % 3}`)},
      {name: 'own_set', values: Array.from({length: CELLS}, () => 'a; b')},
      {name: 'own_chance', values: new Float64Array(CELLS).fill(0.25)},
      {name: 'own_unknown', values: new Int8Array(CELLS).fill(1)},
    ],
    embeddings: [
      {
        ...{name: 'X_own', dimensions: 5},
        values: Float32Array.from({length: 5 * CELLS}, () => random.next()),
      },
    ],
    provenance: {name: 'own', entries: {tool: 'geneglot', alarms: '', level: 0.9}},
  });
}

/** Which anndata writes the original, and which reads the copy. */
const PAIRS = ANNDATAS.flatMap(([writer], from) =>
  // Older ones read no file of newer ones, annotated or not.
  ANNDATAS.slice(0, from + 1).map(([reader], to) => ({writer, reader, from, to})),
);

describe.each(PAIRS)('a copy of what anndata $writer wrote', ({reader, from, to}) => {
  const texts = from === 0 ? 'category' : 'object';

  test(`is read by anndata ${reader} with all that the original held, and what is new`, async () => {
    const [source, target] = [scratch('source.h5ad'), scratch('target.h5ad')];
    await peers[from].ask({ask: 'write', path: source});
    await annotate(source, target);
    expect(await peers[to].ask({ask: 'compare', before: source, after: target})).toEqual({
      ...{changed: [], lost: []},
      dtypes: {own_type: texts, own_set: texts, own_chance: 'float64', own_unknown: 'int8'},
      first: {own_type: 'β 0', own_set: 'a; b', own_chance: 0.25, own_unknown: 1},
      obsm: {X_own: [CELLS, 5]},
      uns: {own: {tool: 'geneglot', alarms: '', level: 0.9}},
    });
  });

  test('has an embedding that scanpy takes', async () => {
    const target = scratch('target.h5ad');
    expect(await peers[0].ask({ask: 'neighbours', path: target, key: 'X_own'})).toEqual({
      ...{cells: CELLS, least: 4, finite: true},
    });
  });
});
