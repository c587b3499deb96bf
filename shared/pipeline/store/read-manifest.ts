// The one reader of manifests, whoever wrote them: shape, key, stage, ports and names of files are checked before
// anything of a manifest is used as a path or believed.
import {readlinkSync} from 'node:fs';
import {join} from 'node:path';
import {computeKey, shortKey} from '../keys/key.ts';
import {isFileEnding, isShortKey, isStageName} from '../names.ts';
import type {CacheKey} from './cache-key.ts';
import {findMisshapen, type Manifest, type Reading} from './manifest.ts';
import {isPlainFolder, readPlainText, Unreadable} from './plain-files.ts';

/** Bytes of a manifest at most: those of this project have 10 to 100 kB, most of it `code`. */
export const LONGEST_MANIFEST = 16 * 2 ** 20;
const LONGEST_SIGNATURE = 1024;

export const MANIFEST = 'manifest.json';
export const SIGNATURE = 'manifest.hmac';
export const LOG = 'log.txt';

/** Bytes of another store's log that are taken over with an artifact. */
export const LONGEST_LOG = 64 * 2 ** 20;

/** What is asked for, which the manifest must be of. */
export interface Wanted {
  stage: string;
  /** The key, or its first 16 digits. */
  key: string;
  /** Names of the files by output port, where the stage's declaration is known. */
  files?: Readonly<Record<string, string>> | undefined;
  /** The key that must have signed it. */
  signing?: CacheKey | undefined;
}

/** The manifest of a stage's artifact by its key or the first 16 digits; undefined when missing or damaged. */
export function readArtifact(artifacts: string, stage: string, key: string): Manifest | undefined {
  const digits = shortKey(key);
  if (!isStageName(stage) || !isShortKey(digits)) return undefined;
  return readManifest(join(artifacts, stage, digits), {stage, key}).manifest;
}

/** The manifest of the artifact that a stage made or used last. */
export function readLatest(artifacts: string, stage: string): Manifest | undefined {
  if (!isStageName(stage)) return undefined;
  const digits = readLink(join(artifacts, stage, 'latest'));
  return digits === undefined ? undefined : readArtifact(artifacts, stage, digits);
}

/** What a link says, without following it. */
export function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Reads the manifest of an artifact's folder. What the outputs hold is not looked at. */
export function readManifest(folder: string, wanted: Wanted): Reading {
  try {
    const isFolder = isPlainFolder(folder);
    if (isFolder === undefined) return {};
    if (!isFolder) return {damage: 'it is no folder'};
    const text = readPlainText(join(folder, MANIFEST), LONGEST_MANIFEST);
    if (text === undefined) return {damage: 'its manifest is missing'};
    const unsigned = wanted.signing && checkSignature(folder, text, wanted.signing);
    return unsigned ? {damage: unsigned} : parseManifest(text, wanted);
  } catch (error) {
    if (error instanceof Unreadable) return {damage: `its manifest ${error.message}`};
    throw error;
  }
}

function checkSignature(folder: string, text: string, signing: CacheKey): string | undefined {
  const signature = readPlainText(join(folder, SIGNATURE), LONGEST_SIGNATURE);
  if (signature === undefined) return 'it is not signed';
  return signing.verifies(text, signature) ? undefined : 'its signature is not that of this key';
}

/** The manifest that a text holds, if it is the one wanted. */
export function parseManifest(text: string, wanted: Wanted): Reading {
  const value = parseJson(text);
  if (value === undefined) return {damage: 'its manifest is damaged: it is no JSON'};
  const misshapen = findMisshapen(value);
  if (misshapen) return {damage: `its manifest is damaged: ${misshapen} is not as expected`};
  const manifest = value as Manifest;
  const damage = findOther(manifest, wanted) ?? findWrongOutputs(manifest, wanted.files);
  return damage ? {damage} : {manifest};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function findOther(manifest: Manifest, {stage, key}: Wanted): string | undefined {
  if (manifest.stage !== stage || !manifest.key.startsWith(key)) {
    return `its manifest is that of ${manifest.stage} ${shortKey(manifest.key)}`;
  }
  if (computeKey(manifest) === manifest.key) return undefined;
  return 'its manifest was changed: key and fields differ';
}

// The key says which ports there are and in which format; a file is named after its port.
function findWrongOutputs(
  {formats, outputs}: Manifest,
  files: Wanted['files'],
): string | undefined {
  const ports = Object.keys(formats).flatMap(name => /^out\.(.*)$/.exec(name)?.[1] ?? []);
  const odd = Object.keys(outputs).find(port => !ports.includes(port));
  if (odd) return `its manifest names an output ${odd} that its stage does not have`;
  for (const port of ports) {
    const output = Object.hasOwn(outputs, port) ? outputs[port] : undefined;
    if (!output) return `its manifest lacks the output ${port}`;
    if (output.format !== formats[`out.${port}`])
      return `its manifest gives output ${port} another format than its key`;
    if (!isFileOf(port, output.file, files))
      return `its manifest names a file of output ${port} as the runner names none`;
  }
  return undefined;
}

function isFileOf(port: string, file: string, files: Wanted['files']): boolean {
  if (files && Object.hasOwn(files, port)) return file === files[port];
  return file.startsWith(port) && isFileEnding(file.slice(port.length));
}
