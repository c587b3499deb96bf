// What several lists share, and their enrichment side by side.

import {log10Of, pValueText} from '../../shared/text/number-text.ts';
import type {Compared, ComparedSet} from '../protocol.ts';
import {comparedSheet} from '../state/compared-sheet.ts';
import {genesText} from '../state/words/count-words.ts';
import {libraryText} from '../state/words/library-text.ts';
import {Define} from './parts/define.tsx';
import {ExportBar} from './parts/export-bar.tsx';
import {GeneLink} from './parts/gene-link.tsx';

/** Genes of a region shown at once. */
const MOST_GENES = 40;

export function ComparedLists({answer}: {answer: Compared}) {
  const {lists, notes, regions} = answer;
  return (
    <>
      {notes.map(note => (
        <p class="lead" key={note}>
          {note}
        </p>
      ))}
      {regions.length > 0 && <Regions answer={answer} />}
      <Pairs answer={answer} />
      <SideBySide answer={answer} />
      <ExportBar
        name="compared lists"
        caption={lists.map(({name, genes}) => `${name}: ${genes.join(' ')}`)}
        sheet={() => comparedSheet(answer)}
        json={() => answer}
        gmt={() => [
          ...lists.map(({name, genes}) => ({name, genes})),
          ...regions.map(region => ({name: regionName(region.lists, answer), genes: region.genes})),
        ]}
      />
    </>
  );
}

function regionName(places: number[], {lists}: Compared): string {
  const names = places.map(place => lists[place].name).join(' and ');
  if (places.length < lists.length) return `only in ${names}`;
  return lists.length === 2 ? 'in both lists' : `in all ${lists.length} lists`;
}

function Regions({answer}: {answer: Compared}) {
  const most = Math.max(1, ...answer.regions.map(({genes}) => genes.length));
  return (
    <>
      <h3>Genes in several lists, and in one only</h3>
      <ul class="regions">
        {answer.regions.map(({lists, genes}) => (
          <li key={lists.join()}>
            <b>{regionName(lists, answer)}</b>{' '}
            <span class="chance">
              <svg aria-hidden="true" viewBox="0 0 100 8" preserveAspectRatio="none">
                <rect class="whole" width="100" height="8" />
                <rect class="part" width={(100 * genes.length) / most} height="8" />
              </svg>
              {genes.length}
            </span>
            <p class="genes">
              {genes.slice(0, MOST_GENES).map(symbol => (
                <GeneLink key={symbol} symbol={symbol} />
              ))}
              {genes.length > MOST_GENES && <small>and {genes.length - MOST_GENES} more</small>}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

function Pairs({answer: {lists, pairs}}: {answer: Compared}) {
  return (
    <table class="plain" aria-label="Pairs of lists">
      <thead>
        <tr>
          <th scope="col">lists</th>
          <th scope="col" class="number">
            shared
          </th>
          <th scope="col" class="number">
            <Define term="genes in either list">in either</Define>
          </th>
          <th scope="col" class="number">
            <Define term="jaccard">Jaccard</Define>
          </th>
        </tr>
      </thead>
      <tbody>
        {pairs.map(({lists: [a, b], shared, union, jaccard}) => (
          <tr key={`${a}-${b}`}>
            <th scope="row">
              {lists[a].name} and {lists[b].name}
            </th>
            <td class="number">{shared}</td>
            <td class="number">{union}</td>
            <td class="number">{jaccard.toFixed(2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function SideBySide({answer: {lists, sets}}: {answer: Compared}) {
  if (sets.length === 0) return null;
  return (
    <>
      <h3>
        <Define term="q">Sets side by side: q of each list</Define>
      </h3>
      <div class="wide">
        <table class="plain" aria-label="Sets side by side">
          <thead>
            <tr>
              <th scope="col">set</th>
              {lists.map(({name}, i) => (
                <th scope="col" class="number" key={i}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sets.map(({name, library, size, tests}) => (
              <tr key={library + name}>
                <th scope="row">
                  {name}
                  <small>
                    {libraryText(library)}, {genesText(size)}
                  </small>
                </th>
                {tests.map((test, i) => (
                  <td class="number" key={i}>
                    <QValue test={test} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function QValue({test}: {test: ComparedSet['tests'][number]}) {
  if (test === null) return <span title="no gene in common">–</span>;
  const text = pValueText(log10Of(test.qValue));
  return (
    <>
      {test.qValue <= 0.05 ? <b>{text}</b> : text}
      <small>{genesText(test.shared.length)}</small>
    </>
  );
}
