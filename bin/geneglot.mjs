#!/usr/bin/env node
// The geneglot command: loads the runner and hands the command line over to it.
import {compileStage, enableTypeScript, loadRunner} from './load-runner.mjs';

requireFolder();
const {main} = await loadRunner().catch(refuse);
await main(process.argv, {enableTypeScript, compileStage});

// Without it nothing can be started, and the compiler would wait for ever.
function requireFolder() {
  try {
    process.cwd();
  } catch {
    refuse(new Error('the working directory is gone; change to one that is there'));
  }
}

function refuse(error) {
  const missing = error.code === 'ERR_MODULE_NOT_FOUND' ? '\n    Install the packages: npm ci' : '';
  console.error(`geneglot: ${error.message}${missing}`);
  process.exit(1);
}
