// Which stages of a pipeline are meant by the names that a user gives.
import {didYouMean, oneOf, UserError} from '../problem.ts';
import {declaredNames, nodesNamed, withDownstream, withUpstream} from './graph.ts';
import type {Pipeline} from './pipeline.ts';

interface Selection {
  selected: ReadonlySet<string>;
  required: ReadonlySet<string>;
  forced: ReadonlySet<string>;
}

/** Names as the user gives them. */
interface SelectionFlags {
  /** Run alone. */
  only: readonly string[];
  /** Run with all that depends on them. */
  from: readonly string[];
  /** Run even when their artifact is there; true: all that were named. */
  force?: true | readonly string[];
}

/** Which stages run, which must be there, which are forced. */
export function selectStages(
  pipeline: Pipeline,
  stages: readonly string[],
  flags: SelectionFlags,
): Selection {
  const {nodes} = pipeline;
  const [named, only, from, forcedNames] = [
    ...[stages, flags.only, flags.from],
    Array.isArray(flags.force) ? flags.force : [],
  ].map(names => requireStages(pipeline, names));
  if (only.length > 0 && named.length + from.length > 0) {
    throw new UserError('--only runs its stage alone: leave out --from and other stage names.');
  }
  if (only.length > 0) {
    const selected = new Set(only);
    const upstream = withUpstream(nodes, selected);
    const required = new Set([...upstream].filter(name => !selected.has(name)));
    return {selected, required, forced: flags.force ? selected : new Set()};
  }
  const wanted = new Set([...named, ...withDownstream(nodes, from)]);
  const goals = wanted.size > 0 ? wanted : new Set(nodes.map(node => node.name));
  const selected = withUpstream(nodes, goals);
  const outside = forcedNames.find(name => !selected.has(name));
  if (outside) throw new UserError(`--force ${outside}: that stage is not among those to run.`);
  const forced = flags.force === true ? goals : new Set(forcedNames);
  return {selected, required: new Set(), forced};
}

/** The stages that were named, each item of a `foreach` by its own name; refuses what the pipeline has not. */
export function requireStages({nodes}: Pipeline, names: readonly string[]): string[] {
  return names.flatMap(name => {
    const found = nodesNamed(nodes, name);
    if (found.length > 0) return found.map(node => node.name);
    const items = nodesNamed(nodes, name.replace(/\[.*/, '')).map(node => node.name);
    const known = items.length > 1 ? items : declaredNames(nodes);
    const meant = didYouMean(name, known);
    throw new UserError(
      `found no stage ${name}, expected ${oneOf(known)}${meant ? `\n    ${meant}` : ''}`,
    );
  });
}

/** The one stage that was named; a `foreach` of several needs its item too. */
export function requireStage(pipeline: Pipeline, name: string): string {
  const found = requireStages(pipeline, [name]);
  if (found.length === 1) return found[0];
  throw new UserError(`found ${found.length} stages named ${name}, expected one: ${oneOf(found)}`);
}
