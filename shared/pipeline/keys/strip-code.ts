// One file of code without comments, formatting and types, as esbuild's documentation describes.
import {readFile} from 'node:fs/promises';
import {dirname, resolve} from 'node:path';
import {sha256Of} from './hash-file.ts';

export interface StrippedCode {
  /** Of the stripped code; of the whole file where it is no code. */
  sha256: string;
  /** Absolute paths of the worker files that it names. */
  workers: string[];
}

interface Stripped {
  sha256: string;
  /** As the code names them, relative to its file. */
  workers: string[];
}

const CODE_ENDING = /\.([cm]?)([jt])s$/;

/** By kind and contents: the stages of a pipeline share most of their files, and esbuild takes its time. */
const known = new Map<string, Promise<Stripped>>();

/** Reads and strips the file at an absolute path. */
export async function stripCode(file: string): Promise<StrippedCode> {
  const contents = await readFile(file);
  const ending = CODE_ENDING.exec(file);
  if (!ending) return {sha256: sha256Of(contents), workers: []};
  const loader = ending[2] === 't' ? 'ts' : 'js';
  const key = `${loader} ${sha256Of(contents)}`;
  if (!known.has(key)) known.set(key, strip(contents.toString(), loader));
  const {sha256, workers} = await (known.get(key) as Promise<Stripped>);
  return {sha256, workers: workers.map(path => resolve(dirname(file), path))};
}

async function strip(contents: string, loader: 'ts' | 'js'): Promise<Stripped> {
  const {transform} = await import('esbuild');
  const {code} = await transform(contents, {loader, minifyWhitespace: true, legalComments: 'none'});
  return {sha256: sha256Of(code), workers: workersOf(code)};
}

function workersOf(code: string): string[] {
  const pattern = /new URL\(["'`](\.[^"'`]+)["'`],\s*import\.meta\.url\)/g;
  return [...code.matchAll(pattern)].map(match => match[1]).filter(file => CODE_ENDING.test(file));
}
