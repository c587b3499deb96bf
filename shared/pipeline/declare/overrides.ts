// `--set STAGE.NAME=VALUE`: one parameter or source input changed for one run, without an edit of the YAML.
import {describeError} from '../describe-error.ts';
import {PipelineError, type Problem} from '../problem.ts';
import {parseValue} from './yaml/parse-yaml.ts';

export interface Override {
  /** The flag as given, to locate problems. */
  flag: string;
  stage: string;
  /** A parameter or a source input of the stage. */
  name: string;
  value: unknown;
}

/** Parses the values of all `--set` flags; VALUE is YAML, so `[a, b]`, `true` and `1e-3` mean what they do there. */
export function parseOverrides(settings: readonly string[]): Override[] {
  const problems: Problem[] = [];
  const overrides = settings.flatMap(setting => {
    const flag = `--set ${setting}`;
    const match = /^([^.=\s]+)\.([^.=\s]+)=(.*)$/s.exec(setting);
    if (!match) {
      problems.push({
        where: flag,
        message: 'expected STAGE.NAME=VALUE',
        remedy: 'For example --set train.steps=100',
      });
      return [];
    }
    try {
      return [{flag, stage: match[1], name: match[2], value: parseValue(match[3])}];
    } catch (error) {
      problems.push({where: flag, message: `the value is refused: ${describeError(error)}`});
      return [];
    }
  });
  if (problems.length > 0) throw new PipelineError(problems);
  return overrides;
}
