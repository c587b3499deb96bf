// The command line that starts a stage's process.
import {createRequire} from 'node:module';
import {fileURLToPath, pathToFileURL} from 'node:url';

/** The command that runs the stage of a request file from its sources, without the file. */
export function processCommand(): [command: string, ...args: string[]] {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm')).href;
  const script = fileURLToPath(new URL('./run-stage.ts', import.meta.url));
  return [process.execPath, '--import', tsx, script];
}
