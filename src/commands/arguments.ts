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

/** @param sentence what is wrong, without its full stop */
export function misuse({ name, usage }: { readonly name: string; readonly usage: string }, sentence: string) {
  return new CommandError(`${name}: ${sentence}. Usage: ${usage}`);
}

/** Without the advice that Node adds, which is about how programs parse. */
function sentenceOf({ message }: Error): string {
  const [sentence = ''] = message.split('. ');
  return sentence.replace(/\.$/, '');
}
