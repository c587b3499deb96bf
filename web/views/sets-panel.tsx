// Sets that the list is enriched in: a dot plot above a table, and where the completed list leads.
import {useCallback, useMemo} from 'preact/hooks';
import {renderChart} from '../../shared/report/charts/render-chart.ts';
import {dotPlot} from '../../shared/report/enrichment/dot-plot.ts';
import {countText} from '../../shared/text/number-text.ts';
import type {Enriched} from '../protocol.ts';
import {captionSvg} from '../state/caption-svg.ts';
import {useTheSession} from '../state/session.ts';
import {isSmallBackground, setsCaption, setsSheet} from '../state/set-sheets.ts';
import {genesText} from '../state/words/count-words.ts';
import {FEW_GENES} from '../state/words/list-subject.ts';
import {CompletedSets} from './completed-sets.tsx';
import {Chart} from './parts/chart.tsx';
import {ExportBar} from './parts/export-bar.tsx';
import {Panel} from './parts/panel.tsx';
import {SetsScope} from './sets-scope.tsx';
import {SetsTable} from './sets-table.tsx';

/** Dots of the plot at most. */
const MOST_DOTS = 20;
const ABOUT_PLOT =
  'Dot plot: share of each set’s genes that are in your list, number of these genes, q-value';

export function SetsPanel() {
  const {state} = useTheSession();
  const {answer, refused} = state.panels.enrich;
  if (answer === null && refused === null) return null;
  return (
    <Panel kind="enrich" title="Sets">
      <SetsScope />
      {answer !== null && <EnrichedSets answer={answer} />}
    </Panel>
  );
}

function EnrichedSets({answer}: {answer: Enriched}) {
  const {groups, outside, drawn, notes} = answer;
  const best = useMemo(() => groups.slice(0, MOST_DOTS).map(([set]) => set), [groups]);
  const specFor = useCallback((width: number) => dotPlot(best, width), [best]);
  const draw = async (caption: string[]) =>
    captionSvg((await renderChart('dots-file', ABOUT_PLOT, dotPlot(best))).markup, caption);
  return (
    <>
      <Counts answer={answer} />
      {outside.length > 0 && (
        <p class="lead">Not in the background and left out: {outside.join(' ')}.</p>
      )}
      {notes.map(note => (
        <p class="lead" key={note}>
          {note}
        </p>
      ))}
      {drawn > 0 && drawn < FEW_GENES && (
        <p class="alarm">
          Nearly every set that holds one of so few genes is significant: these q-values say little.
        </p>
      )}
      {isSmallBackground(answer) && (
        <p class="alarm">
          The background is small, {genesText(answer.background.genes)}, so these p-values say
          little. It should hold all genes that could have been on your list, mostly thousands.
        </p>
      )}
      {best.length > 0 && (
        <Chart
          id="dots"
          description={ABOUT_PLOT}
          specFor={specFor}
          caption="Each dot is a set, the best at the top. The larger a dot, the more genes of your list lie in the set. The table below gives the numbers."
        />
      )}
      <SetsTable groups={groups} />
      <ExportBar
        name="enriched sets"
        caption={setsCaption(answer)}
        sheet={() => setsSheet(answer)}
        json={() => answer}
        gmt={() => groups.map(([{name, shared}]) => ({name, genes: shared}))}
        {...(best.length > 0 && {svg: draw})}
      />
      <CompletedSets answer={answer} />
    </>
  );
}

function Counts({answer}: {answer: Enriched}) {
  const {genes, sets, setsOutside, background, tested, significant, drawn} = answer;
  return (
    <p class="lead">
      {countText(tested)} of {countText(sets)} sets hold a gene of your list;{' '}
      {countText(significant)} of them have q ≤ 0.05. {countText(drawn)} of your{' '}
      {genesText(genes.length)} {drawn === 1 ? 'is' : 'are'} in the background of{' '}
      {genesText(background.genes)}
      {background.name === null ? ', which is all genes of these sets' : ` (${background.name})`}.
      {setsOutside > 0 &&
        ` ${countText(setsOutside)} more sets hold no gene of the background and are left out.`}
    </p>
  );
}
