// What package.json of a study says of geneglot: the very package that wrote it, by where npm had it from.
import {readFile} from 'node:fs/promises';
import {basename, dirname, join, relative, resolve} from 'node:path';
import {readJson} from '../pipeline/json-file.ts';
import {PACKAGE} from '../pipeline/own-package.ts';

interface InstalledPackages {
  packages?: Record<string, {resolved?: unknown}>;
}

/** Dependencies of a study in `folder`: geneglot, and zod as geneglot wants it, for parameters of own stages. */
export async function pinOwnPackage(folder: string): Promise<Record<string, string>> {
  const {name, version, dependencies} = JSON.parse(
    await readFile(join(PACKAGE, 'package.json'), 'utf8'),
  );
  return {[name]: await pin(resolve(folder), version), zod: dependencies.zod};
}

/** A version where npm's registry has it; else a path, from the study, to the tarball or clone; else the address. */
async function pin(folder: string, version: string): Promise<string> {
  const modules = dirname(PACKAGE);
  if (basename(modules) !== 'node_modules') return `file:${relative(folder, PACKAGE)}`;
  const installed = await readJson<InstalledPackages>(join(modules, '.package-lock.json'), {});
  const resolved = installed.packages?.['node_modules/geneglot']?.resolved;
  if (typeof resolved !== 'string') return version;
  if (resolved.startsWith('file:')) {
    return `file:${relative(folder, resolve(dirname(modules), resolved.slice('file:'.length)))}`;
  }
  return /\/-\/[^/]*\.tgz$/.test(resolved) ? version : resolved;
}
