// Where the list leads when the model completes it: the model's opinion, no test.
import {foldText} from '../../shared/text/number-text.ts';
import type {Enriched} from '../protocol.ts';

export function CompletedSets({answer: {added, completed}}: {answer: Enriched}) {
  if (added.length === 0) return null;
  return (
    <details class="completed">
      <summary>Where the list leads when the model completes it</summary>
      <p class="lead">
        The model added {added.length} genes: {added.join(' ')}. The order of these sets is the
        model’s opinion and no test, so there is no p-value.
      </p>
      <div class="wide">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">set</th>
              <th scope="col" class="number">
                given
              </th>
              <th scope="col" class="number">
                added
              </th>
              <th scope="col" class="number">
                of
              </th>
              <th scope="col" class="number">
                fold
              </th>
            </tr>
          </thead>
          <tbody>
            {completed.map(([{name, library, given, added, size, fold}, ...folded]) => (
              <tr key={library + name}>
                <th scope="row">
                  {name}
                  <small>
                    {library}
                    {folded.length > 0 && `, and ${folded.length} like it`}
                  </small>
                </th>
                <td class="number">{given.length}</td>
                <td class="number">{added.length}</td>
                <td class="number">{size}</td>
                <td class="number">{foldText(fold)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
