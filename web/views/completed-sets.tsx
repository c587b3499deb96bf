// Where the list leads when the model completes it: the model's opinion, no test.
import {foldText} from '../../shared/text/number-text.ts';
import type {Enriched} from '../protocol.ts';
import {completedSheet, setsCaption} from '../state/set-sheets.ts';
import {genesText} from '../state/words/count-words.ts';
import {libraryText} from '../state/words/library-text.ts';
import {Define} from './parts/define.tsx';
import {ExportBar} from './parts/export-bar.tsx';

export function CompletedSets({answer}: {answer: Enriched}) {
  const {added, completed} = answer;
  if (added.length === 0) return null;
  return (
    <details class="completed">
      <summary>Where the list leads when the model completes it</summary>
      <p class="lead">
        The model added {genesText(added.length)}: {added.join(' ')}. The order of these sets is the
        model’s opinion and no test, so there is no p-value.
      </p>
      <div class="wide">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">set</th>
              <th scope="col" class="number">
                <Define term="given" />
              </th>
              <th scope="col" class="number">
                <Define term="added" />
              </th>
              <th scope="col" class="number">
                <Define term="size" />
              </th>
              <th scope="col" class="number">
                <Define term="fold of the completed list">fold</Define>
              </th>
            </tr>
          </thead>
          <tbody>
            {completed.map(([{name, library, given, added, size, fold}, ...folded]) => (
              <tr key={library + name}>
                <th scope="row">
                  {name}
                  <small>
                    {libraryText(library)}
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
      <ExportBar
        name="sets of the completed list"
        caption={[...setsCaption(answer), `genes added by the model: ${added.join(' ')}`]}
        sheet={() => completedSheet(answer)}
        json={() => ({added, completed})}
      />
    </details>
  );
}
