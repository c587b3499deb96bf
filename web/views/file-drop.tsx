// Files that are dropped anywhere or opened: a list goes into the box, sets and tables wait for a choice.
import type {ComponentChildren} from 'preact';
import {useCallback, useEffect, useRef, useState} from 'preact/hooks';
import {eventsOf} from '../state/opened-file.ts';
import {useTheSession} from '../state/session.ts';
import {ChooseColumn} from './choose-column.tsx';
import {ChooseSet} from './choose-set.tsx';

interface FileButtonProps {
  children?: ComponentChildren;
  /** `sets`: the file is a GMT, whose sets are tested at once. */
  takes?: 'anything' | 'sets';
}

/** A field that opens a file, for anyone who does not drop one. */
export function FileButton({children = 'Open a file', takes = 'anything'}: FileButtonProps) {
  const open = useOpenFile(takes);
  return (
    <label class="file">
      {children}
      <input
        type="file"
        class="unseen"
        onChange={event => {
          open(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
    </label>
  );
}

/** Reads a file in the worker. */
function useOpenFile(
  takes: FileButtonProps['takes'] = 'anything',
): (file: File | undefined) => Promise<void> {
  const {client, dispatch} = useTheSession();
  return useCallback(
    async file => {
      if (file === undefined) return;
      const {name} = file;
      try {
        const bytes = await file.arrayBuffer();
        const parsed = await client.ask('parse', {name, bytes}, undefined, [bytes]).answer;
        for (const event of eventsOf(name, parsed, takes)) dispatch(event);
      } catch (error) {
        const refused = error instanceof Error ? error.message : String(error);
        dispatch({to: 'file', file: {name, refused}});
      }
    },
    [client, dispatch, takes],
  );
}

export function FileDrop() {
  const {state, dispatch} = useTheSession();
  const isOver = useDrop();
  const {file} = state;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (file === null) dialog.current?.close();
    else if (!dialog.current?.open) dialog.current?.showModal();
  }, [file]);
  return (
    <>
      {isOver && <div class="drop">Drop the file: it is read in this page and sent nowhere.</div>}
      <dialog
        ref={dialog}
        class="file-choice"
        aria-label={`File ${file?.name ?? ''}`}
        onClose={() => dispatch({to: 'file', file: null})}
      >
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
        {file !== null && (
          <>
            <h2>{file.name}</h2>
            {'refused' in file ? (
              <p role="alert" class="alarm">
                {file.refused}
              </p>
            ) : (
              <>
                {file.parsed.notes.map(note => (
                  <p class="lead" key={note}>
                    {note}
                  </p>
                ))}
                {file.taken !== undefined ? (
                  <p>{file.taken}</p>
                ) : (
                  <>
                    {file.parsed.kind === 'gmt' && <ChooseSet parsed={file.parsed} />}
                    {file.parsed.kind === 'table' && <ChooseColumn parsed={file.parsed} />}
                  </>
                )}
              </>
            )}
          </>
        )}
      </dialog>
    </>
  );
}

/** Whether a file is held over the page; a dropped one is opened. */
function useDrop(): boolean {
  const open = useOpenFile();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => {
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file === undefined) return;
      event.preventDefault();
      open(file);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, [open]);
  return isOver;
}
