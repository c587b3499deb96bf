// What a file that was opened changes: a list goes into the box, sets and tables wait for a choice, but for sets that were
// asked for.
import type {Parsed} from '../protocol.ts';
import type {OpenedFile, ViewEvent} from './view-state.ts';

/** `takes`: whether the sets of a GMT are tested at once, and nothing else is taken. */
export function eventsOf(name: string, parsed: Parsed, takes: 'anything' | 'sets'): ViewEvent[] {
  if (parsed.kind === 'gmt' && takes === 'sets') {
    const {library, sets} = parsed;
    const file = toShow({name, parsed, taken: 'Its sets are tested now.'});
    return [{to: 'own', own: [{name: library, sets}]}, file];
  }
  if (takes === 'sets') {
    const found = parsed.kind === 'list' ? 'a list of genes' : 'a table';
    const refused = `${name}: found ${found}, expected sets as a GMT file. Drop the file on the page to use it as your list.`;
    return [{to: 'file', file: {name, refused}}];
  }
  if (parsed.kind !== 'list') return [{to: 'file', file: {name, parsed}}];
  const text = parsed.names.join('\n');
  const file = toShow({name, parsed, taken: 'The list is in the box.'});
  return [{to: 'change', question: {text, missing: null}}, file];
}

/** A file that is done with is shown for its notes alone. */
function toShow(file: OpenedFile & {parsed: Parsed}): ViewEvent {
  return {to: 'file', file: file.parsed.notes.length === 0 ? null : file};
}
