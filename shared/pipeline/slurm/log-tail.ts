// What a stage's process printed last: its log without the lines that came as messages, which are shown already.
import {readFile} from 'node:fs/promises';
import {TAIL_LINES} from '../run/take-output.ts';
import {logLines} from '../stage-process/stage-messages.ts';
import type {JobFolder} from './job-folder.ts';
import {MessageTail} from './message-tail.ts';

/** The last lines that the process of the last start printed. */
export async function readLogTail({log, messages}: JobFolder): Promise<string[]> {
  const text = await readFile(log, 'utf8').catch(() => '');
  const lines = text.slice(text.lastIndexOf('--- started ')).split('\n').slice(1);
  const messageLines = new Set(
    (await new MessageTail(messages).read()).flatMap(message =>
      (logLines(message) ?? '').split('\n'),
    ),
  );
  return lines.filter(line => line.trim() !== '' && !messageLines.has(line)).slice(-TAIL_LINES);
}
