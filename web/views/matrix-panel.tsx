// Genes × sets, both in an order that shows blocks.
import type {Matrix} from '../protocol.ts';
import {captionSvg} from '../state/caption-svg.ts';
import {matrixSheet, matrixSvg} from '../state/matrix-svg.ts';
import {useTheSession} from '../state/session.ts';
import {libraryText} from '../state/words/library-text.ts';
import {Define} from './parts/define.tsx';
import {ExportBar} from './parts/export-bar.tsx';
import {GeneLink} from './parts/gene-link.tsx';
import {Panel} from './parts/panel.tsx';

/** Rows of a longer list go to the files alone. */
const MOST_ROWS = 60;

export function MatrixPanel() {
  const {answer} = useTheSession().state.panels.matrix;
  if (answer === null || answer.sets.length === 0) return null;
  return (
    <Panel kind="matrix" title="Genes and sets">
      <p class="lead">
        A filled cell means that the set of the column holds the gene of the row.{' '}
        <Define term="genes and sets"> </Define>
      </p>
      <MatrixTable matrix={answer} />
      <ExportBar
        name="genes and sets"
        sheet={() => matrixSheet(answer)}
        json={() => answer}
        gmt={() =>
          answer.sets.map(({name}, j) => ({
            name,
            genes: answer.genes.filter((_, i) => answer.cells[i][j] === 1),
          }))
        }
        svg={caption => captionSvg(matrixSvg(answer), caption)}
      />
    </Panel>
  );
}

function MatrixTable({matrix: {genes, sets, cells}}: {matrix: Matrix}) {
  return (
    <div class="matrix">
      <table aria-label="Which set holds which gene">
        <thead>
          <tr>
            <td />
            {sets.map(({name}, j) => (
              <th scope="col" key={j} title={name}>
                {j + 1}
                <span class="unseen"> {name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {genes.slice(0, MOST_ROWS).map((gene, i) => (
            <tr key={gene}>
              <th scope="row">
                <GeneLink symbol={gene} />
              </th>
              {cells[i].map((cell, j) => (
                <td key={j} class={cell === 1 ? 'in' : 'out'}>
                  <span class="unseen">{cell === 1 ? 'in it' : 'not in it'}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <ol>
        {sets.map(({name, library, shared, size}) => (
          <li key={library + name}>
            {name}{' '}
            <small>
              {libraryText(library)}, {shared} of {size}
            </small>
          </li>
        ))}
      </ol>
      {genes.length > MOST_ROWS && (
        <p class="lead">
          The first {MOST_ROWS} of {genes.length} genes; files hold all.
        </p>
      )}
    </div>
  );
}
