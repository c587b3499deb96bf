#!/usr/bin/env node
// The geneglot command: lets Node load TypeScript, then hands over to the command line.
// Packages that every command needs load first: without tsx's hooks in the way they load twice as fast.
await Promise.all([import('zod'), import('yaml'), import('commander')]);
const {register} = await import('tsx/esm/api');
register();
const {main} = await import('../shared/pipeline/cli.ts');
await main(process.argv);
