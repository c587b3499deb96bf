// `geneglot serve`: the workbench on the loopback address, for model files that are too large for a page of their own.
import type {Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {basename} from 'node:path';
import type {PipelineFlags} from '../pipeline/commands/pipeline-flags.ts';
import {UserError} from '../pipeline/problem.ts';
import {print} from '../pipeline/show/print.ts';
import {buildPage} from './page/build-page.ts';
import {MODEL_ADDRESS, startPageServer} from './page/page-server.ts';
import {findBundle, readBundle} from './page-command.ts';

export interface ServeFlags extends PipelineFlags {
  bundle?: string;
  port: number;
}

/** Serves until it is told to end by Ctrl+C or a kill. */
export async function serveCommand(flags: ServeFlags): Promise<void> {
  if (flags.port > 65_535) {
    throw new UserError(`--port: found ${flags.port}, expected a port up to 65535`);
  }
  const bundle = await findBundle(flags);
  const model = await readBundle(bundle);
  const page = await buildPage({name: basename(bundle), address: MODEL_ADDRESS});
  const server = await startPageServer({page, model}, flags.port).catch(
    (error: NodeJS.ErrnoException) => {
      throw new UserError(
        `--port: port ${flags.port} cannot be used (${error.code ?? error.message}), expected a free one\n    Leave --port out for any free port.`,
      );
    },
  );
  const {port} = server.address() as AddressInfo;
  print(`http://127.0.0.1:${port}/`);
  print(`model ${bundle}; this machine alone can open the page; Ctrl+C ends it`);
  await untilStopped(server);
}

function untilStopped(server: Server): Promise<void> {
  return new Promise(resolve => {
    const stop = () => {
      server.close(() => resolve());
      server.closeAllConnections();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  });
}
