// A word with its definition one click away.
import type {ComponentChildren} from 'preact';
import {useId} from 'preact/hooks';
import {DEFINITIONS, type Term} from '../../state/definitions.ts';

export function Define({term, children}: {term: Term; children?: ComponentChildren}) {
  const id = useId();
  return (
    <>
      {children ?? term}{' '}
      <button
        type="button"
        class="define"
        popovertarget={id}
        aria-label={`What does “${term}” mean?`}
      >
        ?
      </button>
      <span id={id} popover="auto" class="definition" role="note">
        <b>{term}</b> {DEFINITIONS[term]}
      </span>
    </>
  );
}
