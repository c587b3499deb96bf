// The stages that one `foreach` gives, and how they are named.

/** The stages that one `foreach` gave, in the order of its items. */
export interface StageGroup {
  variable: string;
  /** Names of the items in their order, safe for folders, as they stand in `name[item]`. */
  items: ReadonlySet<string>;
}

/** Name of the stage for one item. */
export function itemStage(group: string, item: string): string {
  return `${group}[${item}]`;
}
