// Queries SQLite files through the `sqlite3` command, as Node.js 20 has no SQLite module.

import {$} from 'zx';

/** Throws, naming the package to install, when the `sqlite3` command is missing. */
export async function requireSqlite(): Promise<void> {
  const {exitCode} = await $({nothrow: true, quiet: true})`sqlite3 --version`;
  if (exitCode !== 0) {
    throw new Error(
      'the command sqlite3 was not found; install the Debian package: apt-get install sqlite3',
    );
  }
}

/** Runs one SELECT on a SQLite file and returns its rows as text columns. */
export async function query(file: string, sql: string): Promise<string[][]> {
  const {stdout} = await $({quiet: true})`sqlite3 -readonly -separator ${'\t'} ${file} ${sql}`;
  return stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.split('\t'));
}
