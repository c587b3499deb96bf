// Where the page comes from: every stage behind it with key, parameters and cost, and every source file.

import {bytesText, durationText} from '../text/amount-text.ts';
import {type Html, html} from '../text/html.ts';

/** What the page says of an upstream stage; the runner's lineage entries fit. */
export interface ProvenanceEntry {
  stage: string;
  uses: string;
  key: string;
  params: Record<string, unknown>;
  host: {name: string; platform: string; node: string; cpu: string; cores: number};
  seconds: number;
  peakMemoryBytes: number;
  metrics: Record<string, number | string>;
  sources: readonly {path: string; sha256: string; bytes: number}[];
}

/** Characters of a key or hash that tell it apart; the full one is in the cell's title. */
const SHORT_HASH = 12;

/** Stages in topological order: key, parameters, duration, memory, host. */
export function stageTable(lineage: readonly ProvenanceEntry[]): Html {
  return html`<div class="wide"><table class="provenance stages">
    <thead><tr><th scope="col">stage</th><th scope="col">key</th><th scope="col">parameters</th>
      <th scope="col">time</th><th scope="col">memory</th><th scope="col">host</th></tr></thead>
    <tbody>${lineage.map(
      ({stage, uses, key, params, seconds, peakMemoryBytes, metrics, host}) => html`<tr>
        <th scope="row">${stage}${uses.split('/').at(-1) !== stage && html`<small>${uses}</small>`}</th>
        <td>${shortHash(key)}</td>
        <td>${pairList(params)}${pairList(metrics, 'metrics')}</td>
        <td class="number">${durationText(seconds)}</td>
        <td class="number">${bytesText(peakMemoryBytes)}</td>
        <td>${host.name}<small>${host.cpu}, ${host.cores} cores, ${host.platform}, Node ${host.node}</small></td></tr>`,
    )}</tbody></table></div>`;
}

/** Source files with size and SHA-256, each once. */
export function sourceTable(lineage: readonly ProvenanceEntry[]): Html {
  const sources = new Map(
    lineage.flatMap(({sources}) => sources.map(source => [source.path + source.sha256, source])),
  );
  return html`<div class="wide"><table class="provenance sources">
    <thead><tr><th scope="col">source file</th><th scope="col">size</th><th scope="col">SHA-256</th></tr></thead>
    <tbody>${[...sources.values()].map(
      ({path, sha256, bytes}) => html`<tr><th scope="row">${path}</th>
        <td class="number">${bytesText(bytes)}</td><td class="hash">${sha256}</td></tr>`,
    )}</tbody></table></div>`;
}

function pairList(pairs: Record<string, unknown>, className = ''): Html {
  return html`<ul class="pairs ${className}">${Object.entries(pairs).map(
    ([name, value]) => html`<li>${name} <b>${valueText(value)}</b></li>`,
  )}</ul>`;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shortHash(hash: string): Html {
  return html`<code title="${hash}">${hash.slice(0, SHORT_HASH)}</code>`;
}
