// What the list is about, the known set nearest to it, and how far to trust what follows.

import {log10Q} from '../../shared/scores/enrichment/describe-enrichment.ts';
import {countText, finePercentText, pValueText} from '../../shared/text/number-text.ts';
import type {Completed, NearestSet} from '../protocol.ts';
import {chanceOf} from '../state/chance-of.ts';
import {useTheSession} from '../state/session.ts';
import {genesText} from '../state/words/count-words.ts';
import {judgeLikeness} from '../state/words/judge-likeness.ts';
import {libraryText} from '../state/words/library-text.ts';
import {type Subject, subjectOf} from '../state/words/list-subject.ts';
import {CopyLink} from './copy-link.tsx';
import {JumpList} from './jump-list.tsx';
import {Define} from './parts/define.tsx';

/** Suggestions whose worth the headline states. */
const FIRST = 10;

export function Headline() {
  const {complete, enrich} = useTheSession().state.panels;
  const {answer} = complete;
  if (answer === null || answer.genes.length === 0) return null;
  const subject = subjectOf(answer, enrich.answer);
  const isShort = subject.kind === 'few';
  return (
    <section class="first" aria-label="In short" aria-busy={complete.busy || enrich.busy}>
      <p class="headline" role="status">
        <SubjectSentence subject={subject} answer={answer} />
      </p>
      <p class="subline">
        {!isShort && answer.nearest !== null && subject.kind !== 'exact' && (
          <Nearness nearest={answer.nearest} genes={answer.genes.length} />
        )}
        {subject.kind === 'exact' ? (
          'The suggestions are genes of sets like it.'
        ) : (
          <Expected answer={answer} />
        )}
      </p>
      <JumpList />
      <CopyLink />
    </section>
  );
}

function SubjectSentence({subject, answer}: {subject: Subject; answer: Completed}) {
  const {genes, nearest} = answer;
  switch (subject.kind) {
    case 'few':
      return <>{genesText(genes.length)}: too few to say what the list is about.</>;
    case 'exact':
      return (
        <>
          This is exactly the set <strong>{subject.set.name}</strong>: the list lacks none of its{' '}
          {genesText(genes.length)}.
        </>
      );
    case 'enriched':
      return (
        <>
          Your list is most enriched in <strong>{subject.best.name}</strong>, which holds{' '}
          {subject.best.shared.length} of your {genesText(subject.genes)} (
          <span class="unbroken">q {pValueText(log10Q(subject.best))}</span>).
        </>
      );
    case 'not enriched':
      return (
        <>
          Your list is enriched in no known set: the smallest q is{' '}
          <span class="unbroken">{pValueText(log10Q(subject.best))}</span>.
        </>
      );
    case 'untested':
      return nearest === null ? (
        <>No known set shares a gene with this list.</>
      ) : (
        <>
          The known set nearest to your list is <strong>{nearest.name}</strong>.
        </>
      );
  }
}

/** The nearest set, and what became of test sets as near. */
function Nearness({nearest, genes}: {nearest: NearestSet; genes: number}) {
  const {model} = useTheSession().state;
  const nearness = model.phase === 'ready' ? model.opened.about.scores?.nearness : undefined;
  const {near, trust} = judgeLikeness(nearest.likeness, nearness);
  return (
    <>
      The known set nearest to it is <b>{nearest.name}</b> ({libraryText(nearest.library)},{' '}
      {genesText(nearest.size)}), which holds {nearest.shared} of your {genesText(genes)}. {near} (
      <Define term="likeness">likeness {nearest.likeness.toFixed(2)}</Define>). {trust}{' '}
    </>
  );
}

/** Hits that the chances below promise. */
function Expected({answer: {suggestions, calibration, missing: byDefault}}: {answer: Completed}) {
  const missing = useTheSession().state.question.missing ?? byDefault;
  const chances = suggestions
    .slice(0, FIRST)
    .map(({value}) => chanceOf(calibration, value * missing));
  if (chances.length === 0) return null;
  const expected = chances.reduce((sum, chance) => sum + chance, 0);
  const right = expected < 0.5 ? 'fewer than one' : `about ${Math.round(expected)}`;
  return (
    <>
      If your list lacks {genesText(missing)}, as the slider below says, <b>{right}</b> of the first{' '}
      {countText(chances.length)} suggestions should be right; the first is right with a chance of{' '}
      {finePercentText(chances[0])}.
    </>
  );
}
