// Versions of one library, recognized by their names: `GO_Biological_Process_2018` and `…_2023`, `c2.all.v6.1` and `….v7.1`.

/** The libraries of one family: all that differ in their version only. */
export interface LibraryFamily {
  /** The name without its version. */
  family: string;
  /** Older versions, oldest first, at least one. */
  older: string[];
  /** The newest version; several libraries only when their names differ in nothing but separators. */
  newest: string[];
}

interface Version {
  family: string;
  kind: 'date' | 'release';
  /** Compared number by number. */
  numbers: number[];
}

/** A year from 1990 on, with a month, a day or a letter after it: 2018, 2017b, 2017_08, 20200805. */
const DATE =
  /(?<!\d)(199\d|20\d\d)(?:[-_]?(0[1-9]|1[0-2])(?:[-_]?(0[1-9]|[12]\d|3[01]))?)?([a-z])?(?![\da-z])/g;
/** A release that begins with v and stands alone: v5.0, v7.1. */
const RELEASE = /(?<![A-Za-z\d])[vV](\d+(?:\.\d+)*)(?![A-Za-z\d])/g;
const SEPARATORS = /[._\- ]+/g;

/** Families of at least two versions, by name; names without a version belong to none. */
export function findFamilies(libraries: Iterable<string>): LibraryFamily[] {
  const members = new Map<string, {library: string; version: Version}[]>();
  for (const library of libraries) {
    const version = readVersion(library);
    if (!version) continue;
    const key = `${version.family} ${version.kind}`;
    members.set(key, [...(members.get(key) ?? []), {library, version}]);
  }
  const families = [...members.values()].map(versions => {
    versions.sort((a, b) => compare(a, b) || (a.library < b.library ? -1 : 1));
    const last = versions[versions.length - 1];
    const names = (wanted: boolean) =>
      versions.filter(own => (compare(own, last) === 0) === wanted).map(({library}) => library);
    return {family: last.version.family, older: names(false), newest: names(true)};
  });
  return families
    .filter(({older}) => older.length > 0)
    .sort((a, b) => (a.newest[0] < b.newest[0] ? -1 : 1));
}

/** The version in a library's name: its last date, or else its last release. */
function readVersion(library: string): Version | undefined {
  const date = [...library.matchAll(DATE)].at(-1);
  if (date) {
    const [, year, month, day, letter] = date;
    const numbers = [Number(year), Number(month ?? 0), Number(day ?? 0), letterNumber(letter)];
    return {family: without(library, date), kind: 'date', numbers};
  }
  const release = [...library.matchAll(RELEASE)].at(-1);
  if (!release) return undefined;
  const numbers = release[1].split('.').map(Number);
  return {family: without(library, release), kind: 'release', numbers};
}

function letterNumber(letter: string | undefined): number {
  return letter ? letter.charCodeAt(0) - 96 : 0;
}

function without(library: string, {index, 0: text}: RegExpExecArray): string {
  const rest = `${library.slice(0, index)}_${library.slice(index + text.length)}`;
  return rest.replace(SEPARATORS, '_').replace(/^_|_$/g, '');
}

function compare({version: a}: {version: Version}, {version: b}: {version: Version}): number {
  const length = Math.max(a.numbers.length, b.numbers.length);
  for (let i = 0; i < length; i++) {
    const difference = (a.numbers[i] ?? 0) - (b.numbers[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
