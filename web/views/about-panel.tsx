// Genes of sets whose names match words, where no gene was given.
import {useState} from 'preact/hooks';
import {finePercentText} from '../../shared/text/number-text.ts';
import type {Suggestion} from '../protocol.ts';
import {namedSheet} from '../state/missing-rows.ts';
import {useTheSession} from '../state/session.ts';
import {libraryText} from '../state/words/library-text.ts';
import {CopyLink} from './copy-link.tsx';
import {firstRows} from './parts/data-table.tsx';
import {Define} from './parts/define.tsx';
import {ExportBar} from './parts/export-bar.tsx';
import {GeneLink} from './parts/gene-link.tsx';
import {Panel} from './parts/panel.tsx';

export function AboutPanel() {
  const {answer} = useTheSession().state.panels.complete;
  const [isWhole, setWhole] = useState(false);
  if (answer === null || answer.genes.length > 0 || answer.suggestions.length === 0) return null;
  const {suggestions: rows, about} = answer;
  const words = about?.known.join(' ') ?? '';
  const shown = isWhole ? rows : rows.slice(0, firstRows());
  return (
    <Panel kind="complete" title="Genes by words">
      <p>
        Genes of known sets whose names match <b>{words}</b>, the best matches first. Give genes as
        well, and the model completes them with these words in mind.
      </p>
      <table class="data" aria-label="Genes by words, the likeliest first">
        <thead>
          <tr>
            <th scope="col" class="number">
              rank
            </th>
            <th scope="col">gene</th>
            <th scope="col" class="number">
              <Define term="share of the votes" />
            </th>
            <th scope="col">sets with such names</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(row => (
            <NamedGene key={row.symbol} row={row} />
          ))}
        </tbody>
      </table>
      {rows.length > shown.length && (
        <button type="button" class="more" onClick={() => setWhole(true)}>
          Show {rows.length - shown.length} more
        </button>
      )}
      <ExportBar
        name="genes by words"
        sheet={() => namedSheet(rows)}
        json={() => ({suggestions: rows})}
        gmt={() => [{name: words, genes: rows.map(({symbol}) => symbol)}]}
      />
      <CopyLink />
    </Panel>
  );
}

function NamedGene({row: {rank, symbol, name, value, support}}: {row: Suggestion}) {
  return (
    <tr>
      <td class="head number" data-label="rank">
        {rank}
      </td>
      <td class="head" data-label="gene">
        <GeneLink symbol={symbol} />
        <small>{name}</small>
      </td>
      <td class="number" data-label="share of the votes">
        {finePercentText(value)}
      </td>
      <td class="text sets" data-label="sets with such names">
        {support.map(({name, library}) => (
          <span class="set" key={library + name} title={`${name} (${libraryText(library)})`}>
            <span>{name}</span>
          </span>
        ))}
      </td>
    </tr>
  );
}
