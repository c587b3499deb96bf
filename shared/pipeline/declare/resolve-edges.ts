// Edges: `stage.port` as written, bound to the outputs it names; formats are compared on every one.

import type {Format} from '../../formats/format.ts';
import {nameOf} from '../port-formats.ts';
import {didYouMean, oneOf, type Problem, shortList, showValue} from '../problem.ts';
import type {DeclaredStage} from '../stage-contract.ts';
import type {Edge} from './pipeline.ts';
import type {InputEntry} from './pipeline-schema.ts';
import {itemStage, type StageGroup} from './stage-group.ts';

/** The stages that edges may name. */
export interface EdgeTargets {
  /** By declared name; those that did not load map to undefined. */
  stages: ReadonlyMap<string, DeclaredStage | undefined>;
  /** Those declared with `foreach`, by declared name. */
  groups: ReadonlyMap<string, StageGroup>;
  /** Those removed by a file that extends another, with where. */
  removed: ReadonlyMap<string, string>;
}

/** The port that an edge feeds. */
export interface EdgeTaker {
  format: Format<unknown>;
  many: boolean;
  /** The item that the taking stage stands for. */
  item?: {variable: string; name: string} | undefined;
}

type Found = Edge[] | Pick<Problem, 'message' | 'remedy'>;

/** The edges that one entry stands for: one, or those of all items of a `foreach`, in order. */
export function resolveEdge(entry: InputEntry, taker: EdgeTaker, targets: EdgeTargets): Found {
  const written =
    typeof entry === 'string' ? /^([^.[\]]+)(?:\[([^[\]]*)\])?\.([^.]+)$/.exec(entry) : null;
  if (!written) {
    return {
      message: `found ${showValue(entry)}, expected stage.port of format ${nameOf(taker.format)}`,
      remedy: suggestOutputs(taker.format, targets),
    };
  }
  const [, stage, item, port] = written;
  return (
    checkStage(stage, targets) ??
    checkPort(stage, port, taker.format, targets) ??
    chooseItems({stage, port}, item, taker, targets.groups.get(stage))
  );
}

function checkStage(
  stage: string,
  {stages, removed}: EdgeTargets,
): Pick<Problem, 'message' | 'remedy'> | undefined {
  if (stages.has(stage)) return undefined;
  const names = [...stages.keys()];
  const at = removed.get(stage);
  const fate = at ? `which is removed at ${at}` : 'which is not declared';
  return {
    message: `found the stage ${stage}, ${fate}; expected ${oneOf(names)}`,
    remedy: at ? 'Take another output, or keep that stage.' : didYouMean(stage, names),
  };
}

function checkPort(
  stage: string,
  port: string,
  format: Format<unknown>,
  targets: EdgeTargets,
): Pick<Problem, 'message' | 'remedy'> | undefined {
  const outputs = targets.stages.get(stage)?.outputs;
  if (!outputs) return undefined;
  const found = Object.hasOwn(outputs, port) ? outputs[port] : undefined;
  if (!found) {
    const names = Object.keys(outputs);
    return {
      message: `found the port ${port}, which ${stage} does not have; expected ${oneOf(names)}`,
      remedy: didYouMean(port, names),
    };
  }
  if (found.name === format.name && found.version === format.version) return undefined;
  return {
    message: `found ${stage}.${port} of format ${nameOf(found)}, expected format ${nameOf(format)}`,
    remedy: suggestOutputs(format, targets),
  };
}

function chooseItems(
  {stage, port}: Edge,
  item: string | undefined,
  taker: EdgeTaker,
  group: StageGroup | undefined,
): Found {
  if (!group) {
    return item === undefined
      ? [{stage, port}]
      : {
          message: `found ${stage}[${item}], but ${stage} is a single stage`,
          remedy: `Write ${stage}.${port}.`,
        };
  }
  const {variable, items} = group;
  const wanted = item ?? (taker.item?.variable === variable ? taker.item.name : undefined);
  if (wanted !== undefined) {
    if (items.has(wanted)) return [{stage: itemStage(stage, wanted), port}];
    return {
      message: `found no ${variable} ${wanted} of ${stage}, expected ${oneOf([...items])}`,
      remedy: didYouMean(wanted, [...items]),
    };
  }
  if (taker.many) return Array.from(items, name => ({stage: itemStage(stage, name), port}));
  return {
    message: `found ${stage}.${port}, which is one output for each ${variable} (${shortList([...items])}), expected one`,
    remedy: `Name one, as in ${itemStage(stage, [...items][0])}.${port}, or give this stage the same foreach: {${variable}: …}.`,
  };
}

/** `Outputs that fit: a.x, b.y.`, or nothing when none does. */
export function suggestOutputs(
  format: Format<unknown>,
  {stages}: Pick<EdgeTargets, 'stages'>,
): string | undefined {
  const fitting = [...stages].flatMap(([name, stage]) =>
    Object.entries(stage?.outputs ?? {})
      .filter(([, found]) => found.name === format.name && found.version === format.version)
      .map(([port]) => `${name}.${port}`),
  );
  return fitting.length > 0 ? `Outputs that fit: ${fitting.join(', ')}.` : undefined;
}
