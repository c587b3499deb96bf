// Names what changed between the key fields of the last artifact and those of now.

import {canonicalJson} from '../keys/key.ts';
import type {InputHash, KeyFields} from '../keys/key-fields.ts';
import {showValue} from '../problem.ts';
import type {Manifest} from '../store/manifest.ts';
import type {Reason} from './events.ts';

/** Every difference between the fields of the last artifact and the current ones; inputs only when they are known. */
export function explainChange(
  last: KeyFields,
  current: Omit<KeyFields, 'inputs'> & {inputs?: KeyFields['inputs']},
): Reason[] {
  return [
    ...changedParams(last.params, current.params),
    ...changedValues(last.env ?? {}, current.env ?? {}).map(
      ({name, from, to}): Reason => ({type: 'env', name, from, to}),
    ),
    ...(current.inputs ? changedInputs(last.inputs, current.inputs) : []),
    ...changedFiles('code', last.code, current.code),
    ...changedFiles('asset', last.assets, current.assets),
    ...changedValues(last.packages, current.packages).map(
      ({name, from, to}): Reason => ({type: 'package', name, from, to}),
    ),
    ...changedValues(last.formats, current.formats).map(
      ({name, from, to}): Reason => ({type: 'format', port: name, from, to}),
    ),
  ];
}

/** Reasons why the key of these fields has no usable artifact; never empty. */
export function whyStale(
  fields: KeyFields,
  last: Manifest | undefined,
  damage: string | undefined,
): Reason[] {
  if (damage) return [{type: 'damaged', damage}];
  if (!last) return [{type: 'never-run'}];
  const changes = explainChange(last, fields);
  return changes.length > 0 ? changes : [{type: 'removed'}];
}

/** One reason in words, e.g. `params.minGeneSets 5 → 10`. */
export function describeReason(reason: Reason): string {
  switch (reason.type) {
    case 'never-run':
      return 'never run';
    case 'forced':
      return 'forced';
    case 'param':
      return `params.${reason.name} ${showValue(reason.from)} → ${showValue(reason.to)}`;
    case 'env':
      return `env.${reason.name} ${reason.from ?? 'absent'} → ${reason.to ?? 'absent'}`;
    case 'code':
    case 'asset':
      return `${reason.file} ${reason.change}`;
    case 'package':
      return `package ${reason.name} ${reason.from ?? 'absent'} → ${reason.to ?? 'absent'}`;
    case 'format':
      return `format of ${reason.port} ${reason.from ?? 'absent'} → ${reason.to ?? 'absent'}`;
    case 'input':
      return `input ${reason.port} changed${reason.files.length > 0 ? ` (${listFiles(reason.files)})` : ''}`;
    case 'upstream':
      return `upstream ${reason.stage} will rerun (may be cut off)`;
    case 'damaged':
      return reason.damage;
    case 'removed':
      return 'its artifact was removed';
  }
}

function listFiles(files: string[]): string {
  return files.length > 3
    ? `${files.slice(0, 3).join(', ')} and ${files.length - 3} more`
    : files.join(', ');
}

function changedParams(from: Record<string, unknown>, to: Record<string, unknown>): Reason[] {
  return changedValues(from, to).map(change => ({type: 'param', ...change}));
}

function changedInputs(from: KeyFields['inputs'], to: KeyFields['inputs']): Reason[] {
  return changedValues(from, to).map(change => ({
    type: 'input',
    port: change.name,
    files: changedNames(change.from ?? [], change.to ?? []),
  }));
}

// Names of source files that are new, gone or of other content; a mere change of order names none.
function changedNames(from: InputHash[], to: InputHash[]): string[] {
  const identity = ({name, sha256}: InputHash): string => `${name}\0${sha256}`;
  const before = new Set(from.map(identity));
  const after = new Set(to.map(identity));
  const changed = [
    ...from.filter(hash => !after.has(identity(hash))),
    ...to.filter(hash => !before.has(identity(hash))),
  ];
  return [...new Set(changed.flatMap(({name}) => name ?? []))];
}

function changedFiles(
  type: 'code' | 'asset',
  from: Record<string, string>,
  to: Record<string, string>,
): Reason[] {
  return changedValues(from, to).map(({name, from: before, to: after}) => ({
    type,
    file: name,
    change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
  }));
}

function changedValues<T>(
  from: Record<string, T>,
  to: Record<string, T>,
): {name: string; from: T | undefined; to: T | undefined}[] {
  const names = new Set([...Object.keys(to), ...Object.keys(from)]);
  return [...names]
    .filter(name => show(from[name]) !== show(to[name]))
    .map(name => ({name, from: from[name], to: to[name]}));
}

function show(value: unknown): string {
  return value === undefined ? '' : canonicalJson(value);
}
