// A pipeline file names code that runs as the user: it may name only code of the project, and geneglot's own.
import {realpathSync} from 'node:fs';
import {isIn, PACKAGE} from '../own-package.ts';
import {type Problem, UserError} from '../problem.ts';
import type {Declaration} from './declaration.ts';
import type {RunKeys} from './pipeline-schema.ts';
import type {YamlPath} from './yaml/yaml-file.ts';

/** Where code may lie: in the project or in geneglot's package, but not among what stages made and downloaded. */
export interface CodeBounds {
  project: string;
  artifacts: string;
}

const REMEDY = 'Copy it into stages/, or add --allow-outside if you trust it: it runs as you.';

/** Refuses a stage file outside the bounds, wherever its links lead. */
export function requireInside(file: string, uses: string, {project, artifacts}: CodeBounds): void {
  const [real, root, store] = [file, project, artifacts].map(realPath);
  if (!isIn(root, real) && !isIn(PACKAGE, real)) {
    throw new UserError(
      `found ${uses}, which is ${real}, expected a file in the project ${root}\n    ${REMEDY}`,
    );
  }
  // A store around the project, as with --artifacts ., says nothing about its code.
  if (isIn(store, real) && !isIn(store, root)) {
    throw new UserError(
      `found ${uses}, which lies among the artifacts, expected a file of the project itself\n    ${REMEDY}`,
    );
  }
}

/** Variables by which a process, or one it starts, loads code. */
const LOADERS =
  /^(PATH|NODE_(?!ENV$).*|(LD|DYLD)_.*|PYTHON.*|TSX_.*|BASH_ENV|ENV|SHELLOPTS|PS4|ESBUILD_BINARY_PATH|GCONV_PATH|OPENSSL_.*|GIT_.*|R_.*|CUDA_INJECTION64_PATH|CLASSPATH|_?JAVA_.*|JDK_JAVA_OPTIONS|PERL5.*|RUBY.*)$/;

/** A problem for every declared variable that makes a stage's process load code. The caller's own may be taken over. */
export function findLoaders({defaults, stages, where}: Declaration): Problem[] {
  const find = (env: RunKeys['env'], path: YamlPath): Problem[] =>
    Object.keys(Array.isArray(env) ? {} : (env ?? {}))
      .filter(name => LOADERS.test(name))
      .map(name => ({
        where: where([...path, name], 'key'),
        message: `found a value for ${name}, by which a process loads code from anywhere`,
        remedy: `Take the caller's value with env: [${name}], or add --allow-outside if you trust the file.`,
      }));
  return [
    ...find(defaults.env, ['defaults', 'env']),
    ...stages.flatMap(({keys, path}) => find(keys.env, [...path, 'env'])),
  ];
}

/** The first of a file's own options of sbatch that makes a job run something else or load code. */
export function findOddOption(options: readonly string[]): string | undefined {
  return options.find(option => /^--(expo|wr)/.test(option));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
