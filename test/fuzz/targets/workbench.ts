// Whatever reaches the workbench's worker: dropped files and model files damaged at random, and lists of strange names in
// every question. Each is answered, or refused in a sentence.
import {gzipSync} from 'node:zlib';
import type {Random} from '../../../shared/stats/random.ts';
import type {AskKind, NamedList} from '../../../web/protocol.ts';
import {AskedWorker, ownModel} from '../../web/compute/ask-worker.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {judgeRefusal} from '../judge-refusal.ts';
import {mutateBytes, pick} from '../mutate.ts';

const NAMES = [
  ...['TP53', 'MDM2', 'p53', '7157', 'ENSG00000141510.4', '1-Mar', 'Trp53', 'OR4F17', 'GAPDH'],
  ...['<b>', '__proto__', 'constructor', '', ' ', '\u0000', '\u202e', 'é', '😀', 'a\tb', '\n', '0'],
];
const TABLE = 'gene,p,note\nTP53,1e-5,"a, b"\nMDM2,0.2,\nCDKN1A,NA,c\n';
const GMT = 'first\tx\tTP53\tMDM2\n<b>\t\tCDKN1A\tATM\tBAX\nthird\t\tGAPDH\n';
const FILES = [
  ...[Buffer.from(TABLE), Buffer.from(GMT), Buffer.from('TP53 MDM2\n'), gzipSync(TABLE)],
  ...[Buffer.from(`\uFEFF${GMT}`, 'utf16le'), Buffer.from(TABLE.replaceAll('\n', '\r'))],
];

const worker = AskedWorker.open();

export const target: FuzzTarget = {
  ciTries: 60,
  async tryOnce(random) {
    const [kind, asked, subject] = pick(
      [dropFile, dropFile, openFile, askList, askList],
      random,
    )(random);
    try {
      await (await worker).ask(kind, asked as never);
    } catch (error) {
      const fault = (error as Error).message.includes('met a fault') && (error as Error).message;
      return fault || judgeRefusal(error, subject);
    }
    return undefined;
  },
};

type Try = [kind: AskKind, asked: object, subject: string];

function dropFile(random: Random): Try {
  const name = pick(['dropped.gmt', 'dropped.csv', 'dropped.txt.gz'], random);
  const bytes = new Uint8Array(mutateBytes(pick(FILES, random), random)).buffer;
  return ['parse', {name, bytes}, name];
}

function openFile(random: Random): Try {
  const {bytes} = ownModel();
  const name = 'dropped.geneglot';
  return [
    'open',
    {name, bytes: new Uint8Array(mutateBytes(new Uint8Array(bytes), random)).buffer},
    name,
  ];
}

function askList(random: Random): Try {
  const genes = drawNames(random);
  const drawList = (): NamedList => ({name: pick(NAMES, random), genes: drawNames(random)});
  const scope = {
    ...(random.int(3) === 0 && {libraries: [pick(['wikipathways', '<b>'], random)]}),
    ...(random.int(3) === 0 && {background: drawList()}),
    ...(random.int(3) === 0 && {own: [{name: 'mine', sets: [drawList(), drawList()]}]}),
  };
  const asked: [AskKind, object] = pick(
    [
      ['read', {text: genes.join('\n')}],
      ['complete', {genes, missing: pick([1, 5, 1e9], random), top: pick([1, 20, 1e6], random)}],
      ['complete-sets', {sets: [drawList(), drawList()]}],
      ['explain', {genes, symbol: pick(NAMES, random)}],
      ['fit', {genes}],
      ['enrich', {...scope, genes, fold: random.int(2) === 0}],
      ['matrix', {...scope, genes}],
      ['gene', {...scope, symbol: pick(NAMES, random)}],
      ['compare', {...scope, lists: [drawList(), drawList(), drawList()].slice(random.int(3))}],
    ],
    random,
  );
  return [...asked, ''];
}

function drawNames(random: Random): string[] {
  return Array.from({length: random.int(6)}, () => pick(NAMES, random));
}
