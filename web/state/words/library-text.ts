// Libraries of the model as a reader calls them; any other name stands as it is.

const NAMES: Record<string, string> = {
  'go-biological-process': 'GO biological process',
  'go-cellular-component': 'GO cellular component',
  'go-molecular-function': 'GO molecular function',
  wikipathways: 'WikiPathways',
};

export function libraryText(library: string): string {
  return Object.hasOwn(NAMES, library) ? NAMES[library] : library;
}
