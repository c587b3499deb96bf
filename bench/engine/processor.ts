// The processor that measures, named so that two core models never share a table.

import {readFileSync} from 'node:fs';
import {cpus} from 'node:os';

/** E.g. "AMD EPYC, family 25, model 1, AVX2": clouds give several core models one name. */
export function describeProcessor(): string {
  const name = cpus()[0].model.trim();
  if (process.platform !== 'linux' || process.arch !== 'x64') return name;
  const text = readFileSync('/proc/cpuinfo', 'utf8');
  const field = (label: string) => new RegExp(`^${label}\\s*: (.*)$`, 'm').exec(text)?.[1] ?? '?';
  const flags = field('flags').split(' ');
  const has = [
    ['avx512_bf16', 'AVX512-BF16'],
    ['avx512f', 'AVX-512'],
    ['avx2', 'AVX2'],
  ].find(([flag]) => flags.includes(flag))?.[1];
  return `${name}, family ${field('cpu family')}, model ${field('model')}, ${has ?? 'no AVX2'}`;
}
