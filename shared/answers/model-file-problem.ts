// Why a model file could not be opened, as a sentence.

/** The sentence of a failure to read or to open the model file of this path. */
export function modelFileProblem(path: string, {code, message}: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return `${path}: found no such file, expected a model file`;
  if (code === 'EISDIR') return `${path}: found a folder, expected a model file`;
  return code ? `${path}: cannot be read (${code}), expected a model file` : message;
}
