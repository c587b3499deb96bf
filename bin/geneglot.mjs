#!/usr/bin/env node
// The geneglot command: loads the runner and hands the command line over to it.
import {compileStage, enableTypeScript, loadRunner} from './load-runner.mjs';

const {main} = await loadRunner();
await main(process.argv, {enableTypeScript, compileStage});
