// Opening a model file in the worker: what it says, and what is wrong with bytes that are none.
import {createHash} from 'node:crypto';
import {beforeAll, describe, expect, test} from '@jest/globals';
import type {Opened} from '../../../web/protocol.ts';
import {AskedWorker, ownModel} from './ask-worker.ts';

const HEAD = 48;

describe('a whole file', () => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await new AskedWorker().ask('open', ownModel());
  });

  test('says what it is', () => {
    expect(opened).toMatchObject({title: 'human gene sets', sets: 10_554, genes: 15_341});
    expect(opened.libraries.reduce((sum, {sets}) => sum + sets, 0)).toBe(opened.sets);
    const {bytes} = ownModel();
    const hash = createHash('sha256').update(new Uint8Array(bytes).subarray(HEAD)).digest('hex');
    expect(opened).toMatchObject({sha256: hash, bytes: bytes.byteLength});
  });

  test('gives one half of three real sets of 12 to 40 genes to begin with, always the same', async () => {
    expect(opened.examples).toHaveLength(3);
    for (const {genes, size} of opened.examples) {
      expect(size).toBeGreaterThanOrEqual(12);
      expect(size).toBeLessThanOrEqual(40);
      expect(genes).toHaveLength(Math.ceil(size / 2));
    }
    const again = await new AskedWorker().ask('open', ownModel());
    expect(again.examples).toEqual(opened.examples);
  });
});

describe('bytes that are no whole file', () => {
  const DAMAGES: Record<string, (bytes: Uint8Array) => Uint8Array> = {
    'are cut in half': bytes => bytes.slice(0, bytes.length >> 1),
    'are altered by one byte': bytes => {
      bytes[bytes.length >> 1] ^= 1;
      return bytes;
    },
    'are of a newer version': bytes => {
      new DataView(bytes.buffer).setUint32(8, 2, true);
      return bytes;
    },
    'have a header that asks for 2^50 bytes': () => withHeader({parts: [{bytes: 2 ** 50}]}),
    'have a header without parts': () => withHeader({title: 'none'}),
    'have parts that do not fit': () => withHeader({parts: [], title: 'none'}),
    'are empty': () => new Uint8Array(0),
    'are those of another file': () => new TextEncoder().encode('<html>'.repeat(30)),
  };

  /** A file with the right hash and no data. */
  function withHeader(header: object): Uint8Array {
    const text = new TextEncoder().encode(JSON.stringify(header));
    const bytes = new Uint8Array(HEAD + text.length);
    bytes.set(new TextEncoder().encode('GENEGLOT'));
    new DataView(bytes.buffer).setUint32(8, 1, true);
    new DataView(bytes.buffer).setUint32(12, text.length, true);
    bytes.set(text, HEAD);
    bytes.set(createHash('sha256').update(text).digest(), 16);
    return bytes;
  }

  async function refusalOf(bytes: Uint8Array): Promise<string> {
    const worker = new AskedWorker();
    const sent = {bytes: new Uint8Array(bytes).buffer, name: 'dropped.geneglot'};
    return worker.ask('open', sent).then(
      () => 'opened',
      ({message}: Error) => message,
    );
  }

  function expectSentence(refusal: string): void {
    expect(refusal).toMatch(
      /^dropped\.geneglot: (found|its header asks) .*expected .*\.$|cut short or altered/,
    );
    expect(refusal).not.toMatch(/Cannot read|undefined|is not|fault/);
  }

  test.each(Object.entries(DAMAGES))('that %s are refused with a sentence', async (_, damage) => {
    expectSentence(await refusalOf(damage(new Uint8Array(ownModel().bytes))));
  });
});

test('a file that is refused leaves the one before open; questions wait for one that is being opened', async () => {
  const worker = new AskedWorker();
  const genes = ['TP53', 'MDM2', 'CDKN1A'];
  await expect(worker.ask('complete', {genes})).rejects.toThrow('Found no model file');
  const opening = worker.start('open', ownModel());
  expect((await worker.ask('complete', {genes})).genes).toHaveLength(3);
  await opening.done;
  const none = worker.ask('open', {bytes: new ArrayBuffer(9), name: 'none'});
  await expect(none).rejects.toThrow('none: found no model file');
  expect((await worker.ask('complete', {genes})).genes).toHaveLength(3);
});
