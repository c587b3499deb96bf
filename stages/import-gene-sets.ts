// Reads GMT files, as the public gene-set collections publish them, into one table of gene sets.
import {basename} from 'node:path';
import {z} from 'zod';
import {geneSetTable} from '../shared/formats/gene-set-table.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {readBytes} from '../shared/formats/text-file.ts';
import {countUsedSymbols, GeneSetBuilder} from '../shared/genes/sets/gene-set-builder.ts';
import {type GmtOddities, listOddities} from '../shared/genes/sets/gmt-oddities.ts';
import {SetFileReader} from '../shared/genes/sets/set-file-reader.ts';
import type {SymbolInterner} from '../shared/genes/symbols/symbol-interner.ts';
import {licencesParam} from '../shared/models/training/source-licences.ts';
import {sourceFiles, stage} from '../shared/pipeline/stage.ts';

const DUPLICATE_NAMES = 'sets named like an earlier one of their library, all kept';

export default stage(import.meta.url, {
  summary: 'Read gene sets from GMT files; the library of a set is its file name.',
  inputs: {
    gmt: sourceFiles('GMT or GMX files, plain or gzip-compressed', [
      '.gmt',
      '.gmt.gz',
      '.gmx',
      '.gmx.gz',
    ]),
  },
  outputs: {geneSets: geneSetTable, summary: stageSummary},
  params: z.strictObject(licencesParam),
  async run({inputs, outputs, log, progress}) {
    const paths = inputs.gmt.paths;
    const libraries = libraryNames(paths);
    const builder = new GeneSetBuilder();
    const notes = new Map<string, number>();
    let sets = 0;
    for (const [i, path] of paths.entries()) {
      const first = sets;
      const oddities = await readGmt(
        path,
        builder.symbols,
        set => builder.addIndices(sets++, libraries[i], set.name, set.description, set.genes),
        notes,
      );
      log.info(`${libraries[i]}: ${sets - first} sets${describe(oddities)}`);
      progress({done: i + 1, total: paths.length, unit: 'files', note: `${sets} sets`});
    }
    const geneSets = builder.build();
    await outputs.geneSets.write(geneSets);
    const counts = {
      files: paths.length,
      sets,
      memberships: geneSets.genes.length,
      rawSymbols: countUsedSymbols(geneSets),
    };
    log.info(
      `${counts.files} files: ${sets} sets, ${counts.memberships} memberships, ${counts.rawSymbols} raw symbols`,
    );
    await outputs.summary.write({
      counts,
      notes: [...notes].map(([message, count]) => ({message, count})),
    });
  },
});

/** Library of each file: its name without .gmt, .gmx and .gz. */
function libraryNames(paths: readonly string[]): string[] {
  const pathOf = new Map<string, string>();
  return paths.map(path => {
    const library = basename(path).replace(/(\.gm[tx])?(\.gz)?$/i, '');
    const other = pathOf.get(library);
    if (other !== undefined) {
      throw new Error(
        `${path}: library '${library}' is already read from ${other}; expected one file a library. Rename one of the two files or leave it out.`,
      );
    }
    pathOf.set(library, path);
    return library;
  });
}

type Visit = ConstructorParameters<typeof SetFileReader>[2];

/** Reads one file and adds what it tolerated to `notes`. */
async function readGmt(
  path: string,
  symbols: SymbolInterner,
  visit: Visit,
  notes: Map<string, number>,
): Promise<GmtOddities> {
  const names = new Set<string>();
  let duplicateNames = 0;
  const reader = new SetFileReader(path, symbols, (set, line) => {
    if (names.has(set.name)) duplicateNames++;
    names.add(set.name);
    visit(set, line);
  });
  for await (const bytes of readBytes(path)) reader.push(bytes);
  reader.end();
  for (const {message, count} of listOddities(reader.oddities)) addNote(notes, message, count);
  addNote(notes, DUPLICATE_NAMES, duplicateNames);
  return reader.oddities;
}

function addNote(notes: Map<string, number>, message: string, count: number): void {
  if (count > 0) notes.set(message, (notes.get(message) ?? 0) + count);
}

function describe(oddities: GmtOddities): string {
  const found = listOddities(oddities).map(({message, count}) => `${count} ${message}`);
  return found.length === 0 ? '' : ` (${found.join('; ')})`;
}
