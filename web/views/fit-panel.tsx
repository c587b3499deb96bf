// How well each given gene fits the others, the worst first.
import {countText, finePercentText} from '../../shared/text/number-text.ts';
import type {FittedGene} from '../protocol.ts';
import type {Sheet} from '../state/export-text.ts';
import {leaveOut} from '../state/name-text.ts';
import {FIT_AT_ONCE, useTheSession} from '../state/session.ts';
import {Define} from './parts/define.tsx';
import {ExportBar} from './parts/export-bar.tsx';
import {GeneLink} from './parts/gene-link.tsx';
import {Panel} from './parts/panel.tsx';

export function FitPanel() {
  const {state, genes, askFit} = useTheSession();
  const {answer, busy} = state.panels.fit;
  if (genes.length < 2) return null;
  const mustAsk = genes.length > FIT_AT_ONCE && !busy && answer === null;
  return (
    <Panel kind="fit" title="Which of your genes do not belong?">
      <p class="lead">
        Each gene is left out in turn, and the model completes the others. The genes that it names
        last stand first: they may not belong.
      </p>
      {mustAsk && (
        <p>
          <button type="button" onClick={askFit}>
            Leave out each of {countText(genes.length)} genes
          </button>{' '}
          This takes a while and can be stopped.
        </p>
      )}
      {busy && answer === null && <p role="status">Each gene is left out in turn …</p>}
      {answer !== null && answer.length > 0 && <FitTable fitted={answer} />}
    </Panel>
  );
}

function FitTable({fitted}: {fitted: FittedGene[]}) {
  const {dispatch, state} = useTheSession();
  const leave = (symbol: string) => {
    const text = leaveOut(state.question.text, symbol, state.panels.read.answer?.readings ?? []);
    dispatch({to: 'change', question: {text}});
  };
  return (
    <>
      <table class="plain fit" aria-label="Fit of each gene, the worst first">
        <thead>
          <tr>
            <th scope="col">gene</th>
            <th scope="col" class="number">
              <Define term="place among the suggestions">
                place <span class="wide-only">among the suggestions</span>
              </Define>
            </th>
            <th scope="col" class="number">
              <Define term="chance to belong">chance</Define>
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {fitted.map(({symbol, name, rank, of, chance}) => (
            <tr key={symbol}>
              <th scope="row">
                <GeneLink symbol={symbol} />
                <small>{name}</small>
              </th>
              <td class="number">
                {countText(rank)} <small>of {countText(of)}</small>
              </td>
              <td class="number">{finePercentText(chance)}</td>
              <td class="number">
                <button type="button" onClick={() => leave(symbol)}>
                  Leave out<span class="unseen"> {symbol}</span>
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ExportBar name="fit of genes" sheet={() => fitSheet(fitted)} json={() => ({fitted})} />
    </>
  );
}

function fitSheet(fitted: readonly FittedGene[]): Sheet {
  return {
    header: ['given', 'symbol', 'name', 'rank', 'of', 'chance'],
    rows: fitted.map(({given, symbol, name, rank, of, chance}) => [
      given,
      symbol,
      name,
      rank,
      of,
      chance,
    ]),
  };
}
