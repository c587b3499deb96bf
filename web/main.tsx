// Entry of the workbench: starts the worker, shows the first screen, and opens the model once the page is read.
import {render} from 'preact';
import {openModel, startWorker} from './state/open-model.ts';
import {WorkerClient} from './state/worker-client.ts';
import {App} from './views/app.tsx';

const client = new WorkerClient(startWorker(element('worker')));
const isRead = new Promise<void>(resolve => {
  document.addEventListener('DOMContentLoaded', () => resolve(), {once: true});
});
const opening = isRead.then(() => openModel(client, element('model')));
render(<App client={client} opening={opening} />, element('app'));

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`found no element ${id} in the page`);
  return found;
}
