// Compiled stages: what the process of a stage starts from where the command's launcher can compile, so that plain Node
// runs it; else it starts from the sources by tsx.

/** Absolute paths of JavaScript files. */
export interface CompiledStage {
  /** What run-stage.ts is. */
  program: string;
  /** What the stage file is. */
  module: string;
}

export type StageCompiler = (stageFile: string) => Promise<CompiledStage | undefined>;

let compile: StageCompiler = async () => undefined;

/** Stages are compiled by this from now on. */
export function useStageCompiler(compiler: StageCompiler): void {
  compile = compiler;
}

/** The stage as its sources are now; undefined where it has to run from them. */
export function compileStage(stageFile: string): Promise<CompiledStage | undefined> {
  return compile(stageFile);
}
