// Why a gene is suggested: what each method says, and the genes that its supporting sets share with the list.
import {useEffect, useState} from 'preact/hooks';
import {finePercentText} from '../../shared/text/number-text.ts';
import type {Explained} from '../protocol.ts';
import {useTheSession} from '../state/session.ts';
import {libraryText} from '../state/words/library-text.ts';
import {Define} from './parts/define.tsx';
import {AddButton} from './parts/gene-link.tsx';

export function WhyGene({symbol}: {symbol: string}) {
  const answer = useExplanation(symbol);
  if (answer === null) return <p role="status">The methods answer …</p>;
  if (typeof answer === 'string') return <p role="alert">{answer}</p>;
  return (
    <div class="why">
      <div>
        <h3>What each method says</h3>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">method</th>
              <th scope="col" class="number">
                <Define term="rank by the method">rank</Define>
              </th>
              <th scope="col" class="number">
                <Define term="share of its best score" />
              </th>
            </tr>
          </thead>
          <tbody>
            {answer.methods.map(({kind, title, rank, share}, i) => (
              <tr key={`${kind}-${i}`}>
                <th scope="row">{title}</th>
                <td class="number">{rank}</td>
                <td class="number">{finePercentText(share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div>
        <h3>Sets that hold both {symbol} and genes of yours</h3>
        {answer.sets.length === 0 && <p>None.</p>}
        <ul>
          {answer.sets.map(({name, library, likeness, shared, size, genes}) => (
            <li key={library + name}>
              {name}{' '}
              <small>
                {libraryText(library)}, likeness {likeness.toFixed(2)}, {shared} of {size}:{' '}
                {genes.join(' ')}
              </small>
            </li>
          ))}
        </ul>
      </div>
      <p class="actions">
        <AddButton symbol={symbol} />
      </p>
    </div>
  );
}

/** The explanation, a sentence why there is none, or null while it is awaited. */
function useExplanation(symbol: string): Explained | string | null {
  const {client, genes} = useTheSession();
  const [answer, setAnswer] = useState<Explained | string | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const asked = client.ask('explain', {genes, symbol});
    const show = (found: Explained | string) => isCurrent && setAnswer(found);
    asked.answer.then(show, (error: Error) => show(error.message));
    return () => {
      isCurrent = false;
      asked.stop();
    };
  }, [client, genes, symbol]);
  return answer;
}
