// Which of the conditions of a table of cells is the control, and which the stimulation.

/** What control cells are usually called, without regard to case; the first that occurs is taken. */
const USUAL_CONTROLS = [
  ...['ctrl', 'control', 'ctl', 'unstimulated', 'unstim', 'untreated', 'mock', 'vehicle', 'dmso'],
  ...['baseline', 'non-targeting', 'wt', 'wild type', 'healthy', 'normal', 'none'],
];

export interface Conditions {
  control: string;
  stimulated: string;
}

/** Names both conditions; null lets the usual names, and the only other condition, be taken. */
export function nameConditions(
  found: readonly (string | null)[],
  wanted: {controlLabel: string | null; stimulatedLabel: string | null},
): Conditions {
  const names = [...new Set(found)].filter(name => name !== null).sort();
  const shown = names.length > 0 ? names.join(', ') : 'none';
  const control = wanted.controlLabel ?? usualControl(names);
  if (control === undefined || !names.includes(control)) {
    throw new Error(
      `Found no control cells${control === undefined ? '' : ` '${control}'`}; the conditions are: ${shown}. Name the column of conditions with --set import-cells.conditionColumn=NAME and what control cells are called in it with --set score-perturbations.controlLabel=NAME.`,
    );
  }
  const others = names.filter(name => name !== control);
  const stimulated = wanted.stimulatedLabel ?? (others.length === 1 ? others[0] : undefined);
  if (stimulated === undefined || !others.includes(stimulated)) {
    throw new Error(
      `Found no one condition to compare with '${control}'${stimulated === undefined ? '' : `, wanted '${stimulated}'`}; the others are: ${others.join(', ') || 'none'}. Name one of them with --set score-perturbations.stimulatedLabel=NAME.`,
    );
  }
  return {control, stimulated};
}

function usualControl(names: readonly string[]): string | undefined {
  return USUAL_CONTROLS.map(usual => names.find(name => name.toLowerCase() === usual)).find(
    name => name !== undefined,
  );
}
