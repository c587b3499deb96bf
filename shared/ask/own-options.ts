// What readers of cells advise, in the options of a command: they name parameters of stages, as `geneglot run` sets them.

/**
 * What stands in place of `--set STAGE.NAME=VALUE`, by NAME: a text made of VALUE and STAGE, or null where the command has
 * no such option. A NAME that is not listed stays as it is.
 */
export type OwnOptions = Readonly<Record<string, (value: string, stage: string) => string | null>>;

const SETTING = /--set ([\w-]+)\.(\w+)=('[^']*'|[^\s',;)]*[^\s',;.)])/g;
/** An alternative in a sentence that ends in a setting: `, or keep the names with --set …`. */
const ALTERNATIVE = new RegExp(`,? or [^,;.]*?${SETTING.source}`, 'g');

/** The message with the command's own options; alternatives that it does not have are left out. */
export function inOwnOptions(message: string, options: OwnOptions): string {
  const own = (stage: string, name: string, value: string) => options[name]?.(value, stage);
  return message
    .replace(ALTERNATIVE, (alternative, ...[stage, name, value]: string[]) =>
      own(stage, name, value) === null ? '' : alternative,
    )
    .replace(
      SETTING,
      (setting, ...[stage, name, value]: string[]) => own(stage, name, value) ?? setting,
    );
}
