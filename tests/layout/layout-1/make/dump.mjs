// Reads every key as text: [key without the prefix, type, milliseconds until it expires or null, value].

const readers = {
  string: (client, key) => client.getBuffer(key).then(textOf),
  hash: async (client, key) => pairs(await client.hgetallBuffer(key)),
  list: async (client, key) => (await client.lrangeBuffer(key, 0, -1)).map(textOf),
  set: async (client, key) => (await client.smembersBuffer(key)).map(textOf).sort(),
  zset: async (client, key) => {
    const flat = (await client.zrangeBuffer(key, '0', '-1', 'WITHSCORES')).flat();
    return Array.from({ length: flat.length / 2 }, (_, at) => [textOf(flat[2 * at]), String(flat[2 * at + 1])]);
  },
  stream: async (client, key) =>
    (await client.xrangeBuffer(key, '-', '+')).map(([id, fields]) => [String(id), ...fields.map(textOf)]),
};

export async function dump(client, prefix) {
  const [seconds, micros] = await client.time();
  const madeAtMs = Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
  const names = (await client.keys(`${prefix}:*`)).sort();
  const keys = [];
  for (const name of names) {
    const [type, expiresAtMs] = [await client.type(name), await client.pexpiretime(name)];
    const value = await readers[type](client, name);
    keys.push([name.slice(prefix.length + 1), type, expiresAtMs < 0 ? null : expiresAtMs - madeAtMs, value]);
  }
  return { head: { madeAtMs }, keys };
}

/** What is no text, as a HyperLogLog, stands as base64 in a list of its own. */
function textOf(buffer) {
  const text = buffer.toString('utf8');
  return Buffer.from(text, 'utf8').equals(buffer) ? text : [buffer.toString('base64')];
}

function pairs(fields) {
  return Object.entries(fields).map(([field, value]) => [field, textOf(value)]);
}
