// Whatever was thrown as a sentence: what went wrong, where, and what to do about it.
import {UserError} from './problem.ts';

/** What the system says no to, by its code: in words, and what a user can do about it. */
const REFUSALS: Record<string, [what: string, remedy: string]> = {
  ENOSPC: ['the disk is full', 'Free some (geneglot gc removes old artifacts).'],
  EDQUOT: ['the quota of the disk is used up', 'Free some, or ask for more.'],
  EFBIG: ['the file would be larger than the system allows', 'Raise the limit: ulimit -f.'],
  EMFILE: ['this process has too many files open', 'Raise the limit: ulimit -n 4096.'],
  ENFILE: ['the system has too many files open', 'Close other programs, or raise fs.file-max.'],
  ENOMEM: ['the system has no memory left', 'Close other programs, or run fewer stages: --jobs 1.'],
  EAGAIN: ['the system starts no more processes', 'Raise the limit: ulimit -u.'],
  EROFS: ['the file system is read-only', 'Name another folder, such as --artifacts FOLDER.'],
  EACCES: ['permission is denied', 'Correct its permissions, or name another path.'],
  EPERM: ['the operation is not permitted', 'Correct its permissions, or name another path.'],
  ENOENT: ['there is no such file or folder', 'Correct the path, or make the folder.'],
  // Node says so too where a disk has no room or takes nothing.
  'ENOENT mkdir': [
    'the folder cannot be made',
    'Look whether its disk is there, full or read-only.',
  ],
  ENOTDIR: [
    'a part of the path is a file, not a folder',
    'Move the file away, or name another path.',
  ],
  EISDIR: ['it is a folder, not a file', 'Name a file.'],
  EEXIST: ['there is something of that name', 'Move it away, or name another path.'],
  ENOTEMPTY: ['the folder is not empty', 'Move what lies in it away.'],
  ELOOP: ['its links go round in a circle', 'Remove one of the links.'],
  ENAMETOOLONG: ['the name is longer than the system allows', 'Choose a shorter one.'],
  EIO: ['the disk does not answer as it should', 'Look at the disk, then run the command again.'],
  ESTALE: ['the file was replaced on its server', 'Run the command again.'],
  ETXTBSY: ['the file is in use by a program', 'Run the command again when that has ended.'],
};

/** Errors that only a mistake in a program throws. */
const MISTAKES = ['TypeError', 'ReferenceError', 'RangeError', 'SyntaxError', 'AssertionError'];

/** The message for people; one of a mistake in the program says so. */
export function describeError(thrown: unknown): string {
  if (!isError(thrown)) return `it threw ${shown(thrown)} in place of an error`;
  if (thrown instanceof UserError) return thrown.message;
  const {code, syscall} = readError(thrown, ['code', 'syscall']);
  if (code !== undefined && syscall !== undefined && REFUSALS[code]) return describeRefusal(thrown);
  const {name = 'Error', message = ''} = readError(thrown, ['name', 'message']);
  if (!MISTAKES.includes(name)) return message || name;
  return `unexpected ${name}: ${message}`;
}

/** Whether somebody foresaw this error, so that its message alone tells what to do. */
export function isForeseen(thrown: unknown): boolean {
  return isError(thrown) && !MISTAKES.includes(readError(thrown, ['name']).name ?? '');
}

/** The stack; undefined of an error that was meant for the user, and where none can be read. */
export function stackOf(thrown: unknown): string | undefined {
  return isError(thrown) && !(thrown instanceof UserError)
    ? readError(thrown, ['stack']).stack
    : undefined;
}

function describeRefusal(error: object): string {
  const {code = '', syscall, path, dest} = readError(error, ['code', 'syscall', 'path', 'dest']);
  const [what, remedy] = REFUSALS[`${code} ${syscall}`] ?? REFUSALS[code];
  const place = dest ?? path;
  return `${place === undefined ? '' : `${place}: `}${what} (${code} in ${syscall})\n    ${remedy}`;
}

// Of another realm too, as in a worker or a test; what a proxy or a getter throws is no error of ours.
function isError(thrown: unknown): thrown is object {
  try {
    return thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]';
  } catch {
    return false;
  }
}

function readError<K extends string>(
  error: object,
  names: readonly K[],
): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  for (const name of names) {
    try {
      const value: unknown = Reflect.get(error, name);
      if (typeof value === 'string') found[name] = value;
    } catch {
      // A getter that throws has nothing to say.
    }
  }
  return found;
}

function shown(thrown: unknown): string {
  try {
    return typeof thrown === 'object' && thrown !== null
      ? (JSON.stringify(thrown) ?? 'an object').slice(0, 200)
      : String(thrown).slice(0, 200);
  } catch {
    return 'something that cannot be shown';
  }
}
