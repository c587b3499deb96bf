// An annotated copy of a file that anndata wrote, read by anndata: what it adds, and that it lacks nothing.
import {afterAll, describe, expect, test} from '@jest/globals';
import {annotateH5ad} from '../../shared/formats/cell-sources/annotate-h5ad.ts';
import {scratchFolder} from '../formats/scratch-folder.ts';
import {startPeer} from './start-peer.ts';

const scratch = scratchFolder();
const {ask, stop} = startPeer('read-anndata.py');
afterAll(stop);
const CELLS = 40;

describe('an annotated copy', () => {
  test('is read by anndata with all that the original held, and what is new', async () => {
    const [source, target] = [scratch('source.h5ad'), scratch('target.h5ad')];
    await ask({ask: 'write', path: source});
    await annotateH5ad(source, target, {
      columns: [
        {name: 'own_type', values: Array.from({length: CELLS}, (_, i) => `β ${i % 3}`)},
        {name: 'own_set', values: Array.from({length: CELLS}, () => 'a; b')},
        {name: 'own_chance', values: new Float64Array(CELLS).fill(0.25)},
        {name: 'own_unknown', values: new Int8Array(CELLS).fill(1)},
      ],
      embeddings: [{name: 'X_own', dimensions: 5, values: new Float32Array(5 * CELLS)}],
      provenance: {name: 'own', entries: {tool: 'geneglot', alarms: '', level: 0.9}},
    });
    expect(await ask({ask: 'compare', before: source, after: target})).toEqual({
      lost: [],
      dtypes: {
        ...{own_type: 'category', own_set: 'category'},
        ...{own_chance: 'float64', own_unknown: 'int8'},
      },
      first: {own_type: 'β 0', own_set: 'a; b', own_chance: 0.25, own_unknown: 1},
      obsm: {X_own: [CELLS, 5]},
      uns: {own: {tool: 'geneglot', alarms: '', level: 0.9}},
    });
  }, 120_000);
});
