// The time that a command may take. An answer that is there by then counts, also where this process was busy with something else and
// has not read it: ioredis judges a command by the clock before it reads, and would take the process' own delay for Redis'.

/** What it needs of a command of ioredis. The name of its timer is ioredis' own: it ends that once the command is settled. */
interface Command {
  readonly isSettled: boolean;
  _commandTimeoutTimer?: NodeJS.Timeout;
  setTimeout(ms: number): void;
  reject(error: Error): void;
}

interface Client {
  sendCommand: unknown;
}

/** Has a connection judge whether a command took too long only after what has arrived was read. */
export function judgeAfterReading(client: Client): void {
  const send = (client.sendCommand as (command: Command, ...others: unknown[]) => unknown).bind(client);
  client.sendCommand = (command: Command, ...others: unknown[]): unknown => {
    command.setTimeout = setTimeoutOf;
    return send(command, ...others);
  };
}

function setTimeoutOf(this: Command, ms: number): void {
  // What was read between the timers and the check is settled by then.
  const judge = (): void => {
    if (!this.isSettled) this.reject(new Error('Command timed out'));
  };
  this._commandTimeoutTimer ??= setTimeout(() => setImmediate(judge), ms);
}
