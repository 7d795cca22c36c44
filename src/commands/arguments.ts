// Reads the arguments of a command. What is wrong with them is one line that ends with how the command is called.

import { type ParseArgsConfig, parseArgs } from 'node:util';
import { CommandError } from './command.ts';

type Parsed<Given extends ParseArgsConfig> = ReturnType<typeof parseArgs<Given>>;

/** @throws CommandError for an argument that the command does not know, and for what `judge` throws. */
export function readArguments<const Given extends ParseArgsConfig, Result = Parsed<Given>>(
  { name, usage }: { readonly name: string; readonly usage: string },
  given: Given,
  judge: (parsed: Parsed<Given>) => Result = (parsed) => parsed as Result,
): Result {
  try {
    return judge(parseArgs(given));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw misuse({ name, usage }, sentenceOf(error as Error));
  }
}

/** The day that an option names, at midnight UTC or at the moment that is said behind it. @throws CommandError */
export function readDay(
  command: { readonly name: string; readonly usage: string },
  option: string,
  text: string | undefined,
): Date | null {
  if (text === undefined) return null;
  const [day = ''] = /^\d{4}-\d{2}-\d{2}/.exec(text) ?? [];
  const [moment, midnight] = [new Date(text), new Date(day)];
  // Else February 31 were a day of March.
  const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  if (day === '' || !exists || Number.isNaN(moment.getTime()))
    throw misuse(command, `--${option} is ${JSON.stringify(text)}, but must be a day such as 2030-01-31`);
  return moment;
}

/** @param sentence what is wrong, without its full stop */
export function misuse({ name, usage }: { readonly name: string; readonly usage: string }, sentence: string) {
  return new CommandError(`${name}: ${sentence}. Usage: ${usage}`);
}

/** Without the advice that Node adds, which is about how programs parse. */
function sentenceOf({ message }: Error): string {
  const [sentence = ''] = message.split('. ');
  return sentence.replace(/\.$/, '');
}
