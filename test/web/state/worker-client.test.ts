// Questions to the worker: each answer goes to its question, and a stopped one ends at once.
import {describe, expect, test} from '@jest/globals';
import type {FromWorker, ToWorker} from '../../../web/protocol.ts';
import {type Messenger, Refusal, Stopped, WorkerClient} from '../../../web/state/worker-client.ts';

/** A worker that keeps what it is sent; `say` is its answer. */
function fakeWorker() {
  const sent: ToWorker[] = [];
  const worker: Messenger = {
    postMessage: message => sent.push(message),
    onmessage: null,
    onerror: null,
  };
  const say = (data: FromWorker) => worker.onmessage?.({data} as MessageEvent<FromWorker>);
  return {sent, worker, say, client: new WorkerClient(worker)};
}

describe('worker client', () => {
  test('answers find their questions in any order', async () => {
    const {client, say} = fakeWorker();
    const first = client.ask('read', {text: 'a'});
    const second = client.ask('read', {text: 'b'});
    say({id: 2, answer: {readings: [], known: 2}});
    say({id: 1, answer: {readings: [], known: 1}});
    expect([(await first.answer).known, (await second.answer).known]).toEqual([1, 2]);
  });

  test('progress is passed on before the answer', async () => {
    const {client, say} = fakeWorker();
    const seen: number[] = [];
    const {answer} = client.ask('fit', {genes: ['TP53']}, ({done}) => seen.push(done));
    say({id: 1, progress: {done: 1, of: 2, unit: 'genes'}});
    say({id: 1, answer: []});
    await answer;
    expect(seen).toEqual([1]);
  });

  test('a refusal is a sentence', async () => {
    const {client, say} = fakeWorker();
    const {answer} = client.ask('read', {text: 'a'});
    say({id: 1, refused: 'found none'});
    await expect(answer).rejects.toThrow(new Refusal('found none'));
  });

  test('a worker that failed refuses all that is asked', async () => {
    const {client, worker} = fakeWorker();
    const asked = [client.ask('read', {text: 'a'}), client.ask('read', {text: 'b'})];
    worker.onerror?.({message: 'out of memory'} as ErrorEvent);
    for (const {answer} of asked) await expect(answer).rejects.toThrow('out of memory');
  });

  test('a stopped question ends at once, tells the worker, and takes no late answer', async () => {
    const {client, say, sent} = fakeWorker();
    const {answer, stop} = client.ask('read', {text: 'a'});
    stop();
    stop();
    say({id: 1, answer: {readings: [], known: 1}});
    await expect(answer).rejects.toBeInstanceOf(Stopped);
    expect(sent.slice(1)).toEqual([{stop: 1}]);
  });
});
