// What is wrong with a plugin, or with the file that lists the plugins: one line for the person who starts Mortar.

export class PluginError extends Error {
  override readonly name = 'PluginError';
  readonly code = 'ERR_PLUGIN';
}

/**
 * What `work` returns.
 * @throws PluginError that names the plugin and the part that failed.
 */
export async function inPart<T>(plugin: string, part: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failedIn(plugin, part, error);
  }
}

export function failedIn(plugin: string, part: string, error: unknown): PluginError {
  if (error instanceof PluginError) return error;
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return new PluginError(`The plugin ${JSON.stringify(plugin)} failed in ${part}: ${line}`, { cause: error });
}
