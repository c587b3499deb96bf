// Whether an error is a sentence that a user can act on.

/** What only a programming mistake says. */
const RAW =
  /cannot read propert|is not a function|is not iterable|undefined \(|is not defined|\[object Object\]|invalid array length|out of bounds|maximum call stack|\n\s+at .*:\d+|^undefined$/i;
/** Errors that JavaScript itself throws where code goes wrong. */
const RAW_KINDS = [TypeError, RangeError, ReferenceError, SyntaxError];

/** What is wrong with an error as an answer to bad input; undefined when it is a sentence that names `subject`. */
export function judgeRefusal(error: unknown, subject: string): string | undefined {
  if (!(error instanceof Error)) return `not an Error was thrown: ${String(error)}`;
  const shown = error.stack?.slice(0, 1500);
  if (RAW_KINDS.some(kind => error instanceof kind)) return `a raw error was thrown: ${shown}`;
  if (RAW.test(error.message)) return `the message is no sentence for a user: ${shown}`;
  if (!error.message.includes(subject)) return `the message does not name ${subject}: ${shown}`;
  return undefined;
}
