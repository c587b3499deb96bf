// Mouse genes in a list: most are called like the human genes in other letters, so they are read, but not all.

/** `Trp53`: a capital, then small letters and digits. */
const MOUSE = /^[A-Z][a-z0-9-]*[a-z][a-z0-9-]*$/;
/** Fewer names say nothing about a species. */
const LEAST_NAMES = 3;

/** A line where most names are written as mouse genes are. */
export function describeMouse(names: readonly string[]): string[] {
  const like = names.filter(name => MOUSE.test(name));
  if (like.length < LEAST_NAMES || like.length * 2 <= names.length) return [];
  return [
    `${like.length} of ${names.length} names are written as mouse genes (${like[0]}): each is read as the human gene of the same letters; translate them to human orthologues for those that are called otherwise`,
  ];
}
