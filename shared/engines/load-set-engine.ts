// Chooses an engine that has set encoders: the compiled core, native or as WebAssembly.
import {CoreEngine} from './core-engine.ts';
import {type EngineChoice, type LoadOptions, loadEngine} from './load.ts';

/** The engine asked for, and in words why it is this one; throws where only TensorFlow.js loads. */
export async function loadSetEncoderEngine(
  choice: EngineChoice,
  options: LoadOptions = {},
): Promise<{engine: CoreEngine; reason: string}> {
  const {engine, reason} = await loadEngine(choice, options);
  if (engine instanceof CoreEngine) return {engine, reason};
  throw new Error(
    `the ${engine.name} engine has no set encoders (${reason}): use engine native or wasm`,
  );
}
