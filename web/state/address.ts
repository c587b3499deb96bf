// The question as the part of the address after `#`, which a browser sends to nobody.
import type {NamedList} from '../protocol.ts';
import {NO_QUESTION, type Question} from './question.ts';

/** `#genes=…&about=…&missing=…`; the empty text for no question. */
export function toAddress({text, about, missing, libraries, gene, lists}: Question): string {
  const fields = new URLSearchParams();
  if (text !== '') fields.set('genes', text);
  if (about !== '') fields.set('about', about);
  if (missing !== null) fields.set('missing', String(missing));
  for (const library of libraries ?? []) fields.append('library', library);
  if (libraries?.length === 0) fields.append('library', '');
  if (gene !== null) fields.set('gene', gene);
  for (const {name, genes} of lists) fields.append('list', [name, ...genes].join('\t'));
  const written = fields.toString();
  return written === '' ? '' : `#${written}`;
}

/** The question of an address; what an address does not say, or says wrongly, is as in no question. */
export function readAddress(hash: string): Question {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const libraries = fields.getAll('library');
  return {
    text: fields.get('genes') ?? NO_QUESTION.text,
    about: fields.get('about') ?? NO_QUESTION.about,
    missing: readCount(fields.get('missing')),
    libraries: libraries.length > 0 ? libraries.filter(name => name !== '') : null,
    gene: fields.get('gene'),
    lists: fields.getAll('list').map(readList),
  };
}

function readCount(text: string | null): number | null {
  const count = Number(text);
  return text !== null && Number.isSafeInteger(count) && count >= 1 ? count : null;
}

/** A list is written as a line of a GMT file without its description. */
function readList(line: string): NamedList {
  const [name, ...genes] = line.split('\t');
  return {name, genes: genes.filter(gene => gene !== '')};
}

/** What a link cannot do, in sentences. `protocol`: that of the page's address; `hasOwn`: own sets or an own background. */
export function linkNotes({protocol, hasOwn}: {protocol: string; hasOwn: boolean}): string[] {
  return [
    ...(protocol === 'file:'
      ? [
          'The page is a file, so the link works on this computer only. Others put what follows # behind the address of their own copy.',
        ]
      : []),
    ...(hasOwn ? ['Own sets and an own background are not in it.'] : []),
  ];
}
