// A word with its definition one click away.
import type {ComponentChildren} from 'preact';
import {useId, useRef} from 'preact/hooks';
import {placeNote} from '../../state/place-note.ts';
import {DEFINITIONS, type Term} from '../../state/words/definitions.ts';

export function Define({term, children}: {term: Term; children?: ComponentChildren}) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const note = useRef<HTMLSpanElement>(null);
  const place = () => {
    const box = button.current?.getBoundingClientRect();
    if (box === undefined || note.current === null) return;
    const {clientWidth: width, clientHeight: height} = document.documentElement;
    const {scrollX, scrollY} = globalThis;
    Object.assign(note.current.style, placeNote(box, {width, height, scrollX, scrollY}));
  };
  return (
    <>
      {children ?? term}
      <button
        ref={button}
        type="button"
        class="define"
        onClick={place}
        popovertarget={id}
        aria-label={`What does “${term}” mean?`}
      >
        ?
      </button>
      <span ref={note} id={id} popover="auto" class="definition" role="note">
        <b>{term}</b> {DEFINITIONS[term]}
      </span>
    </>
  );
}
