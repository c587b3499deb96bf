import type {StageCompiler} from '../shared/pipeline/declare/compiled-stage.ts';

/** Files that plain Node runs, of a stage or another TypeScript file; undefined where only tsx does the same. */
export const compileStage: StageCompiler;
