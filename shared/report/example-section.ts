// Example sets, drawn by a rule fixed beforehand: a few in sight, the rest folded away.
import type {SetScore} from '../scores/score-results.ts';
import {type Html, html} from '../text/html.ts';
import {chooseExamples} from './choose-examples.ts';
import {type ExampleCompletion, exampleCard} from './example-cards.ts';
import type {ProtocolView} from './protocol-view.ts';
import type {ReportCompletion, ReportContent} from './report-content.ts';

/** Examples in sight: one of the best, the middle and the worst part. */
const IN_SIGHT = 3;

/** Cards of the sets drawn, best first; `scores` are those of one protocol and seed. */
export function exampleSection(
  {results, completions, symbols, examples, twins}: ReportContent,
  {name, reference, named, results: {seeds}}: ProtocolView,
  scores: readonly SetScore[],
): Html {
  const own = scores.filter(({method}) => method === reference);
  const completed = new Map(
    completions
      .filter(row => row.method === reference && row.protocol === name && row.seed === seeds[0])
      .map(row => [row.setId, row]),
  );
  const twinOf = new Map(twins.map(twin => [twin.setId, twin]));
  const chosen = chooseExamples(own, examples.count, examples.seed);
  const cards = chosen.map(score => {
    const completion = completed.get(score.setId);
    if (!completion) {
      throw new Error(
        `Set ${score.setId} is scored but not among the completions of ${reference}; connect perSet and completions of the same run.`,
      );
    }
    const twin = twinOf.get(score.setId);
    return exampleCard(
      {...nameGenes(completion, symbols), ...(twin && {twin})},
      score,
      results.provenance.significance,
    );
  });
  const open = spread(cards.length, IN_SIGHT);
  const rest = cards.filter((_, i) => !open.includes(i));
  return html`<section><h2>Examples</h2>
    <p class="lead">How ${named[reference].phrase} completes single sets. The ${own.length} test sets were sorted by the share of
      hidden genes that the method named, and cut into ${chosen.length} equal parts. One set was drawn from each part
      (seed ${examples.seed}); none was picked by hand. <mark>Marked</mark> genes were hidden and found; the
      percentage is the chance that the method stated.</p>${open.map(i => cards[i])}
    ${rest.length > 0 && html`<details><summary>${rest.length} more, best first</summary>${rest}</details>`}</section>`;
}

function nameGenes(completion: ReportCompletion, symbols: readonly string[]): ExampleCompletion {
  const namesOf = (tokens: readonly number[]) => tokens.map(token => symbols[token]);
  return {
    ...completion,
    promptGenes: namesOf(completion.promptGenes),
    heldOutGenes: [...namesOf(completion.heldOutGenes), ...completion.outsideGenes],
    generatedGenes: namesOf(completion.generatedGenes),
  };
}

/** Up to `count` places among `length`, at the middles of equal parts: of 10, 3 are 1, 5 and 8. */
function spread(length: number, count: number): number[] {
  const parts = Math.min(length, count);
  return Array.from({length: parts}, (_, i) => Math.floor(((i + 0.5) * length) / parts));
}
