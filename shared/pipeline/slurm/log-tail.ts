// What a stage's process printed last: its log without the lines that came as messages, which are shown already.
import {open} from 'node:fs/promises';
import {shortLine, TAIL_LINES} from '../run/take-output.ts';
import {logLines} from '../stage-process/stage-messages.ts';
import type {JobFolder} from './job-folder.ts';
import {MessageTail} from './message-tail.ts';

/** Bytes of a log in which its last lines are looked for. */
const MOST_BYTES = 2 ** 20;

/** The last lines that the process of the last start printed. */
export async function readLogTail({log, messages}: JobFolder): Promise<string[]> {
  const text = await readEnd(log);
  const started = text.lastIndexOf('--- started ');
  const lines = text
    .slice(Math.max(0, started))
    .split('\n')
    .slice(started < 0 ? 0 : 1);
  const messageLines = new Set(
    (await new MessageTail(messages).read()).flatMap(message =>
      (logLines(message) ?? '').split('\n'),
    ),
  );
  return lines
    .filter(line => line.trim() !== '' && !messageLines.has(line))
    .slice(-TAIL_LINES)
    .map(shortLine);
}

/** The end of a log, which may be of any length; nothing where there is none. */
async function readEnd(log: string): Promise<string> {
  const file = await open(log).catch(() => undefined);
  if (!file) return '';
  try {
    const {size} = await file.stat();
    const position = Math.max(0, size - MOST_BYTES);
    const {buffer, bytesRead} = await file.read({buffer: Buffer.alloc(size - position), position});
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
