// The arguments of the commands for developers: --help prints how one is called, and what is wrong is one line.

import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Ends the process after --help, and with code 1 if the arguments are wrong or `judge` throws. */
export function readArguments<const Given extends ParseArgsConfig, Result>(
  usage: string,
  given: Given,
  judge: (parsed: ReturnType<typeof parseArgs<Given>>) => Result,
): Result {
  if (process.argv.slice(2).some((arg) => arg === '--help' || arg === '-h')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return judge(parseArgs(given));
  } catch (error) {
    // Node adds advice that is about how programs parse.
    const [sentence] = (error as Error).message.split(/\. (?:To specify|This command)/);
    console.error(`${sentence}. Usage: ${usage.split('\n')[0]}`);
    process.exit(1);
  }
}

/** @throws Error naming the option. */
export function wholeNumber(option: string, text: string, from: number, to: number): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= from && number <= to) return number;
  throw new Error(`--${option} is ${JSON.stringify(text)}, but must be a whole number from ${from} to ${to}`);
}
