// Imports a package that may be absent.

/** The package, or an error that says it is not installed; as a variable, its name does not have to resolve. */
export async function importOptional<Module>(name: string): Promise<Module> {
  try {
    return (await import(/* package */ name)) as Module;
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    const absent = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    throw absent && message.includes(name) ? new Error(`${name} is not installed`) : error;
  }
}
