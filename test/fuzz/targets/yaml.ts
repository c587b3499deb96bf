// Pipeline files, damaged at random: what loads is a pipeline, anything else is refused with its place.
import {readFile, symlink, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {parse, stringify} from 'yaml';
import {loadPipeline} from '../../../shared/pipeline/declare/load-pipeline.ts';
import type {Random} from '../../../shared/stats/random.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {judgeRefusal} from '../judge-refusal.ts';
import {mutateBytes, pick} from '../mutate.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Projects whose pipeline.yaml is damaged: a small one, and that of this repository, which uses anchors. */
const PROJECTS = [join(ROOT, 'test/pipeline/fixtures'), ROOT];

/** Pieces that mean something in YAML or to the loader. */
const PIECES = [
  ...[
    '&a ',
    '*a',
    '<<: ',
    '!!binary ',
    '!!js/undefined ',
    '? ',
    ': ',
    '- ',
    '|\n',
    '>-\n',
    '---\n',
    '...\n',
    '%YAML 9',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '#',
    '\t',
    '\r',
    '\u0000',
    '\u001b[2J',
    '\u202e',
    '\ufeff',
    '~',
    'null',
    '.nan',
  ],
  ...[
    '.inf',
    '-0',
    '1e999',
    '0x7fffffffffffffff',
    '99999999999999999999',
    '__proto__: ',
    'constructor: ',
  ],
  ...[
    'foreach: {i: 3}\n',
    'foreach: {i: 1e9}\n',
    '$\u007bi}',
    '$\u007bi.count}',
    'extends: pipeline.yaml\n',
    'uses: ../../x\n',
  ],
  ...[
    'profiles: {a: {stages: null}}\n',
    'env: {NODE_OPTIONS: x}\n',
    'env: [NOPE]\n',
    'retries: -1\n',
    'cache: 7\n',
  ],
  ...[
    'executor: {type: slurm, sbatch: [1]}\n',
    'inputs: {lists: {url: "x:y", sha256: z}}\n',
    'params: []\n',
  ],
  ...[
    'resources: {cpus: 0, memory: -1, time: x}\n',
    'scale.scaled',
    'a'.repeat(5000),
    '['.repeat(2000),
  ],
];

/** A copy with one to six pieces put in, lines moved, or lines repeated. */
function mutateText(text: string, random: Random): string {
  const lines = text.split('\n');
  for (let changes = 1 + random.int(6); changes > 0; changes--) {
    const at = random.int(lines.length);
    const line = lines[at];
    const kind = random.int(5);
    if (kind === 0) lines.splice(at, 1 + random.int(3));
    if (kind === 1) lines.splice(random.int(lines.length), 0, line);
    if (kind === 2) lines[at] = ' '.repeat(random.int(8)) + line.trimStart();
    if (kind >= 3) {
      const column = random.int(line.length + 1);
      lines[at] = line.slice(0, column) + pick(PIECES, random) + line.slice(column);
    }
    if (lines.length === 0) lines.push('');
  }
  return lines.join('\n');
}

/** What stands in place of a value, or beside it. */
const VALUES: unknown[] = [
  ...[
    null,
    true,
    0,
    -1,
    0.5,
    1e300,
    2 ** 53,
    '',
    ' ',
    'x',
    '.',
    'a.b.c',
    'a[b].c',
    'scale.scaled',
    'data/*.txt',
  ],
  ...[
    'stages/scale',
    'stages/../stages/shift',
    '../x',
    '/etc/passwd',
    '\u0000',
    '\u001b]0;x\u0007',
    '\u202e',
    '$\u007bi}',
  ],
  ...[
    [],
    {},
    [[]],
    [null],
    {a: {a: {a: {}}}},
    ['data/small.txt', 7],
    {url: 'http://[', sha256: ''},
  ],
  ...[
    {url: 'http://x/%', sha256: '0'.repeat(64)},
    {i: 3},
    {i: []},
    {i: [1, 1]},
    {i: 'data/*'},
    {i: 1.5},
    {i: 1e6},
  ],
];
const KEYS = [
  ...[
    'uses',
    'inputs',
    'params',
    'resources',
    'retries',
    'scale',
    'timeout',
    'env',
    'foreach',
    'extends',
    'profiles',
  ],
  ...[
    'defaults',
    'executor',
    'cache',
    'name',
    'stages',
    '__proto__',
    'constructor',
    'toString',
    '',
    'a b',
    '1',
    '<<',
  ],
];

/** A copy of a tree with one to four values replaced, removed, moved or added. */
function mutateTree(text: string, random: Random): string {
  const tree = parse(text);
  for (let changes = 1 + random.int(4); changes > 0; changes--) {
    const parents = collectParents(tree);
    const parent = pick(parents, random);
    const keys = Object.keys(parent);
    const key = keys.length > 0 && random.int(4) > 0 ? pick(keys, random) : pick(KEYS, random);
    const own = Object.hasOwn(parent, key) ? parent[key] : null;
    const value = structuredClone(pick([pick(VALUES, random), pick(parents, random), own], random));
    if (random.int(5) === 0) delete parent[key];
    else Object.defineProperty(parent, key, {value, ...PLAIN});
  }
  return stringify(tree);
}

const PLAIN = {writable: true, enumerable: true, configurable: true};

function collectParents(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const children = Object.values(value).flatMap(collectParents);
  return [value as Record<string, unknown>, ...children];
}

function damage(good: Buffer, random: Random): string | Uint8Array {
  const kind = random.int(6);
  if (kind === 0) return mutateBytes(good, random);
  const text = good.toString('utf8');
  return kind < 3 ? mutateText(text, random) : mutateTree(text, random);
}

export const target: FuzzTarget = {
  ciTries: 60,
  async tryOnce(random, scratch) {
    const project = pick(PROJECTS, random);
    const good = await readFile(join(project, 'pipeline.yaml'));
    const damaged = damage(good, random);
    const file = join(scratch, 'pipeline.yaml');
    await writeFile(file, damaged);
    for (const name of ['stages', 'data']) await symlink(join(project, name), join(scratch, name));
    // The stages lie behind a link here; what follows after their refusal must be tried too.
    const allowOutside = random.int(8) > 0;
    try {
      const options = {file, artifacts: join(scratch, 'artifacts'), allowOutside};
      const {nodes} = await loadPipeline(options);
      return Array.isArray(nodes) ? undefined : 'what was loaded is no pipeline';
    } catch (error) {
      return judgeRefusal(error, 'pipeline.yaml');
    }
  },
};
