// Pages of README and docs: their prose and the code in them.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {globSync} from 'tinyglobby';

export const root = join(import.meta.dirname, '../..');

export interface Page {
  path: string;
  /** The page without its fenced code. */
  text: string;
  /** Inline code, and lines of fenced code. */
  code: string[];
  /** Fenced TypeScript files: where each would lie, and what it imports. */
  examples: {path: string; imports: string[]}[];
}

export const pages: Page[] = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'bench/RESULTS.md', 'core/README.md'],
  'data/README.md',
  ...globSync('docs/**/*.md', {cwd: root}),
].map(path => readPage(path));

export interface Match {
  page: string;
  found: RegExpMatchArray;
}

/** Matches in the code of all pages but those of `except`. */
export function matchesInCode(pattern: RegExp, except = /^$/): Match[] {
  return pages
    .filter(({path}) => !except.test(path))
    .flatMap(({path, code}) =>
      code.flatMap(line => Array.from(line.matchAll(pattern), found => ({page: path, found}))),
    );
}

function readPage(path: string): Page {
  const text = readFileSync(join(root, path), 'utf8');
  const fences = Array.from(text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm));
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  const inline = Array.from(prose.matchAll(/`([^`\n]+)`/g), ([, code]) => code);
  const lines = fences
    .filter(([, kind]) => kind !== 'ts')
    .flatMap(([, , body]) => body.split('\n'));
  const examples = fences
    .filter(([, kind]) => kind === 'ts')
    .map(([, , body]) => ({
      path: /^\/\/ (\S+)/.exec(body)![1],
      imports: Array.from(body.matchAll(/from '(\.[^']+)'/g), ([, target]) => target),
    }));
  return {path, text: prose, code: [...inline, ...lines], examples};
}

/** Anchors of a page's headings, as GitHub makes them. */
export function headingsOf(page: string): string[] {
  const titles = readPage(page).text.matchAll(/^#+ (.+)$/gm);
  return Array.from(titles, ([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
