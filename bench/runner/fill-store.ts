// Fills the store of a synthetic project with the artifacts a run would make, without starting thousands of processes.
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {recallPipeline} from '../../shared/pipeline/declare/load-pipeline.ts';
import {sha256Of} from '../../shared/pipeline/keys/hash-file.ts';
import {computeKey} from '../../shared/pipeline/keys/key.ts';
import {Workspace} from '../../shared/pipeline/run/workspace.ts';
import {describeHost, type Manifest} from '../../shared/pipeline/store/manifest.ts';

/** Makes every artifact of the pipeline in `folder` by the runner's own keys and store. */
export async function fillStore(folder: string): Promise<void> {
  const {pipeline, memory} = await recallPipeline({file: join(folder, 'pipeline.yaml')});
  const workspace = await Workspace.open(pipeline, memory);
  const {store} = workspace;
  const finished = new Map<string, Manifest>();
  const host = describeHost();
  for (const node of pipeline.nodes) {
    const fields = await workspace.keyFields(node, finished);
    const key = computeKey(fields);
    const lock = await store.lock(node.name, key, {
      signal: new AbortController().signal,
      onWait: () => undefined,
    });
    const made = await store.startFolder(node.name, key, lock);
    const text = `${node.name}\n`;
    await writeFile(join(made, 'text.txt'), text);
    const output = {file: 'text.txt', format: 'text@1', sha256: sha256Of(text), bytes: text.length};
    const manifest: Manifest = {
      ...{key, stage: node.name, uses: node.uses, pipeline: pipeline.name, ...fields},
      ...{upstream: {}, sources: [], metrics: {}, host, startedAt: '2026-01-01T00:00:00.000Z'},
      ...{seconds: 0.1, peakMemoryBytes: 5e7, outputs: {text: {...output, counts: {}}}},
    };
    await store.set(manifest, made);
    await store.setLatest(node.name, key);
    await lock.release();
    finished.set(node.name, manifest);
  }
  await workspace.close();
}
