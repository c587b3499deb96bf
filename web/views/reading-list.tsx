// How each name in the box was read, with a choice where it means several genes or none.
import {countText} from '../../shared/text/number-text.ts';
import type {Reading} from '../protocol.ts';
import {HOW_READ, replaceName} from '../state/name-text.ts';
import {useTheSession} from '../state/session.ts';

/** Names shown at once; of a long list those that need a look come first. */
const MOST_SHOWN = 60;

export function ReadingList() {
  const {answer, refused} = useTheSession().state.panels.read;
  if (refused !== null)
    return (
      <p role="alert" class="alarm">
        {refused}
      </p>
    );
  if (answer === null || answer.readings.length === 0) return null;
  const {readings, alarm} = answer;
  const read = readings.filter(({symbol}) => symbol !== undefined).length;
  const inOrder = [...readings].sort((a, b) => needOf(b) - needOf(a));
  const shown = readings.length > MOST_SHOWN ? inOrder.slice(0, MOST_SHOWN) : readings;
  const left = readings.length - shown.length;
  return (
    <section class="readings" aria-label="How the names were read">
      <p role="status" class="count">
        {countText(read)} of {countText(readings.length)} read.
      </p>
      {alarm !== undefined && (
        <p role="alert" class="alarm">
          {alarm}
        </p>
      )}
      <ul>
        {shown.map(reading => (
          <li key={reading.given} data-how={reading.how}>
            {reading.symbol === undefined ? (
              <UnreadName {...reading} />
            ) : (
              <ReadName {...reading} symbol={reading.symbol} />
            )}
          </li>
        ))}
        {left > 0 && <li class="more">and {countText(left)} more</li>}
      </ul>
    </section>
  );
}

/** What needs a look most has the highest number. */
function needOf({symbol, given, known}: Reading): number {
  if (symbol === undefined) return 3;
  return known ? Number(symbol !== given) : 2;
}

function ReadName({given, symbol, name, how, known}: Reading & {symbol: string}) {
  const {dispatch} = useTheSession();
  const note = known ? symbol !== given && HOW_READ[how] : 'not known to the model';
  return (
    <>
      {symbol !== given && (
        <>
          <s>{given}</s> <span aria-hidden="true">→</span> <span class="unseen">
            is read as
          </span>{' '}
        </>
      )}
      <button
        type="button"
        class="gene"
        title={name}
        onClick={() => dispatch({to: 'change', question: {gene: symbol}})}
      >
        {symbol}
      </button>
      {note && <small> {note}</small>}
    </>
  );
}

function UnreadName({given, how, candidates, nearest}: Reading) {
  const {state, dispatch} = useTheSession();
  const choose = (symbol: string) =>
    dispatch({to: 'change', question: {text: replaceName(state.question.text, given, symbol)}});
  const isAmbiguous = how === 'ambiguous';
  const choices = isAmbiguous ? candidates : nearest;
  return (
    <>
      <b>{given}</b>{' '}
      <small>
        {isAmbiguous
          ? 'means several genes; choose one:'
          : choices.length > 0
            ? 'unknown; spelt like'
            : 'unknown'}
      </small>
      {choices.map(symbol => (
        <button type="button" class="choice" key={symbol} onClick={() => choose(symbol)}>
          <span class="unseen">Read {given} as</span> {symbol}
        </button>
      ))}
    </>
  );
}
