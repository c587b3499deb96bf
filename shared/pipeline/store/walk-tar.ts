// Walks through a tar file that may come from anybody, with node-tar's parser: every entry is seen before its bytes are,
// and the first one that is no plain file or folder ends it.
import {createReadStream, statSync} from 'node:fs';
import type {ReadEntry} from 'tar';
import {UserError} from '../problem.ts';

/** Takes the bytes of an entry; undefined where nobody wants them. */
export type Sink = ((chunk: Buffer) => void) | undefined;

/** Why an archive is not taken: in words that follow its name. */
export class Refused extends Error {}

/** The error for a file that is no archive as exported. */
export function refusal(file: string, found: string): UserError {
  return new UserError(
    `${file}: ${found}, so nothing was imported.\n    Expected what geneglot export wrote: export it again.`,
  );
}

/** Visits every entry; what `visit` returns gets its bytes. Throws in words where something else lies in the file. */
export async function walkTar(file: string, visit: (entry: ReadEntry) => Sink): Promise<void> {
  const {Parser} = await import('tar');
  const parser = new Parser({strict: true, brotli: false, zstd: false});
  const size = requireFile(file);
  const state: {isOver: boolean; fault?: unknown} = {isOver: false};
  const guard = <A>(work: (argument: A) => void) => {
    return (argument: A): void => {
      if (state.fault !== undefined) return;
      try {
        work(argument);
      } catch (error) {
        state.fault = error;
      }
    };
  };
  parser.on('error', guard(refuseDamage));
  parser.on('ignoredEntry', guard(refuseOther));
  parser.on('eof', () => {
    state.isOver = true;
  });
  parser.on(
    'entry',
    guard((entry: ReadEntry) => {
      const sink = visitPlain(entry, size, visit);
      if (sink) entry.on('data', guard(sink));
      else entry.resume();
    }),
  );
  await feed(file, guard, parser, state);
  if (state.fault instanceof Refused) throw refusal(file, state.fault.message);
  if (state.fault !== undefined) throw state.fault;
}

async function feed(
  file: string,
  guard: (work: (chunk: Buffer | undefined) => void) => (chunk: Buffer | undefined) => void,
  parser: {write(chunk: Buffer): unknown; end(): unknown},
  state: {isOver: boolean; fault?: unknown},
): Promise<void> {
  const give = guard(chunk => {
    try {
      if (chunk) parser.write(chunk);
      else parser.end();
    } catch (error) {
      refuseDamage(error);
    }
  });
  let isFirst = true;
  for await (const chunk of createReadStream(file)) {
    if (isFirst) guard(refuseCompressed)(chunk);
    isFirst = false;
    give(chunk);
    if (state.isOver || state.fault !== undefined) return;
  }
  give(undefined);
}

function requireFile(file: string): number {
  const found = statSync(file, {throwIfNoEntry: false});
  if (found?.isFile()) return found.size;
  throw new UserError(
    `${file}: found no such file, expected what geneglot export wrote\n    Name a tar file on the disk; a pipe cannot be looked at before it is unpacked.`,
  );
}

function visitPlain(entry: ReadEntry, size: number, visit: (entry: ReadEntry) => Sink): Sink {
  if (!['File', 'OldFile', 'Directory'].includes(entry.type)) refuseOther(entry);
  if (entry.size > size) throw new Refused(`found ${entry.path} of more bytes than the whole file`);
  return visit(entry);
}

function refuseOther({path, type}: ReadEntry): never {
  throw new Refused(`found ${JSON.stringify(path)} (${type}), expected plain files and folders`);
}

function refuseDamage(error: unknown): never {
  throw new Refused(`not a tar file that can be read (${(error as Error).message})`);
}

// What a few bytes unpack to knows no bounds, and an export is not compressed.
function refuseCompressed(chunk: Buffer | undefined): void {
  if (chunk?.[0] !== 0x1f || chunk[1] !== 0x8b) return;
  throw new Refused('found a file compressed by gzip, which gunzip unpacks');
}
