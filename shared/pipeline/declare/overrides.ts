// `--set STAGE.NAME=VALUE`: one parameter or source input changed for one run, without an edit of the YAML.
import {parse} from 'yaml';
import {PipelineError, type Problem} from '../problem.ts';

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
      return [{flag, stage: match[1], name: match[2], value: parse(match[3]) as unknown}];
    } catch (error) {
      problems.push({where: flag, message: `the value is not valid YAML: ${String(error)}`});
      return [];
    }
  });
  if (problems.length > 0) throw new PipelineError(problems);
  return overrides;
}
