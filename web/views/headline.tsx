// One sentence: what the list looks most like, how near that is, and how far to trust what follows.

import {countText, finePercentText, scoreText} from '../../shared/text/number-text.ts';
import {chanceOf} from '../state/chance-of.ts';
import {genesText} from '../state/count-words.ts';
import {judgeLikeness} from '../state/judge-likeness.ts';
import {useTheSession} from '../state/session.ts';
import {CopyLink} from './copy-link.tsx';
import {Define} from './parts/define.tsx';

/** Suggestions whose worth the headline states. */
const FIRST = 10;

export function Headline() {
  const {state} = useTheSession();
  const {answer, busy} = state.panels.complete;
  if (answer === null) return null;
  const {nearest, genes, suggestions, calibration} = answer;
  if (nearest === null)
    return (
      <p class="headline" role="status">
        No known set shares a gene with this list.
      </p>
    );
  const {model} = state;
  const nearness = model.phase === 'ready' ? model.opened.about.scores?.nearness : undefined;
  const {near, trust} = judgeLikeness(nearest.likeness, nearness);
  const missing = state.question.missing ?? answer.missing;
  const chances = suggestions
    .slice(0, FIRST)
    .map(({value}) => chanceOf(calibration, value * missing));
  const expected = chances.reduce((sum, chance) => sum + chance, 0);
  return (
    <section class="first" aria-label="In one sentence" aria-busy={busy}>
      <p class="headline" role="status">
        This list looks most like <strong>{nearest.name}</strong>, which holds {nearest.shared} of
        its {genesText(genes.length)}.
      </p>
      <p class="subline">
        {near}: <Define term="likeness">likeness {scoreText(nearest.likeness)}</Define> (
        {nearest.library}, {genesText(nearest.size)}). {trust}
        {chances.length > 0 && (
          <>
            {' '}
            Here about <b>{expected.toFixed(expected < 9.95 ? 1 : 0)}</b> of the first{' '}
            {chances.length} are right, if {countText(missing)} {missing === 1 ? 'is' : 'are'}{' '}
            missing; the first has a chance of {finePercentText(chances[0])}.
          </>
        )}
      </p>
      <CopyLink />
    </section>
  );
}
