// Jest's transformer: swc strips the types, and the built-in objects that a file uses become constants of its module.
// In the sandbox that Jest runs a test file in, every look at a global costs as much as a hundred additions.
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import swc from '@swc/jest';

export const BUILT_IN = [
  ...['Math', 'Number', 'Object', 'Array', 'String', 'BigInt', 'Map', 'Set'],
  ...['Int8Array', 'Uint8Array', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'],
  ...['Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'DataView', 'ArrayBuffer'],
];

const transformer = swc.createTransformer({
  jsc: {parser: {syntax: 'typescript'}, target: 'es2022'},
  module: {type: 'es6'},
});

const OWN_TEXT = readFileSync(fileURLToPath(import.meta.url));

/** Constants on the first line, so that lines keep their numbers. */
function pinBuiltIns(code) {
  const used = BUILT_IN.filter(name => new RegExp(`(?<![.\\w$])${name}\\b(?!\\s*:)`).test(code));
  const free = used.filter(
    name => !new RegExp(`(const|let|class|function|import)[^;=(]*\\b${name}\\b`).test(code),
  );
  return free.length > 0 ? `const {${free.join(', ')}} = globalThis; ${code}` : code;
}

export default {
  process(...given) {
    const {code, ...rest} = transformer.process(...given);
    return {code: pinBuiltIns(code), ...rest};
  },
  getCacheKey: (...given) =>
    createHash('sha256')
      .update(OWN_TEXT)
      .update(transformer.getCacheKey(...given))
      .digest('hex'),
};
