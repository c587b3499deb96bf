// Chooses where stages run: by --executor, else as the pipeline file says, else here.

import {findOddOption} from '../declare/outside-code.ts';
import type {DeclaredExecutor} from '../declare/pipeline.ts';
import {didYouMean, oneOf, showValue, UserError} from '../problem.ts';
import {localExecutor} from '../run/local-executor.ts';
import type {StageExecutor} from '../run/stage-executor.ts';
import type {RunFlags} from './pipeline-flags.ts';

const NAMES = ['local', 'slurm'];

/** The executor of the flags, or of the pipeline's `executor`, ready to use. */
export async function openExecutor(
  {executor, sbatch, allowOutside}: Pick<RunFlags, 'executor' | 'sbatch' | 'allowOutside'>,
  declared: DeclaredExecutor | undefined,
): Promise<StageExecutor> {
  const {type = 'local', ...options} =
    typeof declared === 'string' ? {type: declared} : (declared ?? {});
  requireName('executor', type);
  const declaredSbatch = readOptions(String(type), options);
  const odd = allowOutside ? undefined : findOddOption(declaredSbatch);
  if (odd !== undefined) {
    throw new UserError(
      `executor.sbatch: found ${odd}, by which a job runs code from anywhere\n    Give it as --sbatch='${odd}', or add --allow-outside if you trust the file.`,
    );
  }
  if (executor !== undefined) requireName('--executor', executor);
  const name = executor ?? type;
  if (name === 'slurm') {
    const {openSlurm} = await import('../slurm/slurm-executor.ts');
    return openSlurm([...(type === 'slurm' ? declaredSbatch : []), ...sbatch]);
  }
  if (sbatch.length === 0) return localExecutor;
  throw new UserError('--sbatch has a meaning only with --executor slurm: add it.');
}

function requireName(where: string, name: unknown): void {
  if (NAMES.includes(String(name))) return;
  const meant = didYouMean(String(name), NAMES);
  throw new UserError(
    `${where}: found ${name}, expected ${oneOf(NAMES)}${meant ? `\n    ${meant}` : ''}`,
  );
}

/** The `sbatch` of a declared executor, as a list; nothing else may stand beside its type. */
function readOptions(type: string, options: Record<string, unknown>): string[] {
  const known = type === 'slurm' ? ['type', 'sbatch'] : ['type'];
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const meant = didYouMean(key, known);
    throw new UserError(
      `executor: found the unknown key ${key}, expected ${oneOf(known)}${meant ? `\n    ${meant}` : ''}`,
    );
  }
  const {sbatch = []} = options;
  const list: unknown[] = Array.isArray(sbatch) ? sbatch : [sbatch];
  const wrong = list.find(option => typeof option !== 'string' || !option.startsWith('-'));
  if (wrong === undefined) return list as string[];
  throw new UserError(
    `executor.sbatch: found ${showValue(wrong)}, expected options of sbatch, such as [--partition=gpu]`,
  );
}
