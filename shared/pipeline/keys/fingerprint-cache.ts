// Remembers the fingerprints of stages by the stamps of all files involved, so that a run with nothing to do reads no code.
import {isText, mappingOf, shape} from '../checks.ts';
import {readMapping} from '../json-file.ts';
import {placeOf} from '../own-package.ts';
import {writeJsonAtomically} from '../write-safely.ts';
import {expandAssets, type FingerprintRequest, findFiles, readFingerprint} from './fingerprint.ts';
import {isSettled, stampOf} from './hash-file.ts';
import type {CodeFingerprint} from './key-fields.ts';

interface RememberedFingerprint extends CodeFingerprint {
  /** Stamps of every file read, absolute paths; the fingerprint holds while none differs. */
  stamps: Record<string, string>;
}

const areFingerprints = mappingOf(
  shape({
    code: mappingOf(isText),
    assets: mappingOf(isText),
    packages: mappingOf(isText),
    stamps: mappingOf(isText),
  }),
);

/** Computes fingerprints and remembers them by the stamps of all files involved. */
export class FingerprintCache {
  readonly #file: string;
  readonly #remembered: Map<string, RememberedFingerprint>;
  readonly #stamps = new Map<string, Promise<string>>();
  readonly #assets = new Map<string, Promise<string[]>>();
  readonly #places = new Map<string, string>();
  readonly #known = new Map<string, Promise<CodeFingerprint>>();
  #changed = false;

  private constructor(file: string, remembered: Map<string, RememberedFingerprint>) {
    this.#file = file;
    this.#remembered = remembered;
  }

  static async open(file: string): Promise<FingerprintCache> {
    const remembered = await readMapping<RememberedFingerprint>(file, areFingerprints);
    return new FingerprintCache(file, new Map(Object.entries(remembered)));
  }

  /** The stage's fingerprint, without esbuild when no file has changed; looked up once until `refresh`. */
  fingerprint(request: FingerprintRequest): Promise<CodeFingerprint> {
    const name = [request.stageFile, ...request.assets].join('\n');
    const known = this.#known.get(name) ?? this.#lookUp(request);
    this.#known.set(name, known);
    return known;
  }

  /** Looks at the files again from now on: they may have been edited since. */
  refresh(): void {
    this.#known.clear();
    this.#stamps.clear();
    this.#assets.clear();
  }

  async #lookUp(request: FingerprintRequest): Promise<CodeFingerprint> {
    const remembered = this.#remembered.get(request.stageFile);
    const assetFiles = await expandAssets(request, (...pattern) => this.#findOnce(...pattern));
    if (remembered && (await this.#holds(remembered, assetFiles, request))) return remembered;
    const before = Date.now();
    const {fingerprint, files} = await readFingerprint(request, assetFiles);
    // What rested before it was read, and still does, is what was read.
    const settled = await Promise.all(files.map(file => isSettled(file, before)));
    if (settled.every(Boolean)) {
      const stamps = await Promise.all(files.map(async file => [file, await stampOf(file)]));
      this.#remembered.set(request.stageFile, {
        ...fingerprint,
        stamps: Object.fromEntries(stamps),
      });
      this.#changed = true;
    }
    return fingerprint;
  }

  async save(): Promise<void> {
    if (this.#changed) {
      await writeJsonAtomically(this.#file, Object.fromEntries(this.#remembered));
    }
    this.#changed = false;
  }

  async #holds(
    remembered: RememberedFingerprint,
    assetFiles: readonly string[],
    {project}: FingerprintRequest,
  ): Promise<boolean> {
    const assets = assetFiles.map(file => this.#placeOnce(project, file));
    if (assets.join('\n') !== Object.keys(remembered.assets).join('\n')) return false;
    const checks = Object.entries(remembered.stamps).map(
      async ([file, stamp]) => (await this.#stampOnce(file)) === stamp,
    );
    return (await Promise.all(checks)).every(Boolean);
  }

  #placeOnce(project: string, file: string): string {
    const name = `${project}\n${file}`;
    const place = this.#places.get(name) ?? placeOf(project, file);
    this.#places.set(name, place);
    return place;
  }

  // Many stages declare the same assets; one run looks for each pattern once.
  #findOnce(folder: string, pattern: string): Promise<string[]> {
    const name = `${folder}\n${pattern}`;
    const found = this.#assets.get(name) ?? findFiles(folder, pattern);
    this.#assets.set(name, found);
    return found;
  }

  // Stages share most of their files; one run asks for each stamp once.
  #stampOnce(file: string): Promise<string> {
    const known = this.#stamps.get(file) ?? stampOf(file);
    this.#stamps.set(file, known);
    return known;
  }
}
