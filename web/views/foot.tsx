// The foot of the page: that nothing leaves it, and what it computes with.
import {countText} from '../../shared/text/number-text.ts';
import type {Opened} from '../protocol.ts';
import {useTheSession} from '../state/session.ts';

/** Digits of a hash or a key that tell versions apart. */
const SHORT = 12;

export function Foot() {
  const {model} = useTheSession().state;
  return (
    <footer>
      <p>
        <strong>Nothing leaves this page.</strong> The calculation runs only in this browser. The
        page cannot connect to any other place and remembers nothing. Your list is in the address
        after <code>#</code>, which a browser does not send: keep the address, and it brings this
        view back.
      </p>
      {model.phase === 'ready' && <About {...model.opened} />}
    </footer>
  );
}

function About({title, about, sha256, bytes, genes, sets}: Opened) {
  return (
    <>
      <p>
        Model: <strong>{title}</strong>, {countText(genes)} genes, {countText(sets)} gene sets,{' '}
        {(bytes / 1e6).toFixed(1)} MB, SHA-256 <span class="hash">{sha256}</span>.{' '}
        <span class="printed">Printed on {new Date().toISOString().slice(0, 10)}.</span>
      </p>
      <details>
        <summary>Sources, licences and versions</summary>
        <p>
          The codes tell versions apart: two models whose codes are the same were made in the same
          way from the same files.
        </p>
        <ul class="sources">
          {about.sources?.map(({title, licence, url}) => (
            <li key={title}>
              {title}: {licence}, <span class="hash">{url}</span>
            </li>
          ))}
          {about.origin?.map(({stage, key, sources}) => (
            <li key={stage}>
              Step {stage}, version <span class="hash">{key.slice(0, SHORT)}</span>
              {sources?.map(({file, sha256}) => (
                <small key={file}>
                  File {file}, SHA-256 <span class="hash">{sha256.slice(0, SHORT)}…</span>
                </small>
              ))}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
