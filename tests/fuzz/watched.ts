// Scripts that tell on themselves: one that throws, or says no, after it has written, answers with a fault instead.

import { createHash } from 'node:crypto';
import { readCommands } from '../../scripts/lua/commands.ts';
import type { Script } from '../../src/redis/base/scripts.ts';

/** Begins the message of such an error. */
const mark = 'HALF-DONE';

/** What a script may say after it has written. */
const done = [
  'OK',
  // The payment of a checkout is under way: that somebody was told so is kept.
  'order/begin BUSY',
  // The ledger counts how often it was asked.
  'payment/test-charge AGAIN',
  'payment/test-charge REFUNDED',
  // A part of the queue is gone, the rest is to follow.
  'job/queue-sweep MORE',
  'job/queue-delete MORE',
  // Instances whose time has come are settled first, those too whose time is not known.
  'service/heartbeat NOT_FOUND',
  'service/deregister NOT_FOUND',
  'service/register NEW',
  // A wrong code is counted, so that few can be tried.
  'account/check-proof WRONG',
  'account/factor-take WRONG',
  'account/take-proof WRONG',
  'metric/site-share-open WRONG',
  // Its lease is given up.
  'cache/store OVERTAKEN',
  // Not live, but processes may remember that it was: they let go of it.
  'session/end NONE',
] as const;

// `redis` is shadowed for the script alone. What removes nothing, or adds what is there, has written nothing.
const head = (name: string): string => `
local watched_reads, watched_done, watched_write, watched_redis = {}, {}, nil, redis
local watched_scratch = false
for word in string.gmatch('${[...readCommands].join(' ')}', '%S+') do watched_reads[word] = true end
for word in string.gmatch('${words(name).join(' ')}', '%S+') do watched_done[word] = true end
local function watched_call(by)
  return function(command, ...)
    local key, reply = ..., by(command, ...)
    local is_nothing = reply == false or (reply == 0 and not string.find(command, '^[HZ]SET$') and not string.find(command, '^[HZ]?ADD'))
      or (type(reply) == 'table' and (reply.err or (#reply == 0 and not reply.ok)))
    local is_aside = command == 'RENAME' and string.find(select(2, ...), ':foreign', 1, true)
    if not watched_reads[command] and not is_nothing and not is_aside and not watched_scratch then watched_write = watched_write or (command .. ' ' .. tostring(key)) end
    return reply
  end
end
-- What replicas are not told of is gone when the script ends.
local function watched_set_repl(mode)
  watched_scratch = true
  return watched_redis.set_repl(mode)
end
local redis = setmetatable({ call = watched_call(redis.call), pcall = watched_call(redis.pcall), set_repl = watched_set_repl }, { __index = redis })
local function watched_script()
`;
const tail = (name: string): string => `
end
local function watched_refusal(reply)
  local word = type(reply) == 'table' and reply[1]
  if type(word) == 'table' then
    for _, each in ipairs(reply) do
      word = watched_refusal(each)
      if not word then return nil end
    end
    return word
  end
  return type(word) == 'string' and string.find(word, '^[A-Z_]+$') and not watched_done[word] and word or nil
end
local watched_ok, watched_reply = pcall(watched_script)
local watched_word = watched_ok and watched_refusal(watched_reply)
if not watched_ok then watched_word = type(watched_reply) == 'table' and watched_reply.err or tostring(watched_reply) end
if watched_word and watched_write then
  return watched_redis.error_reply('${mark} ${name} writes (' .. watched_write .. ') and answers ' .. watched_word)
end
if not watched_ok then error(watched_reply) end
return watched_reply
`;

function words(name: string): string[] {
  return done.flatMap((each) => {
    const [script, word] = each.split(' ') as [string, string?];
    if (!word) return [script];
    return script === name ? [word] : [];
  });
}

const known = new Map<string, Script>();

export function watched(script: Script): Script {
  const made = known.get(script.sha) ?? rewritten(script);
  known.set(script.sha, made);
  return made;
}

/** What a script has told on itself. */
export function halfDone(error: unknown): string | null {
  const message = error instanceof Error ? error.message : '';
  return message.startsWith(mark) ? message.slice(mark.length + 1, 300) : null;
}

/** The source of a script that answers with the keys of a prefix that it names to Redis, whatever else it came to. */
export function touched({ source }: Script, prefix: string): string {
  const [, flags = '', body = ''] = /^(#![^\n]*\n)?(.*)$/s.exec(source) ?? [];
  return `${flags}
local touched_keys, touched_redis = {}, redis
local function touched_call(by)
  return function(command, ...)
    -- A channel is no key.
    local names = string.find(command, 'PUBLISH$') and {} or { ... }
    for _, value in ipairs(names) do
      if type(value) == 'string' and string.sub(value, 1, ${prefix.length + 1}) == '${prefix}:' then touched_keys[value] = true end
    end
    return by(command, ...)
  end
end
local redis = setmetatable({ call = touched_call(redis.call), pcall = touched_call(redis.pcall) }, { __index = redis })
local function touched_script()
${body}
end
pcall(touched_script)
local touched_list = {}
for key in pairs(touched_keys) do touched_list[#touched_list + 1] = key end
return touched_list
`;
}

function rewritten({ name, source }: Script): Script {
  const [, flags = '', body = ''] = /^(#![^\n]*\n)?(.*)$/s.exec(source) ?? [];
  const whole = `${flags}${head(name)}${body}${tail(name)}`;
  return { name, source: whole, sha: createHash('sha1').update(whole).digest('hex') };
}
