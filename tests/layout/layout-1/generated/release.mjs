import Ai from"cluster-key-slot";var dn=class{#e;#n=new Map;#t;constructor(e){this.#e=e}listen(e,n,t){let r=this.#r(),o=this.#n.get(e)??new Map;o.set(n,t),
this.#n.set(e,o);let i=()=>{o.has(n)&&n("")};return r.subscribe(e).then(i,()=>{}),()=>{!o.delete(n)||o.size>0||(this.#n.
delete(e),this.#n.size===0?this.close():r.unsubscribe(e).catch(()=>{}))}}close(){this.#n.clear(),this.#t?.disconnect(),this.#t=
void 0}#r(){if(this.#t)return this.#t;let e=this.#e();e.on("message",(t,r)=>{for(let o of[...this.#n.get(t)?.keys()??[]])
o(r)});let n=-1;return e.on("ready",()=>{n+=1,!(n===0||this.#n.size===0)&&e.subscribe(...this.#n.keys()).then(()=>{for(let t of this.#n.
values())for(let r of[...t.keys()])r("")},()=>{})}),e.on("close",()=>{for(let t of this.#n.values())for(let r of t.values())
r?.()}),this.#t=e,e}};import{Cluster as Jr,Redis as Qt}from"ioredis";var Ke={commandTimeoutMs:900,connectTimeoutMs:2e3,retryDelayMaxMs:500};function nr(s){
if(s.startsWith("unix://"))return{kind:"single",nodes:[],tls:!1,database:0,path:s.slice(7)};let e=/^(rediss?)(\+cluster|\+sentinel)?:\/\//.
exec(s);if(!e)throw new Error("must start with redis://, rediss://, redis+cluster://, redis+sentinel:// or unix://");let n=s.
split(",").map((l,d)=>new URL(vi(l,d,e[1]))),t=n[0],r=n[n.length-1],o=n.map(l=>({host:l.hostname.replace(/^\[|\]$/g,""),
port:l.port?Number(l.port):6379}));if(o.some(l=>l.host===""))throw new Error("names no host");let i=decodeURIComponent(r.
pathname.slice(1)),a={nodes:o,tls:e[1]==="rediss",username:t.username?decodeURIComponent(t.username):void 0,password:t.password?
decodeURIComponent(t.password):void 0};if(e[2]==="+sentinel"){if(i==="")throw new Error("needs the master name at its en\
d, as in redis+sentinel://host:26379/mymaster");return{...a,kind:"sentinel",database:0,masterName:i}}if(e[2]==="+cluster"||
o.length>1){if(i!==""&&i!=="0")throw new Error("names a database, but a cluster has database 0 alone");return{...a,kind:"\
cluster",database:0}}if(!/^\d*$/.test(i))throw new Error("has a database that is not a number");return{...a,kind:"single",
database:Number(i||0)}}function vi(s,e,n){let t=s.trim().replace(/^rediss?(\+\w+)?:\/\//,"");if(t==="")throw new Error(`\
has an empty address at place ${e+1}`);return`${n}://${t}`}function tr(s,e){let n={username:s.username,password:s.password,
db:s.database,tls:s.tls?{}:void 0,connectTimeout:Ke.connectTimeoutMs,retryStrategy:t=>Math.min(50*t,Ke.retryDelayMaxMs),
lazyConnect:!0,...Xr(e)};return er(Ei(s,n))}function Wr(s,e){let n={...Xr(e),lazyConnect:!0};if(!de(s))return er(s.duplicate(
n));let{enableOfflineQueue:t}=n;return er(s.duplicate([],{redisOptions:n,enableOfflineQueue:t,lazyConnect:!0}))}function Xr(s){
let e=s==="commands";return{commandTimeout:e?Ke.commandTimeoutMs:void 0,enableOfflineQueue:!e,autoResendUnfulfilledCommands:!e,
maxRetriesPerRequest:e?0:null}}function er(s){return s.on("error",()=>{}),s.connect().catch(()=>{}),s}function Ei(s,e){if(s.
kind==="cluster"){let t={redisOptions:e,enableOfflineQueue:e.enableOfflineQueue,clusterRetryStrategy:r=>Math.min(50*r,Ke.
retryDelayMaxMs),maxRedirections:16,retryDelayOnTryAgain:50,retryDelayOnClusterDown:100,slotsRefreshTimeout:Ke.connectTimeoutMs,
lazyConnect:!0};return new Jr([...s.nodes],t)}if(s.kind==="sentinel")return new Qt({...e,sentinels:[...s.nodes],name:s.masterName,
sentinelPassword:s.password});if(s.path)return new Qt({...e,path:s.path});let n=s.nodes[0];return new Qt({...e,host:n.host,
port:n.port})}function de(s){return s instanceof Jr}async function cn(s,e){if(s.status==="ready")return;let n,t=r=>{n=r};
s.on("error",t);try{await new Promise((r,o)=>{let i=setTimeout(()=>o(n??new Error(`no answer within ${e} ms`)),e);s.once(
"ready",()=>{clearTimeout(i),r()})})}finally{s.off("error",t)}}function un(s){return s instanceof Error?/^(MaxRetriesPerRequestError|ClusterAllFailedError|AbortError|Overloaded)$/.
test(s.name)?!0:/Command timed out|Connection is closed|Stream isn't writeable|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT.*sock|^(LOADING|CLUSTERDOWN|MASTERDOWN|READONLY|TRYAGAIN)|None of startup nodes|Cluster isn't ready/.
test(s.message):!1}var Si="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";function mn(s){return Si.indexOf(s.charAt(1))%
16}function zr(s){if(/[{}]/.test(s))throw new Error(`The key prefix ${JSON.stringify(s)} must not contain a brace`);let e=n=>`${s}\
:{session:${mn(n)}}`;return{prefix:s,layout:`${s}:layout`,demo:`${s}:demo`,metric:(n,t,r)=>`${s}:{an:${n}:${t}}:${r}`,metricFeed:n=>`${s}\
:{an:${n}:feed}:events`,metricFeedMeta:n=>`${s}:{an:${n}:feed}:meta`,metricDropped:(n,t)=>`${s}:{an:${n}:dropped}:${t}`,
metricSalt:`${s}:metric-salt`,metricChanged:n=>`${s}:metric-changed:${n}`,sessionPass:(n,t)=>`${e(n)}:${n}:pass:${t}`,session:(n,t)=>`${e(
n)}:${n}:one:${t}`,sessionIndex:n=>`${e(n)}:${n}:index`,sessionVersion:n=>`${s}:{session:${n}}:version`,sessionEnded:`${s}\
:session-ended`,account:n=>`${e(n)}:${n}:account`,accountAccess:n=>`${e(n)}:${n}:access`,accountEmail:n=>`${s}:account-e\
mail:{${n}}`,attempts:n=>`${s}:attempts:{${n}}`,experiments:`${s}:experiments`,experiment:(n,t,r)=>`${s}:{exp:${n}:${t}}\
:${r}`,experimentChanged:n=>`${s}:experiment-changed:${n}`,queues:()=>`${s}:queues`,queue:n=>`${s}:{q:${n}}:`,queueMeta:n=>`${s}\
:{q:${n}}:meta`,queueLease:n=>`${s}:{q:${n}}:lease`,queueEvents:n=>`${s}:{q:${n}}:events`,queueSchedules:n=>`${s}:{q:${n}\
}:schedules`,queueSchedulesDue:n=>`${s}:{q:${n}}:schedules:due`,queueSchedulesLast:n=>`${s}:{q:${n}}:schedules:last`,jobLog:(n,t)=>`${s}\
:{q:${n}}:log:${t}`,queueWake:n=>`${s}:{q:${n}}:wake`,queueChanged:n=>`${s}:queue-changed:${n}`,topics:`${s}:topics`,topic:n=>`${s}\
:{topic:${n}}:`,topicDead:(n,t)=>`${s}:{topic:${n}}:g:${t}:dead`,topicMeta:n=>`${s}:{topic:${n}}:meta`,topicChanged:n=>`${s}\
:topic-changed:${n}`,catalogue:n=>`${s}:{cat}:${n}`,catalogueSold:n=>`${s}:{cat}:counted:${n}`,inventory:n=>`${s}:{inv:m\
ain}:${n}`,inventoryAdjustment:n=>`${s}:{inv:main}:adjustment:${n}`,stockChanged:n=>`${s}:stock-changed:${n}`,cart:(n,t)=>`${s}\
:{cart:${n}}:of:${t}`,cartTaken:(n,t)=>`${s}:{cart:${n}}:taken:${t}`,cartOutbox:n=>`${s}:{cart:${n}}:outbox`,checkoutKey:(n,t)=>`${s}\
:checkout-key:{${n}}:${t}`,cartChanged:n=>`${s}:cart-changed:${n}`,order:(n,t)=>`${s}:{ord:${n}}:order:${t}`,orderShard:(n,t)=>`${s}\
:{ord:${n}}:${t}`,ordersByState:(n,t)=>`${s}:{ord:${n}}:state:${t}`,ordersOf:n=>`${s}:{orders:${n}}`,orderChanged:n=>`${s}\
:order-changed:${n}`,recommendation:(n,t)=>`${s}:{rec:${n}}:${t}`,trending:`${s}:{trend}:products`,trendingSeen:n=>`${s}\
:{trend}:seen:${n}`,viewed:(n,t)=>`${s}:{viewed:${n}}:${t}`,recommendationSeen:(n,t)=>`${s}:{rec:${n}}:seen:${t}`,services:`${s}\
:{svc}:`,serviceCounts:`${s}:{svc}:services`,serviceChanges:`${s}:{svc}:changes`,serviceChangeNumber:`${s}:{svc}:number`,
serviceChanged:`${s}:service-changed`,testCharge:n=>`${s}:{pay:${n}}`,rateLimits:_i(s),cache:xi(s)}}function xi(s){let e=n=>`${s}\
:{cache:${n}}:`;return{entry:(n,t)=>`${e(n)}e:${t}`,tag:(n,t)=>`${e(n)}t:${t}`,lease:(n,t)=>`${e(n)}l:${t}`,count:n=>`${e(
n)}count`,totals:`${s}:{cache}:totals`,minutes:n=>`${s}:{cache}:minutes:${n}`,changed:`${s}:cache-changed`}}function _i(s){
let e=`${s}:{limit}`;return{state:(n,t,r)=>`${e}:${n}:${t}:${r}`,policies:`${e}:policies`,version:`${e}:version`,counters:(n,t)=>`${e}\
:count:${n}:${t}`,asked:(n,t)=>`${e}:asked:${n}:${t}`,refused:(n,t)=>`${e}:refused:${n}:${t}`,blocked:n=>`${e}:blocked:${n}`,
activity:`${e}:activity`,activityChannel:`${e}:activity-changed`}}import{createHash as Ri}from"node:crypto";var Zr={"account-claim-email.lua":`local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] and holder ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[1], ARGV[1])
return 1`,"account-disable.lua":`-- @include session-end-all
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
local ended = ARGV[1] == '1' and end_all(KEYS[1], ARGV[2], '', 'ACCOUNT_DISABLED', ARGV[3]) or 0
redis.call('SETRANGE', KEYS[1], 0, ARGV[1] == '1' and 'D' or 'E')
note_change(key_start(KEYS[1]))
return ended`,"account-set-password.lua":`-- @include session-end-all
if redis.call('HGET', KEYS[1], 'password') ~= ARGV[1] then return -1 end
redis.call('HSET', KEYS[1], 'password', ARGV[2])
if ARGV[3] ~= '1' then return 0 end
return end_all(KEYS[2], ARGV[4], ARGV[5], ARGV[6], ARGV[7])`,"account-set-roles.lua":`-- @include session-pass
local access = redis.call('GET', KEYS[1])
if not access then return -1 end
if string.sub(access, 14) == ARGV[1] then return 0 end
redis.call('SET', KEYS[1], string.sub(access, 1, 7) .. next_count(string.sub(access, 8, 13)) .. ARGV[1], 'KEEPTTL')
note_change(key_start(KEYS[1]))
return 1`,"attempt-begin.lua":`-- @include now
local now = now_ms()
local state = redis.call('HMGET', KEYS[1], 'count', 'until')
local wait = (tonumber(state[2]) or 0) - now
if wait > 0 then return wait end
local count = (tonumber(state[1]) or 0) + 1
local over = count - tonumber(ARGV[1])
local delay = over < 0 and 0 or math.min(1000 * 2 ^ math.min(over, 30), tonumber(ARGV[2]))
redis.call('HSET', KEYS[1], 'count', count, 'until', string.format('%d', now + delay))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 0`,"attempt-take-back.lua":`local count = tonumber(redis.call('HGET', KEYS[1], 'count'))
if count and count > 0 then redis.call('HSET', KEYS[1], 'count', count - 1, 'until', 0) end`,"cache-count.lua":`-- @incl\
ude now
local now = now_ms()
local until_key = KEYS[1] .. '-until'
local live = redis.call('ZRANGEBYSCORE', until_key, '(' .. string.format('%d', now), '+inf', 'LIMIT', 0, 2000)
if #live == 0 then
return 0
end
local sum = 0
for _, number in ipairs(redis.call('HMGET', KEYS[1], unpack(live))) do
sum = sum + (tonumber(number or 0))
end
return sum`,"cache-give-up.lua":`-- @include cache-entry
-- @include cache-lease
local start, key = start_of(KEYS[1])
local lease_key = start .. 'l:' .. key
local holder, awaited = holder_of(redis.call('GET', lease_key))
if holder ~= ARGV[1] then
return 0
end
if ARGV[4] == '0' then
redis.call('DEL', lease_key)
else
redis.call('SET', lease_key, '!', 'PX', ARGV[4])
end
if awaited then
redis.call('PUBLISH', ARGV[2], ARGV[3] .. key)
end
return 1`,"cache-invalidate.lua":`-- @include cache-entry
local answers = {}
local entries = tonumber(ARGV[1])
for index = 1, entries do
local start, key = start_of(KEYS[index])
local old = redis.call('GETRANGE', KEYS[index], 0, 47)
if old ~= '' then
count_off(start, old)
end
redis.call('DEL', start .. 'l:' .. key)
answers[index] = redis.call('UNLINK', KEYS[index])
end
for index = entries + 1, #KEYS do
answers[index] = redis.call('DEL', KEYS[index])
redis.call('INCR', string.match(KEYS[index], '^.-}:') .. 'moved')
end
if ARGV[3] ~= '' then
redis.call('PUBLISH', ARGV[2], ARGV[3])
end
return answers`,"cache-lead.lua":`-- @include now
-- @include cache-entry
-- @include cache-lease
local now = now_ms()
local calls = cjson.decode(ARGV[3])
local function has_tags(text, call)
if #call == 4 then
return true
end
local held = {}
for tag in tags_of(text) or pairs({}) do
held[tag] = true
end
for at = 5, #call do
if not held[call[at]] then
return false
end
end
return true
end
local answers = { string.format('%d', now) }
for index, call in ipairs(calls) do
local token, seen, waits, insists = call[1], call[2], call[3] == 1, call[4] == 1
local start, key = start_of(KEYS[index])
local text = redis.call('GET', KEYS[index])
local fresh_until = text and tonumber(string.sub(text, 1, 13)) or 0
if fresh_until > now and fresh_until > seen and holds(start, text) and has_tags(text, call) then
answers[index + 1] = text
else
local lease_key = start .. 'l:' .. key
local lease = redis.call('GET', lease_key)
if lease == '!' and insists then
lease = false
end
if lease == '!' then
answers[index + 1] = 'P' .. redis.call('PTTL', lease_key)
elseif lease then
local _, awaited = holder_of(lease)
if waits and not awaited then
redis.call('APPEND', lease_key, '+')
end
answers[index + 1] = 'W' .. redis.call('PTTL', lease_key)
else
redis.call('SET', lease_key, token, 'PX', ARGV[1])
local parts = { 'L', redis.call('GET', start .. 'moved') or '0' }
for at = 5, #call do
local tag_key = start .. 't:' .. call[at]
if not redis.call('SET', tag_key, token, 'NX', 'PX', ARGV[2]) then
redis.call('PEXPIRE', tag_key, ARGV[2], 'GT')
end
parts[#parts + 1] = redis.call('GET', tag_key)
end
answers[index + 1] = table.concat(parts, '\\t')
end
end
end
return answers`,"cache-read.lua":`-- @include now
-- @include cache-entry
local answers = { string.format('%d', now_ms()) }
local wanted = {}
local place = {}
local groups = {}
local group_of = {}
for from = 1, #KEYS, 1000 do
local to = math.min(from + 999, #KEYS)
local held = redis.call('MGET', unpack(KEYS, from, to))
for index = from, to do
local text = held[index - from + 1]
answers[index + 1] = text
if text and string.byte(text, 49) ~= 10 then
local start = start_of(KEYS[index])
local name = start .. string.sub(text, 49, string.find(text, '\\n', 49, true))
local group = groups[name]
if not group then
group = {}
groups[name] = group
for tag, version in tags_of(text) do
local key = start .. 't:' .. tag
if not place[key] then
wanted[#wanted + 1] = key
place[key] = #wanted
end
group[#group + 1] = place[key]
group[#group + 1] = version
end
end
group_of[index] = group
end
end
end
if #wanted == 0 then
return answers
end
local versions = {}
for from = 1, #wanted, 1000 do
local to = math.min(from + 999, #wanted)
local held = redis.call('MGET', unpack(wanted, from, to))
for index = from, to do
versions[index] = held[index - from + 1]
end
end
for _, group in pairs(groups) do
group.holds = true
for at = 1, #group, 2 do
group.holds = group.holds and versions[group[at]] == group[at + 1]
end
end
for index, group in pairs(group_of) do
if not group.holds then
count_off((start_of(KEYS[index])), answers[index + 1])
redis.call('UNLINK', KEYS[index])
answers[index + 1] = false
end
end
return answers`,"cache-record.lua":`-- @include now
local minute = math.floor(now_ms() / 60000)
local minutes = KEYS[2] .. string.format('%d', math.floor(minute / 60))
for at = 1, #ARGV, 2 do
redis.call('HINCRBY', KEYS[1], ARGV[at], ARGV[at + 1])
redis.call('HINCRBY', minutes, ARGV[at] .. (minute % 60), ARGV[at + 1])
end
redis.call('EXPIRE', minutes, 49 * 3600)
return 1`,"cache-renew.lua":`-- @include cache-lease
local answers = {}
for index, lease_key in ipairs(KEYS) do
local holder = holder_of(redis.call('GET', lease_key))
answers[index] = holder == ARGV[index + 1] and redis.call('PEXPIRE', lease_key, ARGV[1]) or 0
end
return answers`,"cache-store.lua":`-- @include now
-- @include cache-entry
-- @include cache-lease
local now = now_ms()
local channel = ARGV[1]
local function is_overtaken(start, tags, versions, moved)
if moved < 0 then
return false
end
for place, tag in ipairs(tags) do
local version = versions[place]
if version then
if redis.call('GET', start .. 't:' .. tag) ~= version then
return true
end
elseif tonumber(redis.call('GET', start .. 'moved') or 0) ~= moved then
return true
end
end
return false
end
local function count_on(start, kept_until, power)
local bucket = bucket_of(kept_until, power)
if redis.call('HINCRBY', start .. 'count', bucket, 1) ~= 1 then
return
end
local width = 1000 * 10 ^ power
redis.call('ZADD', start .. 'count-until', (math.floor(kept_until / width) + 1) * width, bucket)
local passed = redis.call('ZRANGEBYSCORE', start .. 'count-until', '-inf', now, 'LIMIT', 0, 10)
if #passed > 0 then
redis.call('HDEL', start .. 'count', unpack(passed))
redis.call('ZREM', start .. 'count-until', unpack(passed))
end
end
local answers = {}
for index = 1, #KEYS do
local token, fresh, stale, kept, took, moved, tags, versions = unpack(cjson.decode(ARGV[index * 2]))
local start, key = start_of(KEYS[index])
local lease_key = start .. 'l:' .. key
local holder, awaited = holder_of(redis.call('GET', lease_key))
local loaded = moved >= 0
if loaded and holder ~= token then
answers[index] = 0
else
if is_overtaken(start, tags, versions, moved) then
answers[index] = 0
else
local parts = {}
for place, tag in ipairs(tags) do
local tag_key = start .. 't:' .. tag
if not redis.call('SET', tag_key, token, 'NX', 'PX', kept) then
redis.call('PEXPIRE', tag_key, kept, 'GT')
end
parts[place] = tag .. '\\t' .. redis.call('GET', tag_key) .. '\\t'
end
local power = math.max(0, math.ceil(math.log10(kept / 100000)))
local old = redis.call('GETRANGE', KEYS[index], 0, 47)
if old ~= '' then
count_off(start, old)
end
local head = string.format('%013d%013d%013d%08d%d', now + fresh, now + stale, now + kept, took, power)
redis.call('SET', KEYS[index], head .. table.concat(parts) .. '\\n' .. ARGV[index * 2 + 1], 'PX', kept)
count_on(start, now + kept, power)
answers[index] = now + fresh
end
if holder then
redis.call('DEL', lease_key)
end
if not loaded then
redis.call('PUBLISH', channel, 'i' .. cjson.encode({ keys = { key } }))
elseif awaited then
redis.call('PUBLISH', channel, 's' .. key)
end
end
end
return answers`,"cart-change.lua":`local cart, outbox = KEYS[1], KEYS[2]
local channel, owner, visitor, max_entries, verb, ttl_ms = unpack(ARGV, 1, 6)
local max_lines, max_quantity, currency = tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9]
if verb == 'bought' then
if redis.call('HGET', cart, 'checkout') ~= currency then return { 'OK', 0 } end
redis.call('HDEL', cart, 'checkout')
end
local fields = redis.call('HGETALL', cart)
local lines, count, stored_currency = {}, 0, nil
for at = 1, #fields, 2 do
local sku = string.match(fields[at], '^l:(.*)$')
if sku then
local quantity, sequence, minor = string.match(fields[at + 1], '^(%d+):(%d+):(%d+)$')
lines[sku] = { quantity = tonumber(quantity), sequence = sequence, minor = minor }
count = count + 1
elseif fields[at] == 'currency' then
stored_currency = fields[at + 1]
end
end
if #fields == 0 and verb ~= 'add' and verb ~= 'set' then return { 'OK', 0 } end
if (verb == 'add' or verb == 'set') and count > 0 and currency ~= '' and currency ~= stored_currency then
return { 'CURRENCY', stored_currency }
end
local changed, order = {}, {}
if verb == 'clear' or verb == 'bought' then
for at = 1, #fields, 2 do
if string.sub(fields[at], 1, 5) == 'left:' then redis.call('HDEL', cart, fields[at]) end
end
end
if verb == 'clear' then
for sku in pairs(lines) do
changed[sku] = 0
order[#order + 1] = sku
end
count = 0
end
local prices = {}
for at = 10, #ARGV, 3 do
local sku, quantity = ARGV[at], tonumber(ARGV[at + 1])
local before = changed[sku] or (lines[sku] and lines[sku].quantity) or 0
local after = quantity
if verb == 'add' then after = before + quantity end
if verb == 'remove' then after = 0 end
if verb == 'bought' then after = math.max(0, before - quantity) end
if after > max_quantity then return { 'QUANTITY', sku, after } end
if before == 0 and after > 0 then count = count + 1 end
if before > 0 and after == 0 then count = count - 1 end
if not changed[sku] then order[#order + 1] = sku end
changed[sku] = after
prices[sku] = ARGV[at + 2]
end
if count > max_lines then return { 'LINES' } end
for _, sku in ipairs(order) do
local quantity = changed[sku]
redis.call('HDEL', cart, 'merged:' .. sku, 'left:' .. sku)
if quantity == 0 then
redis.call('HDEL', cart, 'l:' .. sku)
else
local line = lines[sku]
local sequence = line and line.sequence or redis.call('HINCRBY', cart, 'sequence', 1)
redis.call('HSET', cart, 'l:' .. sku, quantity .. ':' .. sequence .. ':' .. (line and line.minor or prices[sku]))
end
end
if verb ~= 'bought' and currency ~= '' and count > 0 then redis.call('HSET', cart, 'currency', currency) end
local version = redis.call('HINCRBY', cart, 'version', 1)
redis.call('PEXPIRE', cart, ttl_ms)
if verb == 'add' then
if visitor ~= '' then redis.call('HSET', cart, 'visitor', visitor) end
local known = redis.call('HGET', cart, 'visitor') or owner
redis.call('XADD', outbox, 'MAXLEN', '~', max_entries, '*', 'owner', owner, 'visitor', known)
end
redis.call('PUBLISH', channel, version)
return { 'OK', version }`,"cart-merge.lua":`local cart = KEYS[1]
if redis.call('HGET', cart, 'merge') == ARGV[2] then return 0 end
redis.call('HSET', cart, 'merge', ARGV[2])
local max_lines, max_quantity, currency = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local count = 0
for _, field in ipairs(redis.call('HKEYS', cart)) do
if string.sub(field, 1, 2) == 'l:' then count = count + 1 end
if string.sub(field, 1, 5) == 'left:' then redis.call('HDEL', cart, field) end
end
local same_currency = count == 0 or redis.call('HGET', cart, 'currency') == currency
for at = 8, #ARGV, 3 do
local sku, quantity, minor = ARGV[at], tonumber(ARGV[at + 1]), ARGV[at + 2]
if not same_currency then
redis.call('HSET', cart, 'left:' .. sku, 'currency')
else
local line = redis.call('HGET', cart, 'l:' .. sku)
local sequence
if line then
local had, number, kept_minor = string.match(line, '^(%d+):(%d+):(%d+)$')
quantity, sequence, minor = quantity + tonumber(had), number, kept_minor
elseif count < max_lines then
count = count + 1
sequence = redis.call('HINCRBY', cart, 'sequence', 1)
end
if sequence then
redis.call('HSET', cart, 'l:' .. sku, math.min(quantity, max_quantity) .. ':' .. sequence .. ':' .. minor)
redis.call('HSET', cart, 'merged:' .. sku, 1)
else
redis.call('HSET', cart, 'left:' .. sku, 'lines')
end
end
end
if same_currency then
if count > 0 then redis.call('HSET', cart, 'currency', currency) end
if ARGV[7] ~= '' then redis.call('HSET', cart, 'checkout', ARGV[7]) end
end
redis.call('HINCRBY', cart, 'version', 1)
redis.call('PEXPIRE', cart, ARGV[3])
redis.call('PUBLISH', ARGV[1], 'merged')
return 1`,"cart-reprice.lua":`local cart = KEYS[1]
if redis.call('HGET', cart, 'version') ~= ARGV[2] then return 0 end
if ARGV[3] ~= '' then redis.call('HSET', cart, 'checkout', ARGV[3]) end
if #ARGV < 4 then return 1 end
for at = 4, #ARGV, 2 do
local line = redis.call('HGET', cart, 'l:' .. ARGV[at])
local quantity, sequence = string.match(line, '^(%d+):(%d+):')
redis.call('HSET', cart, 'l:' .. ARGV[at], quantity .. ':' .. sequence .. ':' .. ARGV[at + 1])
end
redis.call('PUBLISH', ARGV[1], ARGV[2])
return 1`,"cart-take.lua":`if redis.call('EXISTS', KEYS[2]) == 0 then
if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
redis.call('RENAME', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[2], 'merge', ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
redis.call('PUBLISH', ARGV[1], 'taken')
end
return redis.call('HGETALL', KEYS[2])`,"catalogue-page.lua":`-- @include catalogue-label
-- @include catalogue-match
-- @include catalogue-walk
local products, texts, postings, skus, names, frequent, bits, slices, order_key = unpack(KEYS)
local order_name, step, size = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local place_level, place_key, place_member = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local max_listed, max_sorted, walk_step, texts_left = unpack(ARGV, 7, 10)
max_sorted, walk_step, texts_left = tonumber(max_sorted), tonumber(walk_step), tonumber(texts_left)
local terms = { unpack(ARGV, 11) }
local ranked = order_name == 'relevance'
local order = { name = ranked and 'sold' or order_name, slices = slices, key = order_name ~= 'newest' and order_key or n\
il }
local function start_of_page()
if place_member == '' then return nil, false end
if order_name ~= 'name' then return { key = place_key, number = tonumber(place_member) }, false end
local rank = redis.call('ZLEXCOUNT', names, '-', (step > 0 and '[' or '(') .. place_member)
if step < 0 then rank = rank - 1 end
local label = rank >= 0 and label_at(names, order_key, rank)
if not label then return nil, true end
return { key = label - step, number = step > 0 and math.huge or -1 }, false
end
local plan = plan_of(terms, postings, frequent, bits, tonumber(max_listed))
local page, examined = {}, nil
local function add(number, key, level)
examined = { number = number, key = key, level = level }
if #plan.unready > 0 then
texts_left = texts_left - 1
local text, found = redis.call('HGET', texts, member_of(number)), level_of(plan, number)
for _, term in ipairs(plan.unready) do found = math.min(found, level_in_text(text, term)) end
if found == 0 or (ranked and found ~= level) then return texts_left == 0 end
end
page[#page + 1] = examined
return #page > size or (#plan.unready > 0 and texts_left == 0)
end
local found_at_least = {}
local function at_least(level)
if not found_at_least[level] then
found_at_least[level] = set_at_least(plan, level, found_at_least[level - 1], bits)
end
return found_at_least[level]
end
local exact = ranked and #plan.unready == 0
local function set_of_level(level)
if not ranked then return at_least(1) end
return difference(at_least(level), exact and level < 3 and at_least(level + 1) or no_numbers)
end
local function is_of_level(level)
return function(number)
local found = level_of(plan, number)
return found == level or (found > level and not exact)
end
end
local function add_level(level, place)
local function visit(number, key) return add(number, key, level) end
if plan.listed[1] then
local numbers, is_found = {}, is_of_level(level)
for _, number in ipairs(plan.listed[1].numbers) do
if is_found(number) then numbers[#numbers + 1] = number end
end
return visit_sorted(numbers, order.key, step, place, visit)
end
if #terms == 0 and order.key then
walk_order(order_key, step, place, size + 1, function() return true end, visit)
return true
end
local set = set_of_level(level)
if order.key and #plan.unready == 0 and #set.at * 64 > redis.call('ZCARD', order_key) then
place = walk_order(order_key, step, place, walk_step, is_of_level(level), visit)
if not place then return #page > size end
end
return visit_sliced(order, set, step, place, max_sorted, visit)
end
local start, done = start_of_page()
local first, last = 1, 1
if ranked then
first, last = step > 0 and 1 or 3, step > 0 and 3 or 1
if start then first = place_level end
end
for level = first, last, step do
if done then break end
done = add_level(level, level == first and start or nil)
end
local more = #page > size or texts_left == 0
page[size + 1] = nil
local numbers, stored = {}, {}
for index, entry in ipairs(page) do numbers[index] = member_of(entry.number) end
if #page > 0 then stored = redis.call('HMGET', products, unpack(redis.call('HMGET', skus, unpack(numbers)))) end
local function reply_place(entry, document)
local member = member_of(entry.number)
if order_name == 'name' then
document = document or redis.call('HGET', products, redis.call('HGET', skus, member))
member = string.match(document, '^%d+\\n([^\\n]*)\\n') .. '\\0' .. member
end
return tostring(entry.level), string.format('%.0f', entry.key), member
end
local reply = { more and 1 or 0, '', '', '' }
local function put(at, entry, document) reply[at], reply[at + 1], reply[at + 2] = reply_place(entry, document) end
local to_go_on = more and #page < size and examined or page[#page]
if to_go_on then put(2, to_go_on, to_go_on == page[#page] and stored[#page]) end
for index, entry in ipairs(page) do
local at = #reply + 1
put(at, entry, stored[index])
reply[at + 3] = stored[index]
end
return reply`,"catalogue-set.lua":`-- @include now
-- @include catalogue-terms
-- @include catalogue-frequent
-- @include catalogue-label
local products, texts, postings, numbers, skus, names, by_name, by_price, by_sold, resting, frequent, bits, slices =
unpack(KEYS)
local frequent_from, max_frequent, fill_step, sampled_every = unpack(ARGV, 2, 5)
local created_now = string.format('%.0f', now_ms())
local created = {}
local function index(number, old_text, text)
local old_fields, fields = fields_of(old_text), fields_of(text)
local gone, new = {}, {}
for term, field in pairs(old_fields) do
if fields[term] ~= field then gone[#gone + 1] = term .. '\\0' .. field .. number end
end
for term, field in pairs(fields) do
if old_fields[term] ~= field then
new[#new + 1] = 0
new[#new + 1] = term .. '\\0' .. field .. number
end
end
if #gone > 0 then redis.call('ZREM', postings, unpack(gone)) end
if #new > 0 then redis.call('ZADD', postings, unpack(new)) end
mark(bits, frequent, tonumber(number), old_fields, fields)
if tonumber(number) % sampled_every == 0 then
begin_bits(postings, frequent, fields, tonumber(frequent_from), tonumber(max_frequent))
end
end
local function offer(sku, number, name, price)
redis.call('SETBIT', bits, tonumber(number), 1)
put_in_order(by_price, slices, 'price', number, price)
if not redis.call('ZSCORE', by_sold, number) then
put_in_order(by_sold, slices, 'sold', number, tonumber(redis.call('HGET', resting, sku) or 0))
redis.call('HDEL', resting, sku)
end
if not redis.call('ZSCORE', by_name, number) then add_name(names, by_name, slices, name, number) end
end
local function withdraw(sku, number)
redis.call('SETBIT', bits, tonumber(number), 0)
take_from_order(by_price, slices, 'price', number)
local sold = take_from_order(by_sold, slices, 'sold', number)
if sold > 0 then redis.call('HSET', resting, sku, string.format('%.0f', sold)) end
end
for at = 6, #ARGV, 6 do
local sku, document, text, name, price, active = unpack(ARGV, at, at + 5)
local created_at = created_now
local old = redis.call('HGET', products, sku)
local number, old_text
if old then
number = redis.call('HGET', numbers, sku)
old_text = redis.call('HGET', texts, number)
local old_name
created_at, old_name = string.match(old, '^(%d+)\\n([^\\n]*)\\n')
if old_name ~= name or active == '0' then remove_name(names, by_name, slices, old_name, number) end
else
number = string.format('%08d', redis.call('HLEN', numbers))
redis.call('HSET', numbers, sku, number)
redis.call('HSET', skus, number, sku)
end
redis.call('HSET', products, sku, created_at .. '\\n' .. name .. '\\n' .. document)
if text ~= old_text then
redis.call('HSET', texts, number, text)
index(number, old_text, text)
end
if active == '1' then offer(sku, number, name, tonumber(price)) else withdraw(sku, number) end
redis.call('PUBLISH', ARGV[1] .. sku, 'product')
created[#created + 1] = created_at
end
fill_bits(postings, bits, frequent, tonumber(fill_step))
return created`,"catalogue-sold.lua":`-- @include catalogue-order
local numbers, by_sold, resting, slices, counted = unpack(KEYS)
if not redis.call('SET', counted, 1, 'NX', 'PX', ARGV[1]) then return 0 end
for at = 2, #ARGV, 2 do
local sku, quantity = ARGV[at], tonumber(ARGV[at + 1])
local number = redis.call('HGET', numbers, sku)
local sold = number and redis.call('ZSCORE', by_sold, number)
if sold then
put_in_order(by_sold, slices, 'sold', number, tonumber(sold) + quantity)
elseif number then
redis.call('HINCRBY', resting, sku, quantity)
end
end
return 1`,"experiment-alias.lua":`if redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call('EXPIRE', KEYS[2], ARGV[4])
local seen = redis.call('HGET', KEYS[1], ARGV[1])
if seen and ARGV[3] ~= '' and seen:match('^(.-)|') ~= ARGV[3] then redis.call('HINCRBY', KEYS[3], 'multiple', 1) end
return 1`,"experiment-change.lua":`local before = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if before ~= ARGV[2] then return 0 end
if before == '' and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then return -1 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1`,"experiment-convert.lua":`local visitor, at = ARGV[1], tonumber(ARGV[2])
if ARGV[9] == '1' then
local alias = redis.call('HGET', KEYS[2], visitor)
if alias then return alias end
end
local seen = redis.call('HGET', KEYS[1], visitor)
if not seen then return 0 end
local variant, since = seen:match('^(.-)|(%d+)$')
since = tonumber(since)
if at + tonumber(ARGV[4]) < since or at > since + tonumber(ARGV[3]) then return 0 end
if redis.call('HSETNX', KEYS[4], visitor, ARGV[2]) == 1 then redis.call('HINCRBY', KEYS[3], 'c:' .. variant, 1) end
if ARGV[5] ~= '' and redis.call('SADD', KEYS[6], ARGV[10]) == 1 then
local total = redis.call('HINCRBY', KEYS[5], visitor .. '|' .. ARGV[6], ARGV[5])
local before = total - tonumber(ARGV[5])
redis.call('HINCRBY', KEYS[3], 'r:' .. variant .. ':' .. ARGV[6], ARGV[5])
local grown = string.format('%.0f', total * total - before * before)
redis.call('HINCRBYFLOAT', KEYS[3], 'q:' .. variant .. ':' .. ARGV[6], grown)
end
for index = 1, 6 do redis.call('EXPIRE', KEYS[index], ARGV[7]) end
redis.call('PUBLISH', ARGV[8], '')
return 1`,"experiment-expose.lua":`-- @include now
if ARGV[5] == '1' then
local alias = redis.call('HGET', KEYS[2], ARGV[1])
if alias then return { 'alias', alias } end
end
local seen = redis.call('HGET', KEYS[1], ARGV[1])
if seen then return { 'variant', seen:match('^(.-)|') } end
if ARGV[2] == '' then return { 'variant', '' } end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. '|' .. string.format('%.0f', now_ms()))
redis.call('HINCRBY', KEYS[3], 'n:' .. ARGV[2], 1)
for index = 1, 3 do redis.call('EXPIRE', KEYS[index], ARGV[3]) end
redis.call('PUBLISH', ARGV[4], '')
return { 'variant', ARGV[2] }`,"experiment-sticky.lua":`redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return redis.call('HGET', KEYS[1], ARGV[1])`,"inventory-adjust.lua":`local channel, keep_ms = ARGV[1], tonumber(ARGV[2])\

local what = table.concat(ARGV, '\\n', 3)
if keep_ms > 0 then
local before = redis.call('GET', KEYS[3])
if before then return before == what and 'AGAIN' or 'CONFLICT' end
end
for at = 3, #ARGV, 2 do
local on_hand = tonumber(redis.call('HGET', KEYS[1], ARGV[at]) or 0)
local available = on_hand - tonumber(redis.call('HGET', KEYS[2], ARGV[at]) or 0)
local delta = tonumber(ARGV[at + 1])
if delta < 0 and available + delta < 0 then return { ARGV[at], available } end
if on_hand + delta > 2147483647 then return { ARGV[at], -1 } end
end
for at = 3, #ARGV, 2 do
redis.call('HINCRBY', KEYS[1], ARGV[at], ARGV[at + 1])
redis.call('PUBLISH', channel .. ARGV[at], 'stock')
end
if keep_ms > 0 then redis.call('SET', KEYS[3], what, 'PX', keep_ms) end
return 'OK'`,"inventory-reserve.lua":`-- @include inventory
local channel, id, replaces, hold_ms = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local now = now_ms()
expire(20, now, channel)
local known = read_hold(id)
if known then
if not holds_stock(known) then return { known.s } end
return { 'OK', redis.call('ZSCORE', expiry_key, id) }
end
local old = replaces ~= '' and read_hold(replaces)
if old and old.s == 'paying' then return { 'PAYING' } end
local lines = {}
for at = 5, #ARGV, 2 do
lines[#lines + 1] = ARGV[at]
lines[#lines + 1] = tonumber(ARGV[at + 1])
end
if old and old.s == 'live' then
for at = 1, #old.l, 2 do add(reserved_key, old.l[at], -old.l[at + 1]) end
end
local short = shortage(lines)
if old and old.s == 'live' then
for at = 1, #old.l, 2 do add(reserved_key, old.l[at], old.l[at + 1]) end
end
if short then return { 'SHORT', unpack(short) } end
if old and old.s == 'live' then settle(replaces, old, 'released', now, channel) end
for at = 1, #lines, 2 do
add(reserved_key, lines[at], lines[at + 1])
redis.call('PUBLISH', channel .. lines[at], 'stock')
end
write_hold(id, { s = 'live', l = lines })
local expires_at = string.format('%.0f', now + hold_ms)
redis.call('ZADD', expiry_key, expires_at, id)
return { 'OK', expires_at }`,"inventory-settle.lua":`-- @include inventory
local channel, id, verb, hold_ms = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local now = now_ms()
local hold = read_hold(id)
if not hold then return 'GONE' end
if hold.s == 'committed' and verb ~= 'undo' then return hold.s end
if verb == 'release' or verb == 'undo' then
if hold.s == 'committed' then
for at = 1, #hold.l, 2 do
add(on_hand_key, hold.l[at], hold.l[at + 1])
add(reserved_key, hold.l[at], hold.l[at + 1])
end
end
if holds_stock(hold) or hold.s == 'committed' then
settle(id, hold, 'released', now, channel)
elseif hold.s == 'expired' then
hold.s = 'released'
write_hold(id, hold)
end
return hold.s
end
if hold.s == 'released' then return hold.s end
if not holds_stock(hold) then
if verb == 'retry' then return hold.s end
if shortage(hold.l) then return 'SHORT' end
for at = 1, #hold.l, 2 do add(reserved_key, hold.l[at], hold.l[at + 1]) end
redis.call('ZREM', settled_key, id)
end
if verb == 'commit' then
settle(id, hold, 'committed', now, channel)
else
hold.s = verb == 'extend' and 'paying' or 'live'
write_hold(id, hold)
redis.call('ZADD', expiry_key, now + hold_ms, id)
for at = 1, #hold.l, 2 do redis.call('PUBLISH', channel .. hold.l[at], 'stock') end
end
return hold.s`,"inventory-sweep.lua":`-- @include inventory
local channel, count, now = ARGV[1], tonumber(ARGV[2]), now_ms()
local old = redis.call('ZRANGEBYSCORE', settled_key, '-inf', now - tonumber(ARGV[3]), 'LIMIT', 0, count)
for _, id in ipairs(old) do
redis.call('ZREM', settled_key, id)
redis.call('HDEL', holds_key, id)
end
return expire(count, now, channel)`,"job-cancel.lua":`-- @include now
-- @include job-queue
-- @include job-record
-- @include job-finish
local id = ARGV[3]
local record = redis.call('HGET', states, id)
local letter = letter_of(id, record)
local answer = -1
if not letter then
answer = 0
elseif letter == 'w' then
redis.call('HINCRBY', meta, 'stale', 1)
finish('k', 'cancelled', { id }, { record })
answer = 1
elseif letter == 'y' then
redis.call('ZREM', base .. 'delayed', id)
finish('k', 'cancelled', { id }, { record })
answer = 1
elseif letter == 'a' or letter == 'q' then
redis.call('HSET', states, id, 'q' .. string.sub(record, 2))
note('q', { id })
rouse('q ' .. id)
answer = 2
end
flush()
return answer`,"job-enqueue.lua":`-- @include now
-- @include job-queue
-- @include job-add
local answer = add_jobs(3)
flush()
return answer`,"job-page.lua":`-- @include now
-- @include job-queue
-- @include job-record
local set, forward, position, id, size = ARGV[3], ARGV[4] == 'f', ARGV[5], ARGV[6], tonumber(ARGV[7])
local answer = {}
local function add(score, each)
answer[#answer + 1] = score
answer[#answer + 1] = each
end
if set ~= 'p' then
local start = set == 'lease' and not forward and 1 or 0
if position ~= '' then
local rank = redis.call('ZRANK', base .. set, id)
local before = rank or redis.call('ZCOUNT', base .. set, '-inf', '(' .. position)
if forward then
start = rank and rank + 1 or before
else
start = redis.call('ZCARD', base .. set) - before
end
end
local entries = redis.call(forward and 'ZRANGE' or 'ZREVRANGE', base .. set, start, start + size - 1, 'WITHSCORES')
for at = 1, #entries, 2 do
if entries[at + 1] ~= 'inf' then add(entries[at + 1], entries[at]) end
end
return answer
end
local first, last, step = 9, 0, -1
if not forward then first, last, step = 0, 9, 1 end
if position ~= '' then first = tonumber(position) end
for level = first, last, step do
local list = base .. 'p:' .. level
local passed = 0
if position ~= '' and level == first then
local at = redis.call('LPOS', list, id, 'RANK', forward and -1 or 1, 'MAXLEN', 10000)
if at then passed = forward and redis.call('LLEN', list) - at or at + 1 end
end
while size > 0 do
local ids
if forward then
ids = redis.call('LRANGE', list, -(passed + size), -(passed + 1))
else
ids = redis.call('LRANGE', list, passed, passed + size - 1)
end
if #ids == 0 then break end
passed = passed + #ids
local records = redis.call('HMGET', states, unpack(ids))
for at = 1, #ids do
local place = forward and #ids - at + 1 or at
if letter_of(ids[place], records[place]) == 'w' then
add(tostring(level), ids[place])
size = size - 1
end
end
end
if size <= 0 then break end
end
return answer`,"job-read.lua":`local answer = {}
for at, each in ipairs({ 'jobs', 'state', 'results', 'errors', 'progress' }) do
answer[at] = redis.call('HMGET', KEYS[1] .. each, unpack(ARGV))
end
return answer`,"job-revive.lua":`-- @include now
-- @include job-queue
-- @include job-record
-- @include job-finish
local action, one, name, most, skip = ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])
local function act(set, ids)
if #ids == 0 then return end
unfinish(set, ids)
if action == 'd' then return forget(ids) end
redis.call('HDEL', states, unpack(ids))
for _, id in ipairs(ids) do make_ready(options_of(id)[2], { id }) end
note('w', ids)
end
local answer
if one ~= '' then
local letter = letter_of(one, redis.call('HGET', states, one))
local set = letter == 'x' and 'dead' or letter == 'k' and 'cancelled'
if set then act(set, { one }) end
answer = { set and 1 or letter and -1 or 0 }
else
local ids = {}
local looked_at = redis.call('ZRANGE', base .. 'dead', skip, skip + most - 1)
for _, id in ipairs(looked_at) do
if name == '' or options_of(id)[1] == name then ids[#ids + 1] = id end
end
act('dead', ids)
answer = { #ids, #looked_at - #ids }
end
flush()
return answer`,"job-schedule.lua":`-- @include now
-- @include job-queue
-- @include job-add
local schedules, due_set = base .. 'schedules', base .. 'schedules:due'
local action, key = ARGV[3], ARGV[4]
if action == 's' then
if redis.call('HEXISTS', schedules, key) == 0 and redis.call('HLEN', schedules) >= tonumber(ARGV[7]) then return 0 end
redis.call('HSET', schedules, key, ARGV[5])
redis.call('ZADD', due_set, ARGV[6], key)
return 1
elseif action == 'd' then
redis.call('ZREM', due_set, key)
redis.call('HDEL', base .. 'schedules:last', key)
return redis.call('HDEL', schedules, key)
end
local due = redis.call('ZSCORE', due_set, key)
if not due or tonumber(due) ~= tonumber(ARGV[5]) or tonumber(due) > now then return '' end
if ARGV[6] == '' then redis.call('ZREM', due_set, key) else redis.call('ZADD', due_set, ARGV[6], key) end
redis.call('HSET', base .. 'schedules:last', key, due)
local id = add_jobs(7)[1]
flush()
return id`,"job-stats.lua":`-- @include now
-- @include job-queue
local waiting, oldest = 0, nil
for level = 0, 9 do
local list = base .. 'p:' .. level
waiting = waiting + redis.call('LLEN', list)
local id = redis.call('LINDEX', list, -1)
local record = id and redis.call('HGET', jobs, id)
local created = record and tonumber(string.match(record, '^%d+'))
if created and (not oldest or created < oldest) then oldest = created end
end
local completed, failed = 0, 0
local minute = math.floor(now / 60000)
for ago = 0, 4 do
local rates = redis.call('HMGET', base .. 'rate:' .. (minute - ago), 'c', 'f')
completed = completed + (tonumber(rates[1]) or 0)
failed = failed + (tonumber(rates[2]) or 0)
end
return {
waiting - (tonumber(redis.call('HGET', meta, 'stale')) or 0),
redis.call('ZCARD', base .. 'delayed'),
redis.call('ZCOUNT', base .. 'lease', '-inf', '(+inf'),
redis.call('ZCARD', base .. 'done'),
redis.call('ZCARD', base .. 'dead'),
redis.call('ZCARD', base .. 'cancelled'),
redis.call('HGET', meta, 'paused') == '1' and 1 or 0,
oldest and now - oldest or -1,
completed,
failed,
now - (minute - 4) * 60000,
}`,"job-step.lua":`#!lua flags=allow-oom
-- @include now
-- @include job-queue
-- @include job-record
-- @include job-finish
-- @include job-fail
-- @include job-prune
-- @include job-hand-in
-- @include job-due
-- @include job-claim
local bound = 100
local want, worker, lease_ms, completions = tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[14])
math.randomseed(tonumber(ARGV[6]))
local lost = hand_in(15, completions, tonumber(ARGV[7]))
local place = completions
for at = 15 + 3 * completions, #ARGV, 6 do
local outcome, id, fence, message, stack, wait = unpack(ARGV, at, at + 5)
local record = redis.call('HGET', states, id)
if not is_held(record, fence) then
lost[#lost + 1] = place
elseif outcome == 'b' then
give_back(id, record)
else
wait = tonumber(wait)
end_attempt(id, record, message, stack, outcome == 'f', wait >= 0 and wait or nil)
end
place = place + 1
end
local next_at = promote(bound)
reclaim(bound)
local paused, turn, bytes = unpack(redis.call('HMGET', meta, 'paused', 'turn', 'bytes'))
local ages = math.floor((turn or 0) / 100) ~= math.floor(((turn or 0) + want) / 100)
if ages or place > 0 then
for kind, set in ipairs({ 'done', 'dead', 'cancelled' }) do
local too_much = (bytes or 0) - tonumber(ARGV[13])
bytes = prune(set, tonumber(ARGV[6 + kind]), ages and tonumber(ARGV[9 + kind]), too_much, math.max(bound, 2 * place)) or\
 bytes
end
end
local taken, gave_up = {}, false
if want > 0 and paused ~= '1' then taken, gave_up = claim(want, worker, lease_ms) end
if gave_up then next_at = now end
flush()
return { lost, taken, next_at and math.max(0, next_at - now) or -1, paused == '1' and 1 or 0 }`,"job-throughput.lua":`--\
 @include now
local minute = math.floor(now_ms() / 60000)
local answer = {}
for ago = tonumber(ARGV[1]) - 1, 0, -1 do
local at = string.format('%d', minute - ago)
local rates = redis.call('HMGET', KEYS[1] .. 'rate:' .. at, 'c', 'f')
answer[#answer + 1] = tonumber(at)
answer[#answer + 1] = tonumber(rates[1] or 0)
answer[#answer + 1] = tonumber(rates[2] or 0)
end
return answer`,"job-touch.lua":`-- @include now
-- @include job-queue
-- @include job-record
local lease_ms, keep = tonumber(ARGV[3]), tonumber(ARGV[4])
local ids, answers, leases = {}, {}, {}
for at = 5, #ARGV, 5 do ids[#ids + 1] = ARGV[at] end
local records = redis.call('HMGET', states, unpack(ids))
for i, id in ipairs(ids) do
local fence, progress, message, line = unpack(ARGV, 5 * i + 1, 5 * i + 4)
if not is_held(records[i], fence) then
answers[i] = 0
else
answers[i] = string.sub(records[i], 1, 1) == 'q' and 2 or 1
if lease_ms > 0 then leases[#leases + 1], leases[#leases + 2] = now + lease_ms, id end
if progress ~= '' then
redis.call('HSET', base .. 'progress', id, progress .. ' ' .. message)
note('a' .. progress, { id })
end
if line ~= '' then
redis.call('RPUSH', base .. 'log:' .. id, now_text .. ' ' .. line)
redis.call('LTRIM', base .. 'log:' .. id, -keep, -1)
redis.call('SADD', base .. 'logged', id)
end
end
end
if #leases > 0 then redis.call('ZADD', base .. 'lease', unpack(leases)) end
flush()
return answers`,"message-dead.lua":`-- @include now
-- @include message-group
local again = ARGV[4] == '1'
local count = tonumber(ARGV[5])
if again then count = math.min(count, tonumber(ARGV[6]) - redis.call('HLEN', back)) end
if count <= 0 then return 0 end
local letters = redis.call('XRANGE', dead, '-', '+', 'COUNT', count)
local bytes = 0
for _, letter in ipairs(letters) do
local cursor, payload = letter[2][2], letter[2][8]
bytes = bytes + #payload
redis.call('XDEL', dead, letter[1])
if again then
redis.call('HSET', back, cursor, payload)
note(cursor, 0)
set_due(cursor, now)
end
end
if #letters > 0 then
redis.call('HINCRBY', places, 'dead', -bytes)
redis.call('PEXPIRE', places, unused_ms)
if again then
redis.call('PEXPIRE', back, unused_ms)
redis.call('PUBLISH', ARGV[3], 'again')
end
end
return #letters`,"message-publish.lua":`-- @include now
-- @include drop-oldest
-- @include message-once
local keep, age_ms, most_bytes, unused_ms = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local key_ms, most_keys = tonumber(ARGV[5]), tonumber(ARGV[6])
local now = now_ms()
local at = 7
local results = {}
for place, base in ipairs(KEYS) do
local stream, meta = base .. 'messages', base .. 'meta'
local channel, count = ARGV[at], tonumber(ARGV[at + 1])
local payloads, keyed = at + 1, tonumber(ARGV[at + 2 + count])
at = at + 2 + count
local before, first_place, new_keys = {}, {}, {}
for index = 1, keyed do
local which, key, digest = tonumber(ARGV[at + 1]), ARGV[at + 2], ARGV[at + 3]
at = at + 3
local cursor, same = published_under(base, key)
local here = first_place[key]
if here then
before[which] = here.digest == digest and here.which or ''
elseif cursor then
before[which] = same == digest and cursor or ''
else
first_place[key] = { which = which, digest = digest }
new_keys[#new_keys + 1] = key
end
end
at = at + 1
local last, bytes, born, since = unpack(redis.call('HMGET', meta, 'last', 'bytes', 'born', 'keys'))
local first = (tonumber(last) or 0) + 1
local fields, size, numbers = { 'n', string.format('%d', first) }, 0, {}
last = first - 1
for which = 1, count do
if not before[which] then
local payload = ARGV[payloads + which]
fields[#fields + 1], fields[#fields + 2] = '', payload
size, last = size + #payload, last + 1
numbers[which] = string.format('%d', last)
end
end
local id = '0-0'
if last >= first then
id = redis.call('XADD', stream, '*', unpack(fields))
bytes = redis.call('XLEN', stream) == 1 and size or (tonumber(bytes) or 0) + size
drop_oldest(stream, count + 1, function(entry)
local messages = #entry[2] / 2 - 1
local newest = tonumber(entry[2][2]) + messages - 1
local too_old = tonumber(string.match(entry[1], '^%d+')) < now - age_ms
if newest == last or not (last - newest >= keep or too_old or bytes > most_bytes) then return false end
for field = 4, #entry[2], 2 do bytes = bytes - #entry[2][field] end
return true
end)
redis.call('HSET', meta, 'last', string.format('%d', last), 'id', id, 'bytes', bytes, 'born', born or string.match(id, '\
^%d+'))
if #new_keys > 0 then
local known = {}
for _, key in ipairs(new_keys) do
local here = first_place[key]
known[#known + 1], known[#known + 2] = key, id .. '_' .. numbers[here.which] .. ' ' .. here.digest
end
since = note_published(base, tonumber(since), now, key_ms, most_keys, known)
redis.call('HSET', meta, 'keys', string.format('%d', since))
end
redis.call('PEXPIRE', stream, age_ms)
redis.call('PEXPIRE', meta, unused_ms)
redis.call('PUBLISH', channel, string.format('%d', last))
end
local result = { id, first }
for which, cursor in pairs(before) do
local here = numbers[cursor]
result[#result + 1], result[#result + 2] = which, here and id .. '_' .. here or cursor
end
results[place] = result
end
return results`,"message-read.lua":`-- @include messages-after
local results = {}
for place, base in ipairs(KEYS) do
local id, number, want = unpack(ARGV, 3 * place - 1, 3 * place + 1)
local born = tonumber(redis.call('HGET', base .. 'meta', 'born')) or 0
results[place] = { born, messages_after(base .. 'messages', id, tonumber(number), tonumber(want), tonumber(ARGV[1])) }
end
return results`,"message-report.lua":`local results = {}
for place, topic in ipairs(KEYS) do
local last, bytes, id, born = unpack(redis.call('HMGET', topic .. 'meta', 'last', 'bytes', 'id', 'born'))
last, born = tonumber(last) or 0, tonumber(born) or 0
local oldest = redis.call('XRANGE', topic .. 'messages', '-', '+', 'COUNT', 1)[1]
local messages = oldest and last - tonumber(oldest[2][2]) + 1 or 0
local groups = {}
local names = redis.call('HKEYS', topic .. 'groups')
table.sort(names)
for _, name in ipairs(names) do
local base = topic .. 'g:' .. name .. ':'
local at, number, owed, seen = unpack(redis.call('HMGET', base .. 'at', 'id', 'number', 'owed', 'seen'))
if at then
number = tonumber(number)
local at_ms = tonumber(string.match(at, '^%d+'))
local anew = number > last or number > 0 and at_ms > 0 and at_ms < born
local lag = anew and messages or math.min(messages, last - number)
local values = { name, lag, redis.call('ZCARD', base .. 'pending'), redis.call('XLEN', base .. 'dead'), tonumber(owed) o\
r 0,
tonumber(seen) or 0 }
for _, value in ipairs(values) do groups[#groups + 1] = value end
end
end
results[place] = { messages, messages > 0 and tonumber(bytes) or 0, id or '', oldest and oldest[1] or '', groups }
end
return results`,"message-step.lua":`#!lua flags=allow-oom
-- @include now
-- @include message-group
-- @include message-bury
-- @include messages-after
local groups, meta = topic .. 'groups', topic .. 'meta'
local want, most_bytes, lease_ms, attempts = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local id, number, owed, seen = unpack(redis.call('HMGET', places, 'id', 'number', 'owed', 'seen'))
if not id then
for _, name in ipairs(redis.call('HKEYS', groups)) do
if redis.call('EXISTS', topic .. 'g:' .. name .. ':at') == 0 then redis.call('HDEL', groups, name) end
end
if redis.call('HLEN', groups) >= tonumber(ARGV[4]) then return end
id, number = '0-0', '0'
if ARGV[3] == 'newest' then
local newest = redis.call('HMGET', meta, 'id', 'last')
if newest[1] then id, number = newest[1], newest[2] end
elseif ARGV[3] == 'oldest' then
local oldest = redis.call('XRANGE', topic .. 'messages', '-', '+', 'COUNT', 1)[1]
if oldest then number = oldest[2][2] - 1 end
else
owed = 1
end
end
owed = tonumber(owed) or 0
local at = 13 + tonumber(ARGV[12])
local acknowledged = { unpack(ARGV, 13, at - 1) }
forget(acknowledged)
local function is_held(cursor, attempt)
return redis.call('ZSCORE', pending, cursor) and (redis.call('HGET', notes, cursor) or '1') == attempt
end
local lost = {}
local renewals = tonumber(ARGV[at])
for place = 0, renewals - 1 do
local cursor, attempt = ARGV[at + 1 + 2 * place], ARGV[at + 2 + 2 * place]
if is_held(cursor, attempt) then set_due(cursor, now + lease_ms) else lost[#lost + 1] = place end
end
at = at + 1 + 2 * renewals
for first = at, #ARGV, 5 do
local outcome, cursor, attempt, wait_ms, message = unpack(ARGV, first, first + 4)
if is_held(cursor, attempt) then
if outcome == 'b' then
note(cursor, attempt - 1)
set_due(cursor, now)
elseif outcome == 'f' and tonumber(attempt) < attempts then
set_due(cursor, now + tonumber(wait_ms))
else
local missed = redis.call('HGET', notes, 'm' .. cursor)
if not bury(cursor, attempt, message, tonumber(ARGV[10]), tonumber(ARGV[11])) then
owed = owed + 1 + (missed or 0)
end
end
end
end
local again = {}
if want > 0 then
for _, cursor in ipairs(redis.call('ZRANGEBYSCORE', pending, '-inf', now, 'LIMIT', 0, want)) do
local attempt, missed = unpack(redis.call('HMGET', notes, cursor, 'm' .. cursor))
attempt = tonumber(attempt or 1)
local payload = payload_of(cursor)
if not payload then
forget({ cursor })
owed = owed + 1 + (missed or 0)
elseif attempt >= attempts then
bury(cursor, attempt, 'Its consumer ended or did not answer in time', tonumber(ARGV[10]), tonumber(ARGV[11]))
else
note(cursor, attempt + 1)
set_due(cursor, now + lease_ms)
for _, value in ipairs({ cursor, attempt + 1, tonumber(missed or 0), payload }) do again[#again + 1] = value end
want, most_bytes = want - 1, most_bytes - #payload
end
if most_bytes <= 0 then break end
end
end
local room = tonumber(ARGV[5]) - redis.call('ZCARD', pending)
local fresh, missed = {}, 0
if want > 0 and room > 0 and most_bytes > 0 then
fresh = messages_after(topic .. 'messages', id, tonumber(number), math.min(want, room), most_bytes)
end
if #fresh > 0 then
local entry_id, first = fresh[1][1], fresh[1][2]
number = tonumber(number)
local born = tonumber(redis.call('HGET', meta, 'born')) or 0
local id_ms = tonumber(string.match(id, '^%d+'))
local anew = number > 0 and (id_ms > 0 and id_ms < born or first <= number)
missed = owed + (anew and first or first - number - 1)
owed = 0
if missed > 0 then note('m' .. entry_id .. '_' .. string.format('%d', first), missed) end
local due, size, due_at = {}, 0, tostring(now + lease_ms)
for _, part in ipairs(fresh) do
local start = part[1] .. '_'
for offset = 0, #part - 3 do
due[size + 1], due[size + 2] = due_at, start .. part[2] + offset
size = size + 2
end
id, number = part[1], part[2] + #part - 3
end
redis.call('ZADD', pending, unpack(due))
redis.call('PEXPIRE', pending, unused_ms)
end
redis.call('HSET', places, 'id', id, 'number', string.format('%d', number), 'owed', owed, 'seen', now)
redis.call('PEXPIRE', places, unused_ms)
if now - (tonumber(seen) or 0) > unused_ms / 1000 then
redis.call('HSET', groups, ARGV[1], now)
for _, key in ipairs({ groups, meta, pending, notes, back, dead }) do redis.call('PEXPIRE', key, unused_ms) end
end
local next = redis.call('ZRANGE', pending, 0, 0, 'WITHSCORES')[2]
return { lost, again, fresh, missed, next and math.max(0, tonumber(next) - now) or -1 }`,"message-topic.lua":`-- @includ\
e now
local now = now_ms()
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[3]))
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now, ARGV[1])
return 1`,"metric-cohort.lua":`local VISITORS = 200
local before = tonumber(ARGV[1])
local page = redis.call('SSCAN', KEYS[1], ARGV[2], 'COUNT', VISITORS)
local visitors = page[2]
local function thereOn(index)
if #visitors == 0 or redis.call('EXISTS', KEYS[index]) == 0 then return nil end
return redis.call('SMISMEMBER', KEYS[index], unpack(visitors))
end
for index = 2, before + 1 do
local known = thereOn(index)
if known then
local new = {}
for place, visitor in ipairs(visitors) do
if known[place] == 0 then new[#new + 1] = visitor end
end
visitors = new
end
end
local days = {}
for place = 1, #visitors do days[place] = 0 end
for index = before + 2, #KEYS do
for place, back in ipairs(thereOn(index) or {}) do
if back == 1 then days[place] = days[place] + 2 ^ (index - before - 2) end
end
end
local result = { page[1] }
for place, visitor in ipairs(visitors) do
result[#result + 1] = visitor
result[#result + 1] = days[place]
end
return result`,"metric-feed.lua":`-- @include now
local kept, ttl = tonumber(ARGV[1]), tonumber(ARGV[2])
local now = now_ms()
for site = 1, #KEYS / 2 do
local stream, meta = KEYS[site * 2 - 1], KEYS[site * 2]
redis.call('HSETNX', meta, 'born', string.format('%d', now))
local last = redis.call('HINCRBY', meta, 'last', ARGV[site * 2 + 1])
local oldest = string.format('%d-0', math.max(last - kept, 0))
redis.call('XADD', stream, 'MINID', '~', oldest, string.format('%d-0', last), 'e', ARGV[site * 2 + 2])
redis.call('EXPIRE', stream, ttl)
redis.call('EXPIRE', meta, ttl * 200)
end`,"metric-funnel.lua":`local DAY, PAGE = 86400000, 100
local from, to, firstDay, day, length = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonu\
mber(ARGV[6])
local function step(number) return ARGV[6 + number] end
local function stepsIn(journal, index)
local start, steps = (firstDay + index - 1) * DAY, {}
for time, what in journal:gmatch('\\n........(%w%w%w%w%w%w)([^\\n]*)') do
local at = start + tonumber(time, 36)
if at >= from and at < to then steps[#steps + 1] = what end
end
return steps
end
local function begins(journal, index)
if not journal or not journal:find(step(1), 1, true) then return false end
for _, what in ipairs(stepsIn(journal, index)) do
if what == step(1) then return true end
end
return false
end
local function walk(journal, index, taken)
local steps = stepsIn(journal, index)
for place = #steps, 1, -1 do
if taken < length and steps[place] == step(taken + 1) then taken = taken + 1 end
end
return taken
end
local page = redis.call('HSCAN', KEYS[day], ARGV[5], 'COUNT', PAGE)
local visitors, taken = {}, {}
for place = 1, #page[2], 2 do
local visitor, journal = page[2][place], page[2][place + 1]
if begins(journal, day) then
visitors[#visitors + 1] = visitor
taken[visitor] = walk(journal, day, 0)
end
end
local function sift(index, keep)
if #visitors == 0 or redis.call('EXISTS', KEYS[index]) == 0 then return end
local kept = {}
for place, journal in ipairs(redis.call('HMGET', KEYS[index], unpack(visitors))) do
if keep(visitors[place], journal) then kept[#kept + 1] = visitors[place] end
end
visitors = kept
end
for earlier = 1, day - 1 do
sift(earlier, function(visitor, journal)
local before = begins(journal, earlier)
if before then taken[visitor] = nil end
return not before
end)
end
for later = day + 1, #KEYS do
sift(later, function(visitor, journal)
if journal then taken[visitor] = walk(journal, later, taken[visitor]) end
return taken[visitor] < length
end)
end
local result = { page[1] }
for visitor, steps in pairs(taken) do
result[#result + 1] = visitor
result[#result + 1] = steps
end
return result`,"metric-ingest.lua":`-- @include now
-- @include metric-journal
-- @include metric-write
local GAP, REACH = 1800000, 3600000
local MINUTE, QUARTER, HOUR = 60000, 900000, 3600000
local TWO_DAYS, MONTH, QUARTER_YEAR, YEAR = 172800, 2678400, 7776000, 34560000
local LIVE_TTL = 900
local ENTRIES_MAX, ENTRY_MIN = 5000, 10
local STRETCH, WORK_MAX = 100, 15000
local call, floor = redis.call, math.floor
local now = now_ms()
local today = floor(now / DAY)
local imported = ARGV[#KEYS + 1] == '1'
local minutesSince = floor((now - 2 * DAY + HOUR) / QUARTER) * QUARTER
local liveSince = imported and math.huge or now - 600000
local work = 0
local function dayOf(group, number)
local day = group.days[number]
if not day then
day = { number = number, counts = {}, top = {}, visitors = {}, buyers = {}, journals = {}, asked = {}, changed = {},
entries = {} }
group.days[number] = day
end
return day
end
local function hourOf(group, number)
local hour = group.hours[number]
if not hour then
hour = { counts = {}, top = {} }
group.hours[number] = hour
end
return hour
end
local function quarterOf(group, number)
local quarter = group.quarters[number]
if not quarter then
quarter = { slot = text(number % 4), hour = hourOf(group, floor(number / 4)), day = dayOf(group, floor(number / 96)),
top = {}, minuteCounts = {}, visitors = {}, buyers = {} }
group.quarters[number] = quarter
end
return quarter
end
local function minuteOf(group, at)
local number = floor(at / MINUTE)
local minute = group.minutes[number]
if not minute then
minute = { slot = text(number % 15), kept = at >= minutesSince, quarter = quarterOf(group, floor(number / 15)),
counts = { e = 0, p = 0, s = 0, b = 0 }, visitors = {}, buyers = {}, pages = {} }
group.minutes[number] = minute
end
return minute
end
local function step(minute, from, to, delta) add(minute.quarter.top, 'T' .. from .. ' → ' .. to, delta) end
local function near(earlier, later) return earlier and later and later - earlier <= GAP end
local function place(group, minute, at, label, steps)
local previous, next = steps.previous, steps.next
local joined, left, right = near(previous, next), near(previous, at), near(at, next)
local counts = minute.counts
local nextMinute = right and minuteOf(group, next)
if not left then counts.s = counts.s + 1 end
if right and not joined then nextMinute.counts.s = nextMinute.counts.s - 1 end
if not left and not right then counts.b = counts.b + 1 end
if left and not joined and not near(steps.previous2, previous) then
local bounced = minuteOf(group, previous).counts
bounced.b = bounced.b - 1
end
if right and not joined and not near(next, steps.next2) then nextMinute.counts.b = nextMinute.counts.b - 1 end
if joined then step(nextMinute, steps.previousLabel, steps.nextLabel, -1) end
if left then step(minute, steps.previousLabel, label, 1) end
if right then step(nextMinute, label, steps.nextLabel, 1) end
end
local function neighbours(group, day, visitor, identity, time)
local journal, start = day.journals[visitor], day.number * DAY
local here = 1
local next, next2
local timeHere = timeAt(journal, here)
while timeHere and (timeHere > time or (timeHere == time and journal:sub(here + 1, here + 8) > identity)) do
next, next2 = here, next
here = older(journal, here)
timeHere = timeAt(journal, here)
work = work + 1
end
local steps = { place = here }
if timeHere then
steps.previous, steps.previousLabel = start + timeHere, labelAt(journal, here)
local before = timeAt(journal, older(journal, here))
steps.previous2 = before and start + before
end
if next then
steps.next, steps.nextLabel = start + timeAt(journal, next), labelAt(journal, next)
steps.next2 = next2 and start + timeAt(journal, next2)
end
if time <= REACH and not steps.previous2 then
local yesterday = group.days[day.number - 1].journals[visitor]
local last = timeAt(yesterday, 1)
if last and steps.previous then steps.previous2 = start - DAY + last
elseif last then
steps.previous, steps.previousLabel = start - DAY + last, labelAt(yesterday, 1)
local before = timeAt(yesterday, older(yesterday, 1))
steps.previous2 = before and start - DAY + before
end
end
if time >= DAY - REACH and not steps.next2 then
local tomorrow = group.days[day.number + 1].journals[visitor]
local first, second
local each = 1
while timeAt(tomorrow, each) do
first, second = each, first
each = older(tomorrow, each)
end
if first and steps.next then steps.next2 = start + DAY + timeAt(tomorrow, first)
elseif first then
steps.next, steps.nextLabel = start + DAY + timeAt(tomorrow, first), labelAt(tomorrow, first)
steps.next2 = second and start + DAY + timeAt(tomorrow, second)
end
end
return steps
end
local function isFull(day, visitor)
local journal = day.journals[visitor]
if #journal < ENTRIES_MAX * ENTRY_MIN then return false end
if not day.entries[visitor] then
local entries, place = 0, 1
while place do
entries = entries + 1
place = journal:find('\\n', place + 1, true)
end
day.entries[visitor] = entries
end
return day.entries[visitor] >= ENTRIES_MAX
end
local function insert(day, visitor, entry, at)
local journal = day.journals[visitor]
if at == 1 then day.journals[visitor] = entry .. journal
elseif at then day.journals[visitor] = journal:sub(1, at - 1) .. entry .. journal:sub(at)
else day.journals[visitor] = journal .. entry end
day.changed[visitor] = true
if day.entries[visitor] then day.entries[visitor] = day.entries[visitor] + 1 end
end
local function stands(entry, journal)
work = work + #journal / STRETCH
return journal:find(entry, 1, true)
end
local function known(group, day, visitor, entry)
if stands(entry, day.journals[visitor]) then return true end
if imported then return false end
local number = day.number
return number ~= today and stands(entry, group.days[today].journals[visitor])
or number ~= today - 1 and stands(entry, group.days[today - 1].journals[visitor])
end
local function isFirst(steps, at, size)
local bucket, previous, next = floor(at / size), steps.previous, steps.next
return not (previous and floor(previous / size) == bucket or next and floor(next / size) == bucket)
end
local function ingest(group, list, index)
local at, visitor, letter, entry, details = list[index], list[index + 1], list[index + 2], '\\n' .. list[index + 3],
list[index + 4]
local kind = letter:lower()
local number = floor(at / DAY)
local day = group.days[number]
local identity = entry:sub(1, 9)
local goal = letter ~= kind and visitor .. identity:sub(2)
if known(group, day, visitor, identity) then return goal and call('ZSCORE', group.base .. 'owed', goal) or 'n' end
local arrival = not imported and number ~= today and group.days[today]
if isFull(day, visitor) or arrival and isFull(arrival, visitor) then return 'x' end
local steps = neighbours(group, day, visitor, identity:sub(2), at - number * DAY)
insert(day, visitor, entry, steps.place)
if arrival then insert(arrival, visitor, identity .. '~') end
if goal then group.owed[goal] = at end
local minute = minuteOf(group, at)
local quarter, label = minute.quarter, entry:sub(17)
place(group, minute, at, label, steps)
minute.counts.e = minute.counts.e + 1
group.counted = group.counted + 1
local live = at >= liveSince
if isFirst(steps, at, MINUTE) then
minute.visitors[#minute.visitors + 1] = visitor
if live and (group.active[visitor] or 0) < at then group.active[visitor] = at end
if isFirst(steps, at, QUARTER) then
quarter.visitors[#quarter.visitors + 1] = visitor
if isFirst(steps, at, DAY) then day.visitors[#day.visitors + 1] = visitor end
end
end
if kind == 'c' then
add(minute.counts, 'c', 1)
quarter.buyers[#quarter.buyers + 1] = visitor
day.buyers[#day.buyers + 1] = visitor
minute.buyers[#minute.buyers + 1] = visitor
if live and (group.buyers[visitor] or 0) < at then group.buyers[visitor] = at end
end
if kind == 'p' then
minute.counts.p = minute.counts.p + 1
if live then add(minute.pages, 'P' .. label, 1) end
add(quarter.top, 'P' .. label, 1)
for detail = index + 5, index + 4 + details do add(quarter.top, list[detail], 1) end
else
add(quarter.top, 'E' .. label, 1)
if details == 1 then
local minor, currency = list[index + 5]:match('^(%d+):(%u+)$')
add(minute.counts, 'r' .. currency, tonumber(minor))
end
end
return 'y'
end
local function flushMinutes(group)
for number, minute in pairs(group.minutes) do
local quarter, name = minute.quarter, text(number)
for metric, delta in pairs(minute.counts) do
if delta ~= 0 then
if minute.kept then add(quarter.minuteCounts, minute.slot .. metric, delta) end
add(quarter.hour.counts, quarter.slot .. metric, delta)
add(quarter.day.counts, metric, delta)
end
end
if minute.kept then
writeMembers('PFADD', group.base .. 'um:' .. name, minute.visitors, TWO_DAYS)
writeMembers('PFADD', group.base .. 'bm:' .. name, minute.buyers, TWO_DAYS)
end
writeTop(group.base .. 'pm:' .. name, minute.pages, LIVE_TTL)
end
end
local function flushQuarters(group)
for number, quarter in pairs(group.quarters) do
local name = text(number)
for value, delta in pairs(quarter.top) do
if delta ~= 0 then
quarter.hour.top[quarter.slot .. value] = delta
add(quarter.day.top, value, delta)
end
end
writeCounts(group.base .. 'm:' .. name, quarter.minuteCounts, TWO_DAYS)
writeMembers('PFADD', group.base .. 'uq:' .. name, quarter.visitors, QUARTER_YEAR)
writeMembers('PFADD', group.base .. 'bq:' .. name, quarter.buyers, QUARTER_YEAR)
end
end
local function writeJournals(group, name, day)
local list = {}
for visitor in pairs(day.changed) do
list[#list + 1] = visitor
list[#list + 1] = day.journals[visitor]
end
if #list == 0 then return end
local key = group.base .. 'j:' .. name
if inChunks('HSET', key, list) > 0 then expire(key, MONTH) end
if imported then call('PEXPIREAT', key, text(call('PEXPIRETIME', group.base .. 'd:' .. name)), 'GT') end
end
local function flush(group)
flushMinutes(group)
flushQuarters(group)
local base = group.base
for number, hour in pairs(group.hours) do
local name = text(number)
writeCounts(base .. 'h:' .. name, hour.counts, QUARTER_YEAR)
writeTop(base .. 'th:' .. name, hour.top, QUARTER_YEAR)
end
for number, day in pairs(group.days) do
local name = text(number)
writeCounts(base .. 'd:' .. name, day.counts, YEAR)
writeTop(base .. 'td:' .. name, day.top, YEAR)
writeMembers('PFADD', base .. 'ud:' .. name, day.visitors, YEAR)
writeMembers('PFADD', base .. 'bd:' .. name, day.buyers, YEAR)
writeMembers('SADD', base .. 'seen:' .. name, day.visitors, QUARTER_YEAR)
writeJournals(group, name, day)
end
writeScores(base .. 'active', group.active, LIVE_TTL, now)
writeScores(base .. 'buyers', group.buyers, LIVE_TTL, now)
writeScores(base .. 'owed', group.owed, MONTH, now)
if group.counted > 0 then
call('HINCRBY', base .. 'rev', 'n', text(group.counted))
call('EXPIRE', base .. 'rev', YEAR)
end
end
local function load(group, list)
local function want(number, visitor)
local day = dayOf(group, number)
if not day.journals[visitor] then
day.journals[visitor] = ''
day.asked[#day.asked + 1] = visitor
end
end
local index = 1
while index <= #list do
local at, visitor = list[index], list[index + 1]
local number = floor(at / DAY)
local time = at - number * DAY
want(number, visitor)
if not imported then
want(today, visitor)
want(today - 1, visitor)
end
if time <= REACH then want(number - 1, visitor) end
if time >= DAY - REACH then want(number + 1, visitor) end
index = index + 5 + list[index + 4]
end
for number, day in pairs(group.days) do
for place, journal in ipairs(readFields(group.base .. 'j:' .. text(number), day.asked)) do
if journal then day.journals[day.asked[place]] = journal end
end
end
end
local results = {}
for place, base in ipairs(KEYS) do
local list = cjson.decode(ARGV[place])
local group = { base = base, days = {}, hours = {}, quarters = {}, minutes = {}, active = {}, buyers = {}, owed = {},
counted = 0 }
load(group, list)
local index = 1
while index <= #list do
results[#results + 1] = work < WORK_MAX and ingest(group, list, index) or 'l'
index = index + 5 + list[index + 4]
end
flush(group)
end
return table.concat(results, ',')`,"metric-live.lua":`local minutes, quarters, since = tonumber(ARGV[1]), tonumber(ARGV[\
2]), ARGV[3]
local width = 3 + minutes + quarters
local shards = {}
for first = 1, #KEYS, width do
local pages, counts = {}, {}
for index = first + 3, first + 2 + minutes do
local all = redis.call('HGETALL', KEYS[index])
for at = 1, #all do pages[#pages + 1] = all[at] end
end
for index = first + 3 + minutes, first + width - 1 do counts[#counts + 1] = redis.call('HGETALL', KEYS[index]) end
shards[#shards + 1] = { redis.call('ZCOUNT', KEYS[first], since, '+inf'),
redis.call('ZCOUNT', KEYS[first + 1], since, '+inf'), tonumber(redis.call('HGET', KEYS[first + 2], 'n') or 0), pages,
counts }
end
return shards`,"metric-sum.lua":`local call = redis.call
local letters = ARGV[1]
local revenue = ARGV[2] == '1'
local cursor = 3
local function take()
cursor = cursor + 1
return ARGV[cursor - 1]
end
local function takeVisitors()
local names = {}
for place = 1, tonumber(take()) do names[place] = take() end
if #names == 0 then return 0 end
local visitors, keys = 0, {}
for _, base in ipairs(KEYS) do
for place, name in ipairs(names) do keys[place] = base .. name end
visitors = visitors + call('PFCOUNT', unpack(keys))
end
return visitors
end
local function addMoney(key, low, high, money)
local all = call('HGETALL', key)
for index = 1, #all, 2 do
local slot, currency = all[index]:match('^(%d*)r(%u+)$')
local number = slot and (slot == '' and -1 or tonumber(slot))
if number and number >= low and number <= high then
money[#money + 1] = currency
money[#money + 1] = all[index + 1]
end
end
end
local function takePiece(sums, money)
local name, low, high = take(), tonumber(take()), tonumber(take())
local fields = {}
for slot = low, high do
for place = 1, #letters do fields[#fields + 1] = (slot < 0 and '' or slot) .. letters:sub(place, place) end
end
for _, base in ipairs(KEYS) do
local key = base .. name
local values = #fields > 0 and call('HMGET', key, unpack(fields)) or {}
for index = 1, #fields do
local place = (index - 1) % #letters + 1
if values[index] then sums[place] = sums[place] + values[index] end
end
if revenue then addMoney(key, low, high, money) end
end
end
local points = {}
while cursor <= #ARGV do
local sums, money = {}, {}
for place = 1, #letters do sums[place] = 0 end
for _ = 1, tonumber(take()) do takePiece(sums, money) end
local point = { takeVisitors(), takeVisitors() }
for place = 1, #letters do point[#point + 1] = sums[place] end
point[#point + 1] = money
points[#points + 1] = point
end
return points`,"metric-top.lua":`local letter = ARGV[1]
local sums = {}
for index, key in ipairs(KEYS) do
local low, high = tonumber(ARGV[index * 2]), tonumber(ARGV[index * 2 + 1])
local all = redis.call('HGETALL', key)
for at = 1, #all, 2 do
local slot, value = all[at]:match('^(%d?)' .. letter .. '(.+)$')
local number = slot and (slot == '' and -1 or tonumber(slot))
if number and number >= low and number <= high then sums[value] = (sums[value] or 0) + all[at + 1] end
end
end
local flat = {}
for value, count in pairs(sums) do
flat[#flat + 1] = value
flat[#flat + 1] = count
end
return flat`,"order-begin.lua":`-- @include now
-- @include order-place
local order, in_flight, number, pending, orders = unpack(KEYS)
local id, owner, key, token, lock, lock_ms = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
local now = now_ms()
local state, of, stored_key, locked_until = unpack(redis.call('HMGET', order, 'state', 'owner', 'key', 'lockedUntil'))
if not state or (owner ~= '' and of ~= owner) then return 'NONE' end
if state == 'CLOSED' then return 'CLOSED' end
local until_ms = string.format('%.0f', now + lock_ms)
if state == 'PENDING' then
if owner ~= '' and stored_key ~= key then return 'OTHER' end
redis.call('HSET', order, 'told', '1')
if tonumber(locked_until) > now then return 'BUSY' end
redis.call('HSET', order, 'lock', lock, 'lockedUntil', until_ms)
redis.call('ZADD', in_flight, until_ms, id)
return 'GO'
end
if state ~= 'OPEN' then return stored_key == key and 'DONE' or 'OTHER' end
if owner == '' then return 'NONE' end
if redis.call('HEXISTS', order, 'declined:' .. key) == 1 then return 'DECLINED' end
local placed = string.format('%.0f', now)
if redis.call('HEXISTS', order, 'number') == 0 then
redis.call('HSET', order, 'number', 10000 + redis.call('INCR', number) * tonumber(ARGV[8]) + tonumber(ARGV[7]))
end
redis.call('HINCRBY', order, 'attempt', 1)
redis.call('HDEL', order, 'told')
redis.call('HSET', order, 'state', 'PENDING', 'key', key, 'token', token, 'lock', lock, 'lockedUntil', until_ms,
'placedAt', placed, 'history', '[{"state":"PENDING","at":' .. placed .. '}]')
redis.call('PEXPIRE', order, ARGV[9])
redis.call('ZADD', in_flight, until_ms, id)
add_place(pending, orders, placed, id, now, tonumber(ARGV[9]))
redis.call('PUBLISH', ARGV[10], 'PENDING')
return 'GO'`,"order-import.lua":`-- @include now
-- @include order-place
local order, by_state, orders = unpack(KEYS)
local id, digest, state, placed = unpack(ARGV)
if redis.call('EXISTS', order) == 1 then
local before, finished = unpack(redis.call('HMGET', order, 'imported', 'finished'))
if before ~= digest then return 'OTHER' end
return finished and 'KNOWN' or 'UNFINISHED'
end
redis.call('HSET', order, 'state', state, 'placedAt', placed, 'imported', digest, unpack(ARGV, 6))
redis.call('PEXPIRE', order, ARGV[5])
add_place(by_state .. state, orders, placed, id, now_ms(), tonumber(ARGV[5]))
return 'NEW'`,"order-move.lua":`-- @include now
-- @include order-place
local order, in_flight, outbox, by_state, orders = unpack(KEYS)
local id, allowed, state, lock, note, event = unpack(ARGV)
local now = string.format('%.0f', now_ms())
local before, held, history, placed, told = unpack(redis.call('HMGET', order, 'state', 'lock', 'history', 'placedAt', 't\
old'))
if not before then return { 'NONE' } end
if lock ~= '' and held ~= lock then return { 'LOST' } end
if not string.find(allowed, ',' .. before .. ',', 1, true) then return { before } end
if ARGV[9] == '1' and told then return { 'TOLD' } end
redis.call('HSET', order, 'state', state)
redis.call('HDEL', order, 'lock', 'lockedUntil', 'token')
redis.call('ZREM', in_flight, id)
if placed then redis.call('ZREM', by_state .. before, order_place(placed, id)) end
if state == 'OPEN' or state == 'CLOSED' then
redis.call('HDEL', order, 'history', 'placedAt')
else
local entry = '{"state":"' .. state .. '","at":' .. now
if note ~= '' then entry = entry .. ',"note":' .. cjson.encode(note) end
redis.call('HSET', order, 'history', string.sub(history, 1, -2) .. ',' .. entry .. '}]')
add_place(by_state .. state, orders, placed, id, tonumber(now), tonumber(ARGV[8]))
end
for at = 10, #ARGV, 2 do redis.call('HSET', order, ARGV[at], ARGV[at + 1]) end
redis.call('PEXPIRE', order, ARGV[8])
if event ~= '' then redis.call('XADD', outbox, '*', 'event', event, 'order', id) end
redis.call('PUBLISH', ARGV[7], state)
return 'OK'`,"rate-limit-policy-seed.lua":`if redis.call('EXISTS', KEYS[2]) == 1 then
return 0
end
redis.call('HSET', KEYS[1], unpack(ARGV))
redis.call('INCR', KEYS[2])
return 1`,"rate-limit-policy-set.lua":`local before = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if before ~= ARGV[2] then
return 0
end
if ARGV[3] == '' then
redis.call('HDEL', KEYS[1], ARGV[1])
elseif before == '' and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then
return -1
else
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
redis.call('INCR', KEYS[2])
redis.call('DEL', KEYS[3])
return 1`,"rate-limit-record.lua":`-- @include now
local now = now_ms()
local minute = math.floor(now / 60000)
local hour = string.format('%d', math.floor(minute / 60))
local kept = tonumber(ARGV[6])
local counters, asked, refused = KEYS[1] .. hour, KEYS[2] .. hour, KEYS[3] .. hour
redis.call('HINCRBY', counters, 'a' .. minute % 60, ARGV[2])
redis.call('HINCRBY', counters, 'd' .. minute % 60, ARGV[3])
if ARGV[4] ~= '0' then
redis.call('HINCRBY', counters, 'l' .. minute % 60, ARGV[4])
end
redis.call('EXPIRE', counters, 49 * 3600)
local told = (redis.call('GET', KEYS[6]) or '') == ARGV[8]
local recorded = 0
local blocks = false
for at = 9, #ARGV, 4 do
local name, denied, wait = ARGV[at], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
redis.call('ZINCRBY', asked, ARGV[at + 1] + denied, name)
if denied > 0 then
redis.call('ZINCRBY', refused, denied, name)
end
if wait > 0 and told then
redis.call('ZADD', KEYS[4], now + wait, name)
blocks = true
end
recorded = recorded + 1
end
for _, list in ipairs({ asked, refused }) do
redis.call('ZREMRANGEBYRANK', list, 0, -kept - 1)
redis.call('EXPIRE', list, 2 * 3600)
end
if blocks then
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now)
redis.call('ZREMRANGEBYRANK', KEYS[4], 0, -kept - 1)
local last = redis.call('ZRANGE', KEYS[4], -1, -1, 'WITHSCORES')
if last[2] then
redis.call('PEXPIREAT', KEYS[4], string.format('%.0f', last[2]))
end
end
redis.call('XADD', KEYS[5], 'MAXLEN', '~', ARGV[7], '*', 'p', ARGV[1], 'a', ARGV[2], 'd', ARGV[3])
redis.call('EXPIRE', KEYS[5], 2 * 3600)
redis.call('PUBLISH', ARGV[5], '')
return recorded`,"rate-limit-take.lua":`-- @include now-us
local now = now_us()
local policies = cjson.decode(ARGV[1])
local checks = cjson.decode(ARGV[2])
local full_at = {}
local changed = {}
local names = {}
for from = 1, #KEYS, 1000 do
local to = math.min(from + 999, #KEYS)
local held = redis.call('MGET', unpack(KEYS, from, to))
for index = from, to do
full_at[KEYS[index]] = tonumber(held[index - from + 1] or now)
end
end
local function put(key, moment)
full_at[key] = moment
if not changed[key] then
changed[key] = true
names[#names + 1] = key
end
end
local function weigh_gcra(key, span, most, cost)
local ceiling = now + most * span
local full = full_at[key]
if full < now then
full = now
elseif full > ceiling then
full = ceiling
put(key, full)
end
local after = full + cost * span
if after > ceiling then
return -math.max(1, math.ceil((after - ceiling) / 1000))
end
return math.floor((ceiling - after) / span), after
end
local function weigh_window(key, span, most, cost)
redis.call('ZREMRANGEBYSCORE', key, '-inf', now - span)
local used = redis.call('ZCARD', key)
if used > 0 then
local ahead = redis.call('ZRANGEBYSCORE', key, '(' .. string.format('%.0f', now), '+inf')
for _, member in ipairs(ahead) do
redis.call('ZADD', key, now, member)
end
if #ahead > 0 then
redis.call('PEXPIRE', key, math.ceil(span / 1000))
end
end
if used + cost <= most then
return most - used - cost, true
end
local index = math.min(used, used + cost - most) - 1
local blocking = redis.call('ZRANGE', key, index, index, 'WITHSCORES')
local free_at = blocking[2] and (tonumber(blocking[2]) + span) or (now + span)
return -math.max(1, math.ceil((free_at - now) / 1000))
end
local serial = 0
local function take_window(key, span, cost)
for _ = 1, cost do
repeat
serial = serial + 1
local added = redis.call('ZADD', key, 'NX', now, string.format('%.0f-%d', now, serial))
until added == 1
end
redis.call('PEXPIRE', key, math.ceil(span / 1000))
end
local answers = {}
local states = {}
local first = 1
local passes = true
for index = 1, #KEYS do
local number, cost = checks[index * 2 - 1], checks[index * 2]
local at = math.abs(number) * 4 - 3
local weigh = policies[at] == 1 and weigh_window or weigh_gcra
local left, state = weigh(KEYS[index], policies[at + 1], policies[at + 2], cost)
answers[index] = left
states[index] = state
if not state and policies[at + 3] == 1 then
passes = false
end
if number > 0 then
if passes then
for each = first, index do
if states[each] == true then
take_window(KEYS[each], policies[math.abs(checks[each * 2 - 1]) * 4 - 2], checks[each * 2])
elseif states[each] then
put(KEYS[each], states[each])
end
end
end
first = index + 1
passes = true
end
end
for _, key in ipairs(names) do
local moment = full_at[key]
redis.call('SET', key, string.format('%d', moment), 'PX', string.format('%d', math.ceil((moment - now) / 1000)))
end
return answers`,"rate-limit-unblock.lua":`local blocked = redis.call('ZREM', KEYS[2], ARGV[1])
local used = redis.call('DEL', KEYS[3], KEYS[4])
redis.call('INCR', KEYS[1])
return math.min(1, blocked + used)`,"recent-view-note.lua":`local most, ttl_ms = tonumber(ARGV[1]) - 1, ARGV[2]
local at = 3
for _, key in ipairs(KEYS) do
local count = tonumber(ARGV[at])
for place = at + 1, at + count do
redis.call('LREM', key, 0, ARGV[place])
redis.call('LPUSH', key, ARGV[place])
end
redis.call('LTRIM', key, 0, most)
redis.call('PEXPIRE', key, ttl_ms)
at = at + count + 1
end
return #KEYS`,"recommendation-learn.lua":`-- @include decayed-weight
if not redis.call('SET', KEYS[2], 1, 'NX', 'PX', ARGV[5]) then return 0 end
local weight = decayed_weight(ARGV[1], ARGV[2])
for at = 6, #ARGV do redis.call('ZINCRBY', KEYS[1], weight, ARGV[at]) end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -(tonumber(ARGV[3]) + 2))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1`,"recommendation-trend.lua":`-- @include decayed-weight
if not redis.call('SET', KEYS[2], 1, 'NX', 'PX', ARGV[5]) then return 0 end
local weight = decayed_weight(ARGV[1], ARGV[2])
for at = 6, #ARGV do redis.call('ZINCRBY', KEYS[1], weight, ARGV[at]) end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -(tonumber(ARGV[3]) + 1))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1`,"service-deregister.lua":`-- @include service-registry
sweep()
local name = ARGV[5]
local state, facts = redis.call('HGET', base .. 'state', name), redis.call('HGET', base .. 'facts', name)
local reply = false
if state then
local expires_at = redis.call('ZSCORE', base .. 'expiry', name) or redis.call('ZSCORE', base .. 'expired', name)
reply = { forget(name, state, facts, expires_at), facts }
end
publish()
return reply`,"service-heartbeat.lua":`-- @include service-registry
sweep()
local names, position = {}, {}
for at = 5, #ARGV, 2 do
if not position[ARGV[at]] then
names[#names + 1] = ARGV[at]
position[ARGV[at]] = #names
end
end
local states = redis.call('HMGET', base .. 'state', unpack(names))
local facts = redis.call('HMGET', base .. 'facts', unpack(names))
local running = redis.call('ZMSCORE', base .. 'expiry', unpack(names))
local function revive(i)
local name = names[i]
local expires_at = running[i] or redis.call('ZSCORE', base .. 'expired', name)
if running[i] then
expire(name, states[i], facts[i], expires_at)
running[i] = false
end
if tonumber(expires_at) <= now - kept_ms then
forget(name, states[i], facts[i], expires_at)
states[i] = false
return false
end
redis.call('ZREM', base .. 'expired', name)
return true
end
local renewed, replies = {}, {}
for at = 5, #ARGV, 2 do
local i = position[ARGV[at]]
local name, told = names[i], false
local runs = running[i] and tonumber(running[i]) > now
if states[i] and (runs or revive(i)) then
local said, ttl = string.match(states[i], '(%a) (%d+)')
local says = ARGV[at + 1] ~= '' and ARGV[at + 1] or said
if says ~= said then
states[i] = says .. string.sub(states[i], 2)
redis.call('HSET', base .. 'state', name, states[i])
end
local expires_at = now + ttl
told = standing(says, states[i], expires_at)
if says ~= (runs and said or 'X') then announce(name, told, facts[i]) end
running[i] = expires_at
renewed[#renewed + 1] = expires_at
renewed[#renewed + 1] = name
end
replies[#replies + 1] = told
replies[#replies + 1] = told and facts[i]
end
if #renewed > 0 then redis.call('ZADD', base .. 'expiry', unpack(renewed)) end
publish()
return replies`,"service-read.lua":`-- @include service-registry
local replies = {}
for at = 5, #ARGV do
local service, list = ARGV[at], {}
local names = redis.call('ZRANGE', base .. 'names', '[' .. service .. '/', '(' .. service .. '0', 'BYLEX')
if #names > 0 then
local states = redis.call('HMGET', base .. 'state', unpack(names))
local facts = redis.call('HMGET', base .. 'facts', unpack(names))
local running = redis.call('ZMSCORE', base .. 'expiry', unpack(names))
local expired = redis.call('ZMSCORE', base .. 'expired', unpack(names))
for i, name in ipairs(names) do
local expires_at = running[i] or expired[i]
if tonumber(expires_at) > now - kept_ms then
local runs = running[i] and tonumber(running[i]) > now
list[#list + 1] = name
list[#list + 1] = standing(runs and string.sub(states[i], 1, 1) or 'X', states[i], expires_at)
list[#list + 1] = facts[i]
end
end
end
replies[#replies + 1] = list
end
return replies`,"service-register.lua":`-- @include service-registry
local service, name, ttl, facts = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
sweep()
local function make_room()
local names = redis.call('ZRANGE', base .. 'names', '[' .. service .. '/', '(' .. service .. '0', 'BYLEX')
local expired = redis.call('ZMSCORE', base .. 'expired', unpack(names))
local oldest
for i in ipairs(names) do
if expired[i] and (not oldest or tonumber(expired[i]) < tonumber(expired[oldest])) then oldest = i end
end
if not oldest then return false end
local out = names[oldest]
local state, old_facts = redis.call('HGET', base .. 'state', out), redis.call('HGET', base .. 'facts', out)
forget(out, state, old_facts, expired[oldest])
return true
end
local before = redis.call('HGET', base .. 'state', name)
if not before then
local count = tonumber(redis.call('HGET', base .. 'services', service) or 0)
local refused
if count == 0 and redis.call('HLEN', base .. 'services') >= tonumber(ARGV[9]) then refused = 'services' end
if count >= tonumber(ARGV[10]) and not make_room() then refused = 'instances' end
if refused then
publish()
return refused
end
redis.call('HINCRBY', base .. 'services', service, 1)
redis.call('ZADD', base .. 'names', 0, name)
end
local said, old_ttl, registered_at = string.match(before or '', '(%a) (%d+) (%d+)')
local expires_before = redis.call('ZSCORE', base .. 'expiry', name)
local same = expires_before and tonumber(expires_before) > now and old_ttl == ttl
and redis.call('HGET', base .. 'facts', name) == facts
if not same then registered_at = now end
local state, expires_at = 'U ' .. ttl .. ' ' .. registered_at, now + ttl
redis.call('HSET', base .. 'state', name, state)
redis.call('HSET', base .. 'facts', name, facts)
redis.call('ZREM', base .. 'expired', name)
redis.call('ZADD', base .. 'expiry', expires_at, name)
local told = standing('U', state, expires_at)
if not same or said ~= 'U' then announce(name, told, facts) end
publish()
return told`,"service-sweep.lua":`-- @include service-registry
local more = sweep()
publish()
return more and 1 or 0`,"session-end-all.lua":`-- @include session-end-all
return end_all(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4])`,"session-end.lua":`-- @include session-pass
local now, start = now_ms(), key_start(KEYS[2])
local pass, access = unpack(redis.call('MGET', KEYS[1], KEYS[2]))
local live = is_live(pass, access or guest_access, now)
local grace = tonumber(ARGV[5])
if live and grace > 0 then
local last = math.min(now + grace, tonumber(string.sub(pass, 14, 26)))
redis.call('SETRANGE', KEYS[1], 13, ms_text(last) .. ms_text(last))
expire_at(start, ARGV[2], last, now)
note_change(start)
else
remove(start, ARGV[2])
end
if not live then return 0 end
tell_end(ARGV[4], {owner = ARGV[1], name = ARGV[2], reason = ARGV[3], at = now})
return 1`,"session-rotate.lua":`-- @include session-pass
-- @include session-token
local now = now_ms()
local pass, access = unpack(redis.call('MGET', KEYS[1], KEYS[2]))
access = access or guest_access
if not is_live(pass, access, now) then return false end
local hash = string.sub(pass, 68, 110)
if hash ~= ARGV[2] then return 'replaced' end
local former = redis.call('HMGET', KEYS[3], 'p', 'q', 'o')
redis.call('HSET', KEYS[3], 'p', hash, 'q', now, 'o', shift_tokens(former[1], tonumber(former[2]), former[3]))
local authenticated, flag, client = string.sub(pass, 40, 52), string.sub(pass, 66, 66), string.sub(pass, 111)
if ARGV[4] == '1' then authenticated, flag, client = ms_text(now), '-', ARGV[5] end
local expires = math.min(now + tonumber(ARGV[6]), tonumber(string.sub(pass, 27, 39)))
pass = ms_text(now) .. ms_text(expires) .. string.sub(pass, 27, 39) .. authenticated
.. string.sub(access, 1, 13) .. flag .. string.sub(pass, 67, 67) .. ARGV[3] .. client
redis.call('SET', KEYS[1], pass)
expire_at(key_start(KEYS[2]), ARGV[1], expires, now)
note_change(key_start(KEYS[2]))
return {now, pass, access}`,"session-start.lua":`-- @include session-pass
local owner, name, idle, absolute, most = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local guest = string.sub(owner, 1, 1) == 'g'
local access = guest and guest_access or redis.call('GET', KEYS[2])
if not access or string.sub(access, 1, 1) == 'D' then return false end
local now = now_ms()
local expires = now + math.min(idle, absolute)
local pass = ms_text(now) .. ms_text(expires) .. ms_text(now + absolute) .. ms_text(guest and 0 or now)
.. string.sub(access, 1, 13) .. '-' .. ARGV[7] .. ARGV[8] .. ARGV[9]
redis.call('SET', KEYS[1], pass, 'PXAT', expires)
redis.call('HSET', KEYS[3], 'c', now, unpack(ARGV, 10))
redis.call('PEXPIREAT', KEYS[3], expires)
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now)
redis.call('ZADD', KEYS[4], expires, name)
local excess = redis.call('ZCARD', KEYS[4]) - most
local gone = {}
if excess > 0 then
for _, old in ipairs(redis.call('ZRANGE', KEYS[4], 0, excess)) do
if old ~= name and #gone < excess then
gone[#gone + 1] = old
remove(key_start(KEYS[2]), old)
tell_end(ARGV[6], {owner = owner, name = old, reason = 'REVOKED', at = now})
end
end
end
redis.call('PEXPIRE', KEYS[4], math.min(idle, absolute))
return {now, pass, access, gone}`,"session-validate.lua":`-- @include session-pass
-- @include session-token
local account_idle, guest_idle = tonumber(ARGV[1]), tonumber(ARGV[2])
local touch, grace, sudden = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local channel, shards = ARGV[6], tonumber(ARGV[7])
local now = now_ms()
local judged_before = string.rep('*', 43)
local sub = string.sub
local function moved(known, family, network, address, flag)
local known_family, known_network = string.match(known, '^([^|]*)|([^|]*)|')
return known_family .. '|' .. (flag == '-' and network or known_network) .. '|' .. address
end
local function judge(pass_key, access_key, presented)
local pass, access = unpack(redis.call('MGET', pass_key, access_key))
access = access or guest_access
if not is_live(pass, access, now) then return '', '' end
local start, name = key_start(access_key), sub(pass_key, -12)
local use, hash, client = sub(presented, 1, 1) ~= 'l', sub(presented, 2, 44), sub(presented, 45)
if hash ~= judged_before and hash ~= sub(pass, 68, 110) then
local former = redis.call('HMGET', start .. 'one:' .. name, 'p', 'q', 'o')
local verdict = judge_former(hash, former[1], tonumber(former[2]), former[3], now, grace)
if not verdict then return '', '' end
if verdict == 'reused' then
remove(start, name)
tell_end(channel, {owner = sub(start, -18, -2), name = name, reason = 'TOKEN_REUSED', at = now})
return 'reused', ''
end
end
local flag, sign, last, known = sub(pass, 66, 66), '=', tonumber(sub(pass, 1, 13)), sub(pass, 111)
local family, network, address = string.match(client, '^([^|]*)|([^|]*)|(.*)')
if flag == '-' and family and client ~= known then
local known_family, known_network = string.match(known, '^([^|]*)|([^|]*)|')
local silent = sub(pass, 67, 67) == 'B' and (family == '' or known_family == '')
if known_family ~= family and not silent then flag = 'D'
elseif known_network ~= network and now - last < sudden then flag = 'N' end
if flag ~= '-' then
sign = '!'
pass = sub(pass, 1, 65) .. flag .. sub(pass, 67)
redis.call('SETRANGE', pass_key, 65, flag)
note_change(start)
end
end
if use and now - last >= touch then
local idle = access == guest_access and guest_idle or account_idle
local expires = math.min(now + idle, tonumber(sub(pass, 27, 39)))
pass = ms_text(now) .. ms_text(expires) .. sub(pass, 27, 110)
.. (family and moved(known, family, network, address, flag) or known)
redis.call('SET', pass_key, pass)
expire_at(start, name, expires, now)
end
return sign .. pass, access
end
local function changed_since(version, shard)
local owners = {}
for _, change in ipairs(redis.call('LRANGE', shard .. 'changes', 0, -1)) do
if sub(change, 1, 16) == version then return table.concat(owners, ',') end
owners[#owners + 1] = sub(change, 17)
end
return '*'
end
local lines = redis.call('MGET', unpack(KEYS))
local changes = ''
for place = 1, shards do
if not lines[place] then lines[place] = move_on(sub(KEYS[place], 1, -8), '') end
end
if table.concat(lines, '', 1, shards) ~= ARGV[8] then
for place = 1, shards do
local known = sub(ARGV[8], place * 16 - 15, place * 16)
if lines[place] ~= known then
changes = changes .. place .. ':' .. lines[place] .. ':' .. changed_since(known, sub(KEYS[place], 1, -8)) .. ' '
end
end
end
local close, look = string.byte('cl', 1, 2)
local recent = ms_text(math.max(0, now - touch + 1))
for place = shards + 1, #KEYS, 2 do
local pass, presented = lines[place], ARGV[8 + (place - shards + 1) / 2]
local how = string.byte(presented)
if pass and how ~= close and (how == look or pass >= recent) then
lines[place + 1] = lines[place + 1] or guest_access
elseif pass then
lines[place], lines[place + 1] = judge(KEYS[place], KEYS[place + 1], presented)
else
lines[place], lines[place + 1] = '', ''
end
end
return ms_text(now) .. '\\n' .. changes .. '\\n' .. table.concat(lines, '\\n', shards + 1)`,"test-charge.lua":`redis.cal\
l('HINCRBY', KEYS[1], 'asked', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if ARGV[1] == 'refund' then
redis.call('HSET', KEYS[1], 'refunded', 1)
return 'REFUNDED'
end
if redis.call('HGET', KEYS[1], 'refunded') == '1' then return 'REFUNDED' end
if redis.call('HSETNX', KEYS[1], 'charged', ARGV[3]) == 0 then return 'AGAIN' end
redis.call('HSET', KEYS[1], 'currency', ARGV[4])
return 'NEW'`,"include/cache-entry.lua":`local function start_of(entry_key)
local at = string.find(entry_key, '}:e:', 1, true)
return string.sub(entry_key, 1, at + 1), string.sub(entry_key, at + 4)
end
local function tags_of(text)
if string.byte(text, 49) == 10 then
return nil
end
local stop = string.find(text, '\\n', 49, true)
return string.gmatch(string.sub(text, 49, stop - 1), '([^\\t]+)\\t([^\\t]+)\\t')
end
local function holds(start, text)
local tags = tags_of(text)
if tags then
for tag, version in tags do
if redis.call('GET', start .. 't:' .. tag) ~= version then
return false
end
end
end
return true
end
local function bucket_of(kept_until, power)
return power .. ':' .. string.format('%d', math.floor(kept_until / (1000 * 10 ^ power)))
end
local function count_off(start, text)
local bucket = bucket_of(tonumber(string.sub(text, 27, 39)), tonumber(string.sub(text, 48, 48)))
if redis.call('HINCRBY', start .. 'count', bucket, -1) <= 0 then
redis.call('HDEL', start .. 'count', bucket)
end
end`,"include/cache-lease.lua":`local function holder_of(lease)
if lease and string.sub(lease, -1) == '+' then
return string.sub(lease, 1, -2), true
end
return lease, false
end`,"include/catalogue-bits.lua":`local function is_tag(term) return string.byte(term) == 35 end
local function bits_key(bits, field, term) return bits .. ':' .. field .. ':' .. term end
local function bounds_of(term)
if is_tag(term) then return '[' .. term .. '\\0', '(' .. term .. '\\1' end
return '[' .. term, '(' .. term .. '\\255'
end
local function count_of(postings, term)
local first, last = bounds_of(term)
return redis.call('ZLEXCOUNT', postings, first, last)
end
local function parse_posting(posting)
return string.sub(posting, 1, -11), string.sub(posting, -9, -9), tonumber(string.sub(posting, -8))
end`,"include/catalogue-frequent.lua":`-- @include catalogue-bits
local known = {}
local function has_bits(frequent, term)
if known[term] == nil then known[term] = redis.call('HEXISTS', frequent, term) == 1 end
return known[term]
end
local frequent_beginnings = {}
local function beginnings_of(frequent, term)
local found = frequent_beginnings[term]
if found then return found.list, found.beyond end
found = { list = {} }
for length = is_tag(term) and #term or 1, #term do
local beginning = string.sub(term, 1, length)
if not has_bits(frequent, beginning) then
found.beyond = beginning
break
end
found.list[#found.list + 1] = beginning
end
frequent_beginnings[term] = found
return found.list, found.beyond
end
local function bitmaps_of(frequent, fields)
local field_of, found = {}, {}
for term, field in pairs(fields) do
local beginnings, beyond = beginnings_of(frequent, term)
for _, beginning in ipairs(beginnings) do
if field_of[beginning] ~= 'n' then field_of[beginning] = field end
end
if not beyond and field == 'n' and not is_tag(term) then found['w:' .. term] = true end
end
for beginning, field in pairs(field_of) do found[field .. ':' .. beginning] = true end
return found
end
local function mark(bits, frequent, number, old_fields, fields)
local old, new = bitmaps_of(frequent, old_fields), bitmaps_of(frequent, fields)
local filling = redis.call('HGET', frequent, '')
if filling then
old['n:' .. filling], old['m:' .. filling] = true, true
end
for name in pairs(old) do
if not new[name] then redis.call('SETBIT', bits .. ':' .. name, number, 0) end
end
for name in pairs(new) do
if not old[name] or string.sub(name, 3) == filling then redis.call('SETBIT', bits .. ':' .. name, number, 1) end
end
end
local function begin_bits(postings, frequent, fields, least, most)
if redis.call('HEXISTS', frequent, '') == 1 or redis.call('HLEN', frequent) >= most then return end
for term in pairs(fields) do
local _, beyond = beginnings_of(frequent, term)
if beyond and count_of(postings, beyond) >= least then
known[beyond], frequent_beginnings = true, {}
redis.call('HSET', frequent, '', beyond, beyond, (bounds_of(beyond)))
return
end
end
end
local function fill_one(bits, term, posting)
local word, field, number = parse_posting(posting)
if field == 'n' then
redis.call('SETBIT', bits_key(bits, 'n', term), number, 1)
redis.call('SETBIT', bits_key(bits, 'm', term), number, 0)
if word == term and not is_tag(term) then redis.call('SETBIT', bits_key(bits, 'w', term), number, 1) end
elseif redis.call('GETBIT', bits_key(bits, 'n', term), number) == 0 then
redis.call('SETBIT', bits_key(bits, 'm', term), number, 1)
end
end
local function fill_bits(postings, bits, frequent, step)
local term = redis.call('HGET', frequent, '')
if not term then return end
local _, last = bounds_of(term)
local from = redis.call('HGET', frequent, term)
local found = redis.call('ZRANGEBYLEX', postings, from, last, 'LIMIT', 0, step)
for _, posting in ipairs(found) do fill_one(bits, term, posting) end
if #found == step then
redis.call('HSET', frequent, term, '(' .. found[step])
else
redis.call('HSET', frequent, term, 'ready')
redis.call('HDEL', frequent, '')
end
end`,"include/catalogue-label.lua":`-- @include catalogue-order
local labels_end = 2 ^ 40
local last_gap = 2 ^ 16
local function roundest_between(low, high)
local step = 1
while (math.floor(low / step / 2) + 1) * step * 2 < high do step = step * 2 end
return (math.floor(low / step) + 1) * step
end
local function number_in(entry) return string.sub(entry, -8) end
local function label_at(names, by_name, rank)
local entry = redis.call('ZRANGE', names, rank, rank)[1]
return entry and tonumber(redis.call('ZSCORE', by_name, number_in(entry)))
end
local function spread_labels(names, by_name, slices, rank)
local reach, least = 16, 2 ^ 8
while true do
local first = math.max(0, rank - reach)
local entries = redis.call('ZRANGE', names, first, rank + reach)
local low = first > 0 and label_at(names, by_name, first - 1) or 0
local high = label_at(names, by_name, first + #entries) or math.min(labels_end, low + (#entries + 1) * last_gap)
local gap = math.floor((high - low) / (#entries + 1))
if gap >= least then
for index, entry in ipairs(entries) do
put_in_order(by_name, slices, 'name', number_in(entry), low + gap * index)
end
return
end
reach, least = reach * 2, least * 1.2
end
end
local function add_name(names, by_name, slices, name, number)
local entry = name .. '\\0' .. number
redis.call('ZADD', names, 0, entry)
local rank = redis.call('ZRANK', names, entry)
local low = rank > 0 and label_at(names, by_name, rank - 1) or 0
local high = label_at(names, by_name, rank + 1) or math.min(labels_end, low + 2 * last_gap)
if high - low < 2 then return spread_labels(names, by_name, slices, rank) end
put_in_order(by_name, slices, 'name', number, roundest_between(low, high))
end
local function remove_name(names, by_name, slices, name, number)
redis.call('ZREM', names, name .. '\\0' .. number)
take_from_order(by_name, slices, 'name', number)
end`,"include/catalogue-match.lua":`-- @include catalogue-bits
-- @include number-sets
local bit_masks = { [0] = 128, 64, 32, 16, 8, 4, 2, 1 }
local function has_bit(bitmap, number)
local offset = number % 8
local byte = string.byte(bitmap, (number - offset) / 8 + 1)
return byte ~= nil and bit.band(byte, bit_masks[offset]) ~= 0
end
local function listed_term(postings, term)
local first, last = bounds_of(term)
local levels, numbers = {}, {}
for _, posting in ipairs(redis.call('ZRANGEBYLEX', postings, first, last)) do
local word, field, number = parse_posting(posting)
local level = field == 'm' and 1 or (word == term and 3 or 2)
if not levels[number] then numbers[#numbers + 1] = number end
levels[number] = math.max(level, levels[number] or 0)
end
return { numbers = numbers, level_of = function(number) return levels[number] or 0 end }
end
local function bitmap_term(bits, term)
local in_name = redis.call('GET', bits_key(bits, 'n', term)) or ''
if is_tag(term) then
return {
level_of = function(number) return has_bit(in_name, number) and 3 or 0 end,
bitmaps = function() return in_name end,
}
end
local whole = redis.call('GET', bits_key(bits, 'w', term)) or ''
local more = redis.call('GET', bits_key(bits, 'm', term)) or ''
return {
best = whole ~= '' and 3 or (in_name ~= '' and 2 or 1),
level_of = function(number)
if has_bit(whole, number) then return 3 end
if has_bit(in_name, number) then return 2 end
return has_bit(more, number) and 1 or 0
end,
bitmaps = function(level)
if level == 3 then return whole end
return in_name, level == 1 and more ~= '' and more or nil
end,
}
end
local function level_in_text(text, term)
if is_tag(term) then return string.find(text, term .. '#', 1, true) and 3 or 0 end
local name, more = string.match(text, '^([^\\1]*)\\1([^\\1]*)')
if string.find(name, ' ' .. term .. ' ', 1, true) then return 3 end
if string.find(name, ' ' .. term, 1, true) then return 2 end
return string.find(more, ' ' .. term, 1, true) and 1 or 0
end
local function plan_of(terms, postings, frequent, bits, max_listed)
local counts, plan = {}, { listed = {}, bitmaps = {}, unready = {} }
for _, term in ipairs(terms) do counts[term] = count_of(postings, term) end
table.sort(terms, function(a, b) return counts[a] < counts[b] end)
for _, term in ipairs(terms) do
if counts[term] <= max_listed then
plan.listed[#plan.listed + 1] = listed_term(postings, term)
elseif redis.call('HGET', frequent, term) == 'ready' then
plan.bitmaps[#plan.bitmaps + 1] = bitmap_term(bits, term)
else
plan.unready[#plan.unready + 1] = term
end
end
return plan
end
local function level_of(plan, number)
local level = 3
for _, term in ipairs(plan.listed) do level = math.min(level, term.level_of(number)) end
for _, term in ipairs(plan.bitmaps) do
if level == 0 then return 0 end
level = math.min(level, term.level_of(number))
end
return level
end
local function set_at_least(plan, level, known, bits)
for _, term in ipairs(plan.bitmaps) do
if term.best and term.best < level then return no_numbers end
end
if #plan.bitmaps == 0 then return set_of(redis.call('GET', bits) or '') end
local set = known
for _, term in ipairs(plan.bitmaps) do
set = set and narrowed(set, term.bitmaps(level)) or set_of(term.bitmaps(level))
end
return set
end`,"include/catalogue-order.lua":`local function slice_key(slices, order, place) return slices .. ':' .. order .. ':' \
.. place end
local function move_in_slices(slices, order, number, old, new)
local place = 0
while old ~= new do
local old_bit, new_bit = old % 2, new % 2
if old_bit ~= new_bit then redis.call('SETBIT', slice_key(slices, order, place), tonumber(number), new_bit) end
old, new, place = (old - old_bit) / 2, (new - new_bit) / 2, place + 1
end
end
local function put_in_order(key, slices, order, number, score)
local old = tonumber(redis.call('ZSCORE', key, number) or nil)
if old == score then return end
redis.call('ZADD', key, string.format('%.0f', score), number)
move_in_slices(slices, order, number, old or 0, score)
end
local function take_from_order(key, slices, order, number)
local old = tonumber(redis.call('ZSCORE', key, number) or nil)
if not old then return 0 end
redis.call('ZREM', key, number)
move_in_slices(slices, order, number, old, 0)
return old
end`,"include/catalogue-terms.lua":`local function fields_of(text)
local fields = {}
if not text or string.byte(text) == 33 then return fields end
local name, more, tags = string.match(text, '^([^\\1]*)\\1([^\\1]*)\\1(.*)$')
for word in string.gmatch(more, '[^ ]+') do fields[word] = 'm' end
for word in string.gmatch(name, '[^ ]+') do fields[word] = 'n' end
for tag in string.gmatch(tags, '[^#]+') do fields['#' .. tag] = 'n' end
return fields
end`,"include/catalogue-walk.lua":`-- @include catalogue-order
-- @include number-sets
local top_slice = 52
local few_pass = 20
local function member_of(number) return string.format('%08d', number) end
local function is_beyond(place, step, key, number)
if not place then return true end
if key ~= place.key then return (key > place.key) == (step > 0) end
return number ~= place.number and (number > place.number) == (step > 0)
end
local function rank_beyond(order_key, step, place)
if not place then return 0 end
local command = step > 0 and 'ZRANGE' or 'ZREVRANGE'
local low, high = 0, redis.call('ZCARD', order_key)
while low < high do
local middle = math.floor((low + high) / 2)
local at = redis.call(command, order_key, middle, middle, 'WITHSCORES')
if is_beyond(place, step, tonumber(at[2]), tonumber(at[1])) then high = middle else low = middle + 1 end
end
return low
end
local function walk_order(order_key, step, place, at_a_time, passes, visit)
local command = step > 0 and 'ZRANGE' or 'ZREVRANGE'
local rank = rank_beyond(order_key, step, place)
local function key_of(member) return tonumber(redis.call('ZSCORE', order_key, member)) end
while true do
local chunk, passed = redis.call(command, order_key, rank, rank + at_a_time - 1), 0
if #chunk == 0 then return nil end
for _, member in ipairs(chunk) do
local number = tonumber(member)
if passes(number) then
passed = passed + 1
if visit(number, key_of(member)) then return nil end
end
end
rank = rank + #chunk
if passed * few_pass < #chunk then return { key = key_of(chunk[#chunk]), number = tonumber(chunk[#chunk]) } end
end
end
local function visit_sorted(numbers, order_key, step, place, visit)
if #numbers == 0 then return end
local members, scores = {}, {}
if order_key then
for index = 1, #numbers do members[index] = member_of(numbers[index]) end
scores = redis.call('ZMSCORE', order_key, unpack(members))
end
local keys, with_key = {}, {}
for index, number in ipairs(numbers) do
local key = tonumber(scores[index] or 0)
if is_beyond(place, step, key, number) then
local tied = with_key[key]
if tied then
tied[#tied + 1] = number
else
keys[#keys + 1], with_key[key] = key, { number }
end
end
end
table.sort(keys)
for key_index = step > 0 and 1 or #keys, step > 0 and #keys or 1, step do
local key = keys[key_index]
local tied = with_key[key]
table.sort(tied)
for index = step > 0 and 1 or #tied, step > 0 and #tied or 1, step do
if visit(tied[index], key) then return true end
end
end
end
local function visit_tied(set, key, step, place, visit)
local count = #set.at
local from = place and { key = 0, number = place.number }
local from_word = place and math.floor(place.number / 32) + 1
local function visit_with_key(number) return visit(number, key) end
for index = step > 0 and 1 or count, step > 0 and count or 1, step do
if not from or (set.at[index] - from_word) * step >= 0 then
local numbers = {}
append_numbers(numbers, set, index)
if visit_sorted(numbers, nil, step, from, visit_with_key) then return true end
end
end
end
local function visit_sliced(order, set, step, place, max_sorted, visit)
local slices = {}
local function slice_at(height)
if slices[height] == nil then slices[height] = redis.call('GET', slice_key(order.slices, order.name, height)) end
return slices[height]
end
local function descend(part, height, key, from)
if #part.at == 0 then return end
local numbers = numbers_in(part, max_sorted)
if numbers then return visit_sorted(numbers, order.key, step, from, visit) end
if height < 0 or not order.key then return visit_tied(part, key, step, from, visit) end
local slice, weight = slice_at(height), 2 ^ height
local halves = { [0] = part, [1] = slice and take_out(part, slice) or { at = {} } }
local from_bit = from and math.floor(from.key / weight) % 2
for bit_now = step > 0 and 0 or 1, step > 0 and 1 or 0, step do
local on_the_way = from_bit == bit_now
if not from or on_the_way or (bit_now > from_bit) == (step > 0) then
if descend(halves[bit_now], height - 1, key + bit_now * weight, on_the_way and from or nil) then return true end
end
end
end
return descend(set, top_slice, 0, place)
end`,"include/decayed-weight.lua":`-- @include now
local function decayed_weight(weight, half_life_ms)
return tonumber(weight) * 2 ^ ((now_ms() - 1735689600000) / tonumber(half_life_ms))
end`,"include/drop-oldest.lua":`local function drop_oldest(stream, few, is_too_much)
local dropped = 0
while dropped < 64 do
local count = math.min(few, 64 - dropped)
local entries = redis.call('XRANGE', stream, '-', '+', 'COUNT', count)
local ids = {}
for _, entry in ipairs(entries) do
if not is_too_much(entry) then break end
ids[#ids + 1] = entry[1]
end
if #ids > 0 then redis.call('XDEL', stream, unpack(ids)) end
dropped = dropped + #ids
if #ids < count then return end
end
end`,"include/inventory.lua":`-- @include now
local on_hand_key, reserved_key, holds_key, expiry_key, settled_key = unpack(KEYS)
local function read_hold(id)
local packed = redis.call('HGET', holds_key, id)
return packed and cmsgpack.unpack(packed)
end
local function write_hold(id, hold)
redis.call('HSET', holds_key, id, cmsgpack.pack(hold))
end
local function holds_stock(hold)
return hold ~= nil and hold ~= false and (hold.s == 'live' or hold.s == 'paying')
end
local function add(key, sku, delta)
local value = redis.call('HINCRBY', key, sku, delta)
if value == 0 and key == reserved_key then redis.call('HDEL', key, sku) end
end
local function settle(id, hold, state, now, channel)
for at = 1, #hold.l, 2 do
add(reserved_key, hold.l[at], -hold.l[at + 1])
if state == 'committed' then add(on_hand_key, hold.l[at], -hold.l[at + 1]) end
redis.call('PUBLISH', channel .. hold.l[at], 'stock')
end
hold.s = state
write_hold(id, hold)
redis.call('ZREM', expiry_key, id)
redis.call('ZADD', settled_key, now, id)
end
local function expire(count, now, channel)
local expired = redis.call('ZRANGEBYSCORE', expiry_key, '-inf', now, 'LIMIT', 0, count)
for _, id in ipairs(expired) do settle(id, read_hold(id), 'expired', now, channel) end
return #expired
end
local function shortage(lines)
local skus = {}
for at = 1, #lines, 2 do skus[#skus + 1] = lines[at] end
local on_hand = redis.call('HMGET', on_hand_key, unpack(skus))
local reserved = redis.call('HMGET', reserved_key, unpack(skus))
local short = {}
for index, sku in ipairs(skus) do
local available = tonumber(on_hand[index] or 0) - tonumber(reserved[index] or 0)
if available < tonumber(lines[index * 2]) then
short[#short + 1] = sku
short[#short + 1] = available
end
end
return #short > 0 and short or nil
end`,"include/job-add.lua":`local function add_jobs(first)
local total = tonumber(ARGV[first])
local id = redis.call('HINCRBY', meta, 'seq', total) - total
local answer, records, written, ready = { id + 1 }, {}, 0, {}
local delayed, places, delayed_states = {}, {}, {}
local place = -1
for at = first + 1, #ARGV, 3 do
local how = ARGV[at]
local level, due, lifetime, key, wait, run_at = how, 0, nil, '', nil, nil
if #how > 1 then
level, wait, run_at, lifetime, key = string.match(how, '^(%d) (%d+) (%d+) (%d+) (.*)$')
due = wait ~= '0' and now + wait or tonumber(run_at)
end
local head = now_text .. (due > now and '+' .. string.format('%d', due - now) or '') .. ARGV[at + 1] .. '\\n'
if not ready[level] then ready[level] = {} end
local same_level = ready[level]
local last = #same_level
for payload in string.gmatch(ARGV[at + 2], '[^\\n]+') do
id = id + 1
place = place + 1
local text = string.format('%d', id)
local known = key ~= '' and redis.call('SET', base .. 'idem:' .. key, text, 'NX', 'GET', 'PX', lifetime)
if known then
answer[#answer + 1], answer[#answer + 2] = place, known
else
records[written + 1], records[written + 2] = text, head .. payload
written = written + 2
if due > now then
delayed[#delayed + 1] = text
places[#places + 1], places[#places + 2] = due, text
delayed_states[#delayed_states + 1] = text
delayed_states[#delayed_states + 1] = 'y0 0 0 - ' .. string.format('%d', due) .. ' 0'
else
last = last + 1
same_level[last] = text
end
end
end
end
if written > 0 then redis.call('HSET', jobs, unpack(records)) end
for level, ids in pairs(ready) do
if #ids > 0 then
make_ready(level, ids)
note('w', ids)
end
end
if #delayed > 0 then
redis.call('HSET', states, unpack(delayed_states))
delay(places)
note('y', delayed)
end
return answer
end`,"include/job-claim.lua":`local stale_bound = 500
local ballast = 'No job, but what keeps this set from the encoding in which adding is slow'
local function claim(want, worker, lease_ms)
local taken, writes, leases, active, stale = {}, {}, { '+inf', ballast }, {}, 0
local turn = redis.call('HINCRBY', meta, 'turn', want)
local fence = turn - want
local lease_end = string.format('%d', now + lease_ms)
local first_time = 'a%d 1 ' .. now_text .. ' ' .. worker .. ' 0 %d'
local again = 'a%d %d ' .. now_text .. ' ' .. worker .. ' %s %s'
local got, seen = 0, {}
local function take_some(ids)
local definitions = redis.call('HMGET', jobs, unpack(ids))
local records = redis.call('HMGET', states, unpack(ids))
for i = 1, #ids do
local id, definition, record = ids[i], definitions[i], records[i]
if definition and not seen[id] and (not record or string.byte(record) == 119) then
seen[id] = true
got = got + 1
fence = fence + 1
local at, attempt = 2 * got, 1
if record then
local before, run_at, bytes = string.match(record, '^.%d+ (%d+) %d+ %S+ (%d+) (%d+)')
if bytes == '0' then bytes = #definition end
attempt = before + 1
record = string.format(again, fence, attempt, run_at, bytes)
else
record = string.format(first_time, fence, #definition)
end
writes[at - 1], writes[at] = id, record
leases[at + 1], leases[at + 2] = lease_end, id
active[got] = id
at = 2 * at
taken[at - 3], taken[at - 2], taken[at - 1], taken[at] = id, fence, attempt, definition
else
stale = stale + 1
end
end
end
local function take(first, step, upto)
local levels = {}
for turns = 0, 9 do levels[turns + 1] = base .. 'p:' .. (first + step * turns) % 10 end
while got < upto and stale < stale_bound do
levels[11], levels[12], levels[13] = 'RIGHT', 'COUNT', upto - got
local popped = redis.call('LMPOP', 10, unpack(levels))
if not popped then return end
take_some(popped[2])
end
end
local share = math.floor(turn / 10) - math.floor((turn - want) / 10)
if share > 0 then take(math.floor(turn / 10) % 10, 1, share) end
take(9, -1, want)
if stale > 0 then redis.call('HINCRBY', meta, 'stale', -stale) end
if got == 0 then return taken, stale >= stale_bound end
redis.call('HSET', states, unpack(writes))
redis.call('ZADD', base .. 'lease', unpack(leases))
note('a', active)
return taken, stale >= stale_bound
end`,"include/job-due.lua":`local function promote(bound)
local first = redis.call('ZRANGE', base .. 'delayed', 0, 0, 'WITHSCORES')[2]
if not first or tonumber(first) > now then return first end
local ids = redis.call('ZRANGE', base .. 'delayed', '-inf', now_text, 'BYSCORE', 'LIMIT', 0, bound)
redis.call('ZREM', base .. 'delayed', unpack(ids))
local writes = {}
for i, record in ipairs(redis.call('HMGET', states, unpack(ids))) do
writes[2 * i - 1], writes[2 * i] = ids[i], 'w' .. string.sub(record, 2)
end
redis.call('HSET', states, unpack(writes))
for _, id in ipairs(ids) do make_ready(options_of(id)[2], { id }) end
note('w', ids)
return redis.call('ZRANGE', base .. 'delayed', 0, 0, 'WITHSCORES')[2]
end
local function reclaim(bound)
local first = redis.call('ZRANGE', base .. 'lease', 0, 0, 'WITHSCORES')[2]
if not first or tonumber(first) > now then return end
local ids = redis.call('ZRANGE', base .. 'lease', '-inf', now_text, 'BYSCORE', 'LIMIT', 0, bound)
for i, record in ipairs(redis.call('HMGET', states, unpack(ids))) do
local holder = string.match(record, '^.%d+ %d+ %d+ (%S+)')
end_attempt(ids[i], record, 'The lease ran out: worker ' .. holder .. ' neither finished nor renewed it', '', true)
end
end`,"include/job-fail.lua":`local function backoff_ms(spec, attempt)
local kind, first, max, jitter = string.match(spec or '', '^(%a):(%d+):(%d+):(%d)$')
if not kind then kind, first, max, jitter = 'e', 1000, 3600000, '1' end
first, max = tonumber(first), tonumber(max)
if kind == 'e' then first = first * 2 ^ math.min(attempt - 1, 30) end
if first > max then first = max end
if jitter == '1' then first = math.random() * first end
return math.floor(first)
end
local function add_error(id, attempt, message, stack)
local known = redis.call('HGET', errors_key, id)
local errors = known and cjson.decode(known) or {}
errors[#errors + 1] = { attempt = attempt, message = message, stack = stack ~= '' and stack or nil, at = now }
while #errors > 10 do table.remove(errors, 1) end
local text = cjson.encode(errors)
redis.call('HSET', errors_key, id, text)
return #text
end
local function end_attempt(id, record, message, stack, retry, delay_ms)
redis.call('ZREM', base .. 'lease', id)
redis.call('HDEL', progress_key, id)
if string.sub(record, 1, 1) == 'q' then return finish('k', 'cancelled', { id }, { record }) end
local begun, attempt, who = string.match(record, '^.(%d+ (%d+)) (%d+ %S+) ')
attempt = tonumber(attempt)
local bytes = redis.call('HSTRLEN', jobs, id) + add_error(id, attempt, message, stack)
count('f', 1)
local options = options_of(id)
local again = retry and attempt < options[3]
local at = again and now + (delay_ms or backoff_ms(options[5], attempt)) or 0
record = 'y' .. begun .. ' ' .. who .. ' ' .. string.format('%d', at) .. ' ' .. bytes
if not again then return finish('x', 'dead', { id }, { record }) end
redis.call('HSET', states, id, record)
delay({ at, id })
note('y', { id })
end
local function give_back(id, record)
redis.call('ZREM', base .. 'lease', id)
if string.sub(record, 1, 1) == 'q' then return finish('k', 'cancelled', { id }, { record }) end
local fence, attempt, rest = string.match(record, '^.(%d+) (%d+) (.*)$')
redis.call('HSET', states, id, 'w' .. fence .. ' ' .. string.format('%d', attempt - 1) .. ' ' .. rest)
redis.call('RPUSH', base .. 'p:' .. options_of(id)[2], id)
rouse()
note('w', { id })
end`,"include/job-finish.lua":`local results_key, errors_key, progress_key = base .. 'results', base .. 'errors', base .\
. 'progress'
local logged_key = base .. 'logged'
local function forget(ids)
redis.call('HDEL', jobs, unpack(ids))
redis.call('HDEL', states, unpack(ids))
if redis.call('EXISTS', results_key, errors_key, progress_key, logged_key) == 0 then return end
redis.call('HDEL', results_key, unpack(ids))
redis.call('HDEL', errors_key, unpack(ids))
redis.call('HDEL', progress_key, unpack(ids))
if redis.call('SREM', logged_key, unpack(ids)) > 0 then
for _, id in ipairs(ids) do redis.call('UNLINK', base .. 'log:' .. id) end
end
end
local function finish(letter, set, ids, records, results)
local writes, places, total = {}, {}, 0
for i, id in ipairs(ids) do
local rest, bytes = string.match(records[i] or '-' .. unstarted, '^.(.*) (%d+)$')
if bytes == '0' then bytes = redis.call('HSTRLEN', jobs, id) end
if results then bytes = bytes + #results[i] end
total = total + bytes
writes[2 * i - 1], writes[2 * i] = id, letter .. rest .. ' ' .. bytes .. ' ' .. now_text
places[2 * i - 1], places[2 * i] = now_text, id
end
redis.call('HSET', states, unpack(writes))
redis.call('ZADD', base .. set, unpack(places))
redis.call('HINCRBY', meta, 'bytes', total)
note(letter, ids)
end
local function unfinish(set, ids)
local total = 0
for _, record in ipairs(redis.call('HMGET', states, unpack(ids))) do
total = total + (record and string.match(record, ' (%d+) %d+$') or 0)
end
redis.call('ZREM', base .. set, unpack(ids))
return redis.call('HINCRBY', meta, 'bytes', -total)
end`,"include/job-hand-in.lua":`local function hand_in(first, total, keep)
if total == 0 then return {} end
local ids = {}
for i = 1, total do ids[i] = ARGV[first + 3 * i - 3] end
local found = redis.call('HMGET', states, unpack(ids))
local done, records, results, lost, seen = {}, {}, {}, {}, {}
local kept = {}
for i, id in ipairs(ids) do
if is_held(found[i], ARGV[first + 3 * i - 2]) and not seen[id] then
seen[id] = true
local result = ARGV[first + 3 * i - 1]
done[#done + 1], records[#done + 1], results[#done + 1] = id, found[i], result
if result ~= '' then kept[#kept + 1], kept[#kept + 2] = id, result end
else
lost[#lost + 1] = i - 1
end
end
if #done == 0 then return lost end
redis.call('ZREM', base .. 'lease', unpack(done))
count('c', #done)
if keep == 0 then
note('c', done)
forget(done)
else
if #kept > 0 then redis.call('HSET', results_key, unpack(kept)) end
finish('c', 'done', done, records, results)
end
return lost
end`,"include/job-prune.lua":`local function prune(set, keep, max_age, too_much, bound)
local spare = redis.call('ZCARD', base .. set) - keep
local look = (max_age or too_much > 0) and bound or math.min(math.max(spare, 0), bound)
if look == 0 then return end
local entries = redis.call('ZRANGE', base .. set, 0, look - 1, 'WITHSCORES')
local ids = {}
for at = 1, #entries, 2 do
local old = max_age and tonumber(entries[at + 1]) < now - max_age
if #ids >= spare and not old and too_much <= 0 then break end
ids[#ids + 1] = entries[at]
if too_much > 0 then
local record = redis.call('HGET', states, entries[at])
too_much = too_much - (record and string.match(record, ' (%d+) %d+$') or 0)
end
end
if #ids == 0 then return end
local bytes = unfinish(set, ids)
forget(ids)
return bytes
end`,"include/job-queue.lua":`local base = KEYS[1]
local meta, jobs, states = base .. 'meta', base .. 'jobs', base .. 'state'
local now = now_ms()
local now_text = string.format('%d', now)
local changed, noted = {}, 0
local tally = {}
local wake = nil
local function note(letter, ids)
changed[#changed + 1] = letter .. ' ' .. table.concat(ids, ' ')
noted = noted + #ids
end
local function count(field, number) tally[field] = (tally[field] or 0) + number end
local function rouse(text) wake = text or wake or 'w' end
local function flush()
for field, number in pairs(tally) do
local key = base .. 'rate:' .. string.format('%d', math.floor(now / 60000))
if redis.call('HINCRBY', key, field, number) == number then redis.call('EXPIRE', key, 7200) end
end
if wake then redis.call('PUBLISH', base .. 'wake', wake) end
if noted == 0 then return end
local text = table.concat(changed, '\\n')
local last = redis.call('HINCRBY', meta, 'events', noted)
redis.call('XADD', base .. 'events', 'MAXLEN', '~', ARGV[2], '*', 'k', last - noted + 1, 'e', text)
redis.call('PUBLISH', ARGV[1], text)
end
local function make_ready(level, ids)
redis.call('LPUSH', base .. 'p:' .. level, unpack(ids))
rouse()
end
local function delay(places)
redis.call('ZADD', base .. 'delayed', unpack(places))
for at = 1, #places, 2 do
if places[at] < now + 1000 then rouse() end
end
end`,"include/job-record.lua":`local unstarted = '0 0 0 - 0 0'
local function options_of(id)
return cjson.decode(string.match(redis.call('HGET', jobs, id), '^[%d+]+([^\\n]*)\\n'))
end
local function is_held(record, fence)
if not record then return false end
local letter = string.byte(record)
return (letter == 97 or letter == 113) and string.sub(record, 2, #fence + 2) == fence .. ' '
end
local function letter_of(id, record)
if record then return string.sub(record, 1, 1) end
return redis.call('HEXISTS', jobs, id) == 1 and 'w' or nil
end`,"include/message-bury.lua":`-- @include drop-oldest
local function bury(cursor, attempt, message, keep, most_bytes)
local payload = payload_of(cursor)
forget({ cursor })
if not payload then return false end
local letter = { 'cursor', cursor, 'attempt', attempt, 'error', message, 'payload', payload }
local id = redis.call('XADD', dead, '*', unpack(letter))
redis.call('PEXPIRE', dead, unused_ms)
local length, bytes = redis.call('XLEN', dead), redis.call('HINCRBY', places, 'dead', #payload)
drop_oldest(dead, 2, function(entry)
if entry[1] == id or (length <= keep and bytes <= most_bytes) then return false end
length, bytes = length - 1, bytes - #entry[2][8]
return true
end)
redis.call('HSET', places, 'dead', bytes)
return true
end`,"include/message-group.lua":`local topic, unused_ms = KEYS[1], tonumber(ARGV[2])
local base = topic .. 'g:' .. ARGV[1] .. ':'
local places, pending, notes = base .. 'at', base .. 'pending', base .. 'notes'
local back, dead = base .. 'back', base .. 'dead'
local now = now_ms()
local function payload_of(cursor)
local kept = redis.call('HGET', back, cursor)
if kept then return kept end
local id, number = string.match(cursor, '^(%d+%-%d+)_(%d+)$')
local entry = redis.call('XRANGE', topic .. 'messages', id, id)[1]
return entry and entry[2][4 + 2 * (tonumber(number) - tonumber(entry[2][2]))]
end
local function forget(cursors)
if #cursors == 0 then return end
redis.call('ZREM', pending, unpack(cursors))
if redis.call('EXISTS', back) == 1 then redis.call('HDEL', back, unpack(cursors)) end
if redis.call('EXISTS', notes) == 0 then return end
local fields = {}
for place, cursor in ipairs(cursors) do fields[2 * place - 1], fields[2 * place] = cursor, 'm' .. cursor end
redis.call('HDEL', notes, unpack(fields))
end
local function note(field, value)
redis.call('HSET', notes, field, value)
redis.call('PEXPIRE', notes, unused_ms)
end
local function set_due(cursor, at)
redis.call('ZADD', pending, at, cursor)
redis.call('PEXPIRE', pending, unused_ms)
end`,"include/message-once.lua":`local function published_under(base, key)
local known = redis.call('HGET', base .. 'keys', key) or redis.call('HGET', base .. 'keys:before', key)
if known then return string.match(known, '^(%S+) (.*)$') end
end
local function note_published(base, since, now, lifetime_ms, most, pairs)
local keys, before = base .. 'keys', base .. 'keys:before'
if not since or since <= now - lifetime_ms or redis.call('HLEN', keys) >= most then
since = now
if redis.call('EXISTS', keys) == 1 then
redis.call('UNLINK', before)
redis.call('RENAME', keys, before)
end
end
redis.call('HSET', keys, unpack(pairs))
redis.call('PEXPIRE', keys, lifetime_ms)
return since
end`,"include/messages-after.lua":`local function messages_after(stream, id, number, want, most_bytes)
local found, bytes = {}, 0
local from, count = id, 1
while true do
local entries = redis.call('XRANGE', stream, from, '+', 'COUNT', count)
for _, entry in ipairs(entries) do
local fields = entry[2]
local first = tonumber(fields[2])
local skip = entry[1] == id and math.max(0, number - first + 1) or 0
local part = { entry[1], first + skip }
for field = 4 + 2 * skip, #fields, 2 do
if want == 0 or bytes >= most_bytes then break end
part[#part + 1] = fields[field]
bytes, want = bytes + #fields[field], want - 1
end
if #part > 2 then found[#found + 1] = part end
if want == 0 or bytes >= most_bytes then return found end
end
if #entries < count then return found end
from = '(' .. entries[#entries][1]
count = math.min(4 * count, 64)
end
end`,"include/metric-journal.lua":`local DAY = 86400000
local function timeAt(text, place) return place and tonumber(text:sub(place + 9, place + 14), 36) end
local function older(text, place) return text:find('\\n', place + 15, true) end
local function labelAt(text, place) return text:sub(place + 16, (older(text, place) or 0) - 1) end`,"include/metric-writ\
e.lua":`local CHUNK, VALUES_MAX = 1000, 1000
local SEARCHED_MAX, LONG = 32, ('-'):rep(65)
local function text(number) return string.format('%d', number) end
local function add(deltas, field, delta) deltas[field] = (deltas[field] or 0) + delta end
local function inChunks(command, key, list)
local result = 0
for first = 1, #list, CHUNK do
result = result + redis.call(command, key, unpack(list, first, math.min(first + CHUNK - 1, #list)))
end
return result
end
local function readFields(key, fields)
if #fields <= CHUNK then return #fields > 0 and redis.call('HMGET', key, unpack(fields)) or {} end
local values = {}
for first = 1, #fields, CHUNK do
local last = math.min(first + CHUNK - 1, #fields)
for index, value in ipairs(redis.call('HMGET', key, unpack(fields, first, last))) do values[first + index - 1] = value e\
nd
end
return values
end
local function changedFields(deltas)
local fields = {}
for field, delta in pairs(deltas) do if delta ~= 0 then fields[#fields + 1] = field end end
return fields
end
local function expire(key, seconds) redis.call('EXPIRE', key, seconds, 'NX') end
local function writeCounts(key, deltas, ttl)
local fresh = false
for field, delta in pairs(deltas) do
if delta ~= 0 and redis.call('HINCRBY', key, field, text(delta)) == delta then fresh = true end
end
if fresh then expire(key, ttl) end
end
local function writeTop(key, deltas, ttl)
local fields = changedFields(deltas)
if #fields == 0 then return end
local values = readFields(key, fields)
local writes, gone, sizes, others = {}, {}, {}, {}
local function grow(dimension, by)
sizes[dimension] = (sizes[dimension] or tonumber(redis.call('HGET', key, '#' .. dimension) or 0)) + by
return sizes[dimension]
end
for index, field in ipairs(fields) do
local value, delta = values[index] and tonumber(values[index]), deltas[field]
if value and value + delta > 0 then
writes[#writes + 1] = field
writes[#writes + 1] = text(value + delta)
else
local slot, dimension = field:match('^(%d?)(.)')
if value then
gone[#gone + 1] = field
grow(dimension, -1)
elseif delta > 0 and grow(dimension, 1) <= VALUES_MAX then
writes[#writes + 1] = field
writes[#writes + 1] = text(delta)
else
if delta > 0 then grow(dimension, -1) end
add(others, slot .. dimension .. '(other)', delta)
end
end
end
for dimension, size in pairs(sizes) do
writes[#writes + 1] = '#' .. dimension
writes[#writes + 1] = text(size)
if size > SEARCHED_MAX then
writes[#writes + 1] = '#'
writes[#writes + 1] = LONG
end
end
local new = inChunks('HSET', key, writes)
inChunks('HDEL', key, gone)
for other, delta in pairs(others) do redis.call('HINCRBY', key, other, text(delta)) end
if new > 0 then expire(key, ttl) end
end
local function writeMembers(command, key, members, ttl)
if #members > 0 and inChunks(command, key, members) > 0 then expire(key, ttl) end
end
local function writeScores(key, scores, ttl, now)
local list = {}
for visitor, at in pairs(scores) do
list[#list + 1] = text(at)
list[#list + 1] = visitor
end
if #list == 0 then return end
for first = 1, #list, CHUNK do redis.call('ZADD', key, 'GT', unpack(list, first, math.min(first + CHUNK - 1, #list))) en\
d
redis.call('ZREMRANGEBYSCORE', key, '-inf', text(now - ttl * 1000))
redis.call('EXPIRE', key, ttl)
end`,"include/now-us.lua":`local function now_us()
local time = redis.call('TIME')
return time[1] * 1000000 + time[2]
end`,"include/now.lua":`local function now_ms()
local time = redis.call('TIME')
return time[1] * 1000 + math.floor(time[2] / 1000)
end`,"include/number-sets.lua":`local chunk_words = 32
local chunk_format = '>' .. string.rep('I4', chunk_words)
local number_of_bit = { [-2 ^ 31] = 0 }
for number = 1, 31 do number_of_bit[2 ^ (31 - number)] = number end
local no_numbers = { at = {}, words = {} }
local function padded(bitmap)
return bitmap .. string.rep('\\0', -#bitmap % (chunk_words * 4))
end
local function chunk_after(bitmap, base)
if base * 4 >= #bitmap then return {} end
return { struct.unpack(chunk_format, bitmap, base * 4 + 1) }
end
local function set_of(bitmap, other_bitmap)
local bor = bit.bor
local ones, others = padded(bitmap), padded(other_bitmap or '')
local at, words, count = {}, {}, 0
for base = 0, math.max(#ones, #others) / 4 - 1, chunk_words do
local chunk, other_chunk = chunk_after(ones, base), other_bitmap and chunk_after(others, base)
for index = 1, chunk_words do
local word = chunk[index] or 0
if other_chunk then word = bor(word, other_chunk[index] or 0) end
if word ~= 0 then
count = count + 1
at[count], words[count] = base + index, word
end
end
end
return { at = at, words = words }
end
local function narrowed(set, bitmap, other_bitmap)
local band, bor = bit.band, bit.bor
local ones, others = padded(bitmap), other_bitmap and padded(other_bitmap)
local places, set_words, total = set.at, set.words, #set.at
local at, words, count = {}, {}, 0
local index = 1
while index <= total do
local base = places[index] - (places[index] - 1) % chunk_words - 1
local chunk, other_chunk = chunk_after(ones, base), others and chunk_after(others, base)
while index <= total and places[index] <= base + chunk_words do
local place = places[index]
local word = chunk[place - base] or 0
if other_chunk then word = bor(word, other_chunk[place - base] or 0) end
if word ~= 0 then word = band(set_words[index], word) end
if word ~= 0 then
count = count + 1
at[count], words[count] = place, word
end
index = index + 1
end
end
return { at = at, words = words }
end
local function difference(set, other)
local other_word = {}
for index = 1, #other.at do other_word[other.at[index]] = other.words[index] end
local at, words, count = {}, {}, 0
for index = 1, #set.at do
local place, word = set.at[index], set.words[index]
if other_word[place] then word = bit.band(word, bit.bnot(other_word[place])) end
if word ~= 0 then
count = count + 1
at[count], words[count] = place, word
end
end
return { at = at, words = words }
end
local function take_out(set, bitmap)
local band, bxor = bit.band, bit.bxor
local source = padded(bitmap)
local places, set_words, total = set.at, set.words, #set.at
local at, words, count, emptied = {}, {}, 0, 0
local index = 1
while index <= total do
local base = places[index] - (places[index] - 1) % chunk_words - 1
local chunk = chunk_after(source, base)
if not chunk[1] then break end
while index <= total and places[index] <= base + chunk_words do
local word = chunk[places[index] - base]
if word ~= 0 then
word = band(set_words[index], word)
if word ~= 0 then
count = count + 1
at[count], words[count] = places[index], word
set_words[index] = bxor(set_words[index], word)
if set_words[index] == 0 then emptied = emptied + 1 end
end
end
index = index + 1
end
end
if emptied > 0 then
local left = difference(set, no_numbers)
set.at, set.words = left.at, left.words
end
return { at = at, words = words }
end
local function append_numbers(numbers, set, index)
local word, before = set.words[index], (set.at[index] - 1) * 32
while word ~= 0 do
local lowest = bit.band(word, -word)
numbers[#numbers + 1] = before + number_of_bit[lowest]
word = bit.bxor(word, lowest)
end
end
local function numbers_in(set, most)
if #set.at > most then return nil end
local numbers = {}
for index = 1, #set.at do
append_numbers(numbers, set, index)
if #numbers > most then return nil end
end
return numbers
end`,"include/order-place.lua":`local function order_place(placed_at, id) return string.format('%015.0f', placed_at) .. \
':' .. id end
local function add_place(index, orders, placed_at, id, now, kept_ms)
redis.call('ZADD', index, 0, order_place(placed_at, id))
for _, place in ipairs(redis.call('ZRANGE', index, 0, 1)) do
local old_placed_at, old_id = string.match(place, '^(%d+):(.*)$')
if tonumber(old_placed_at) + kept_ms < now and redis.call('EXISTS', orders .. old_id) == 0 then
redis.call('ZREM', index, place)
end
end
end`,"include/service-registry.lua":`-- @include now
local base, channel, kept_ms = KEYS[1], ARGV[1], tonumber(ARGV[2])
local now = now_ms()
local sweep_at_once = 100
local announced, is_announced = {}, {}
local function standing(letter, state, expires_at)
return letter .. string.sub(state, 2) .. ' ' .. expires_at
end
local function announce(name, told, facts)
local number = redis.call('INCR', base .. 'number')
redis.call('XADD', base .. 'changes', 'MAXLEN', '~', ARGV[3], '*', 'n', number, 'i', name, 's', told, 'f', facts)
local service = string.match(name, '^[^/]+')
if not is_announced[service] then announced[#announced + 1] = service end
is_announced[service] = true
end
local function publish()
if #announced == 0 then return end
redis.call('EXPIRE', base .. 'changes', ARGV[4])
redis.call('PUBLISH', channel, table.concat(announced, ' '))
end
local function expire(name, state, facts, expires_at)
redis.call('ZREM', base .. 'expiry', name)
redis.call('ZADD', base .. 'expired', expires_at, name)
if string.sub(state, 1, 1) ~= 'X' then announce(name, standing('X', state, expires_at), facts) end
end
local function forget(name, state, facts, expires_at)
for _, part in ipairs({ 'names', 'expiry', 'expired' }) do redis.call('ZREM', base .. part, name) end
for _, part in ipairs({ 'state', 'facts' }) do redis.call('HDEL', base .. part, name) end
local service = string.match(name, '^[^/]+')
if redis.call('HINCRBY', base .. 'services', service, -1) <= 0 then redis.call('HDEL', base .. 'services', service) end
local told = standing('G', state, expires_at)
announce(name, told, facts)
return told
end
local function settle_until(part, moment, settle)
local due = redis.call('ZRANGE', base .. part, '-inf', moment, 'BYSCORE', 'LIMIT', 0, sweep_at_once, 'WITHSCORES')
if #due == 0 then return 0 end
local names = {}
for at = 1, #due, 2 do names[#names + 1] = due[at] end
local states = redis.call('HMGET', base .. 'state', unpack(names))
local facts = redis.call('HMGET', base .. 'facts', unpack(names))
for i, name in ipairs(names) do settle(name, states[i], facts[i], due[2 * i]) end
return #names
end
local function sweep()
local expired = settle_until('expiry', now, expire)
local forgotten = settle_until('expired', now - kept_ms, forget)
return expired == sweep_at_once or forgotten == sweep_at_once
end`,"include/session-change.lua":`local changes_kept = 64
local function move_on(shard, owner)
local before = redis.call('GET', shard .. 'version')
if not before then redis.call('DEL', shard .. 'changes') end
local time = redis.call('TIME')
local version = string.format('%016.0f', math.max(time[1] * 1000000 + time[2], (tonumber(before) or 0) + 1))
redis.call('SET', shard .. 'version', version)
redis.call('LPUSH', shard .. 'changes', version .. owner)
redis.call('LTRIM', shard .. 'changes', 0, changes_kept - 1)
return version
end
local function note_change(start)
move_on(string.sub(start, 1, -19), string.sub(start, -18, -2))
end`,"include/session-end-all.lua":`-- @include session-pass
local function end_all(access_key, owner, keep, reason, channel)
local access = redis.call('GET', access_key)
if not access then return 0 end
local now, start = now_ms(), key_start(access_key)
local index, kept = start .. 'index', start .. 'pass:' .. keep
local ended = redis.call('ZCOUNT', index, '(' .. now, '+inf')
local pass = keep ~= '' and redis.call('GET', kept)
local generation = next_count(string.sub(access, 2, 7))
redis.call('SETRANGE', access_key, 1, generation)
redis.call('DEL', index)
note_change(start)
local message = {owner = owner, reason = reason, at = now}
if is_live(pass, access, now) then
local expires = tonumber(string.sub(pass, 14, 26))
redis.call('SETRANGE', kept, 53, generation)
redis.call('ZADD', index, expires, keep)
redis.call('PEXPIREAT', index, expires)
message.except = keep
ended = ended - 1
end
if ended > 0 then tell_end(channel, message) end
return ended
end`,"include/session-pass.lua":`-- @include now
-- @include session-change
local guest_access = 'G000000000000'
local function ms_text(ms)
return string.format('%013d', ms)
end
local function next_count(text)
return string.format('%06d', (tonumber(text) + 1) % 1000000)
end
local function is_live(pass, access, now)
return pass and string.sub(pass, 14, 26) > ms_text(now)
and string.sub(pass, 53, 59) == string.sub(access, 1, 7)
end
local function key_start(access_key)
return string.sub(access_key, 1, -7)
end
local function remove(start, name)
redis.call('DEL', start .. 'pass:' .. name, start .. 'one:' .. name)
redis.call('ZREM', start .. 'index', name)
note_change(start)
end
local function expire_at(start, name, expires, now)
redis.call('PEXPIREAT', start .. 'pass:' .. name, expires)
redis.call('PEXPIREAT', start .. 'one:' .. name, expires)
redis.call('ZADD', start .. 'index', 'XX', expires, name)
if redis.call('PTTL', start .. 'index') < expires - now then redis.call('PEXPIREAT', start .. 'index', expires) end
end
local function tell_end(channel, message)
redis.call('PUBLISH', channel, cjson.encode(message))
end`,"include/session-token.lua":`local function shift_tokens(previous, rotated, older)
if not previous then return '' end
return (string.sub(previous, 1, 12) .. string.format('%010d', math.ceil(rotated / 1000)) .. (older or '')):sub(1, 44)
end
local function judge_former(presented, previous, rotated, older, now, grace)
if previous and presented == previous then
return now - rotated <= grace and 'grace' or 'reused'
end
older = older or ''
for start = 1, #older, 22 do
if string.sub(older, start, start + 11) == string.sub(presented, 1, 12) then
local seconds = tonumber(string.sub(older, start + 12, start + 21))
return now - seconds * 1000 <= grace and 'grace' or 'reused'
end
end
return nil
end`},nc=new URL("./lua/",import.meta.url);function y(s){let e=new Set,n=r=>r.replace(/^-- @include ([\w-]+)[ \t]*$/gm,(o,i)=>e.
has(i)?"":(e.add(i),n(Zr[`include/${i}.lua`]))),t=n(Zr[`${s}.lua`]);return{name:s,source:t,sha:Ri("sha1").update(t).digest(
"hex")}}async function Qr(s,e,n,t){try{return await s.evalsha(e.sha,n.length,...n,...t)}catch(r){if(!ns(r))throw r;return s.
eval(e.source,n.length,...n,...t)}}async function es(s,e){let n=s.pipeline();for(let{script:r,keys:o,args:i}of e)n.evalsha(
r.sha,o.length,...o,...i);let t=await n.exec()??[];return Promise.all(e.map((r,o)=>{let[i,a]=t[o]??[new Error("The pipel\
ine gave no answer"),null];return i?ns(i)?s.eval(r.script.source,r.keys.length,...r.keys,...r.args).catch(l=>l):i:a}))}function ns(s){
return s instanceof Error&&s.message.startsWith("NOSCRIPT")}var ts={prefix:"mortar",readyTimeoutMs:5e3},Ee=class s{client;keys;#e;constructor(e,n=ts.prefix){this.client=e,this.keys=
zr(n),this.#e=new dn(()=>Wr(e,"subscriber"))}static async open(e,{prefix:n,readyTimeoutMs:t}={}){let r=new s(tr(nr(e),"c\
ommands"),n);try{return await cn(r.client,t??ts.readyTimeoutMs),r}catch(o){throw r.close(),o}}run(e,n,t){return Qr(this.
client,e,n,t)}runAll(e){return es(this.client,e)}groupOf(e){return de(this.client)?Ai(e):0}listen(e,n,t){return this.#e.
listen(e,n,t)}close(){this.#e.close(),this.client.disconnect()}};function hn(s){if(typeof s!="string")return{redis:s,release:()=>{}};
let e=new Ee(tr(nr(s),"commands"));return{redis:e,release:()=>e.close()}}import{createHash as Yi}from"node:crypto";var Mi=["CUSTOMER","WORKER","ADMIN"];function pn(s){return s===""?[]:s.split(",")}function fn(s){return Mi.filter(e=>s.includes(
e)).join(",")}import{isIPv6 as Pi}from"node:net";var Ti=[["Edge",/\bEdg(?:e|A|iOS)?\//],["Opera",/\bOPR\//],["Samsung Internet",/\bSamsungBrowser\//],
["Firefox",/\b(?:Firefox|FxiOS)\//],["Chrome",/\b(?:HeadlessChrome|Chrome|CriOS|Chromium)\//],["Safari",/\bSafari\//]],Ci=[
["iPhone",/\biPhone\b/],["iPad",/\biPad\b/],["Android",/\bAndroid\b/],["Windows",/\bWindows\b/],["macOS",/\bMac OS X\b/],
["ChromeOS",/\bCrOS\b/],["Linux",/\bLinux\b/]];function rs(s){if(!s)return"";let e=Ti.find(([,r])=>r.test(s))?.[0],n=Ci.
find(([,r])=>r.test(s))?.[0];return e?n?`${e} on ${n}`:e:/^[\w.-]{1,40}/.exec(s)?.[0]??""}function ss(s){return is(s,2,3)}
function os(s){return is(s,3,4)}function is(s,e,n){let t=s.replace(/^::ffff:(?=\d+\.)/i,"");if(!Pi(t))return t.split(".").
slice(0,e).join(".");let[r="",o=""]=t.split("::"),i=r===""?[]:r.split(":"),a=o===""?[]:o.split(":"),l=Array.from({length:Math.
max(0,8-i.length-a.length)},()=>"0");return[...i,...l,...a].slice(0,n).map(d=>d.toLowerCase().replace(/^0+(?=.)/,"")).join(
":")}var gn="*".repeat(43),ls="E000000000000",ds="G000000000000",Se=class{#e;constructor(e){this.#e=e}get lastActiveAt(){return this.#n(
0)}get expiresAt(){return this.#n(13)}get absoluteExpiresAt(){return this.#n(26)}get authenticatedAt(){return this.#n(39)}get flagged(){
let e=this.#e[65];return e==="D"?"DEVICE":e==="N"?"NETWORK":null}get transport(){return this.#e[66]==="B"?"BEARER":"COOK\
IE"}hasRolesOf(e){return this.#e.startsWith((e||ds).slice(7,13),59)}get client(){let[e="",,n=""]=this.#e.slice(110).split(
"|");return{family:e,ipAddress:n||null}}#n(e){let n=Number(this.#e.slice(e,e+13));return n===0?null:new Date(n)}};function cs(s){
return Number(s.slice(0,13))}function rr(s){return Number(s.slice(13,26))}function bn(s,e,n){return rr(s)>n&&s.startsWith(
(e||ds).slice(0,7),52)}function sr(s,e,n){return e!==null&&!s.startsWith(e,67)?!1:n===null||s.length===110+n.length&&s.endsWith(
n)}function us(s){return{disabled:s.startsWith("D"),roles:pn(s.slice(13))}}var Ii=1e3,yn=class{#e=new Map;#n=new Map;of({
userAgent:e,ipAddress:n}){return`${as(this.#e,e??"",rs)}|${as(this.#n,n,r=>`${ss(r)}|${r}`)}`}};function as(s,e,n){let t=s.
get(e);return t===void 0&&(t=n(e),s.size>=Ii&&s.clear(),s.set(e,t)),t}function or(s,e,n){return e.email===void 0||n===null?null:{id:s,email:e.email,displayName:e.displayName||null,createdAt:new Date(
Number(e.createdAt)),...us(n)}}function wn(s){return s.trim().normalize("NFC").toLowerCase()}import{createHash as Li}from"node:crypto";var Ni={account:{free:5,maxDelayMs:5*6e4,forgetMs:36e5},network:{free:50,maxDelayMs:6e4,forgetMs:36e5},session:{free:5,maxDelayMs:5*
6e4,forgetMs:36e5}},Oi=y("attempt-begin"),Di=y("attempt-take-back"),kn=class{#e;constructor(e){this.#e=e}async begin(e,n){
let{free:t,maxDelayMs:r,forgetMs:o}=Ni[e];return Number(await this.#e.run(Oi,[this.#n(e,n)],[t,r,o]))}async takeBack(e,n){
await this.#e.run(Di,[this.#n(e,n)],[])}async forgive(e,n){await this.#e.client.del(this.#n(e,n))}#n(e,n){return this.#e.
keys.attempts(`${e}:${Li("sha256").update(n).digest("base64url")}`)}};import{hash as Gi,verify as Hi}from"@node-rs/argon2";var ms=new Set(`
000000000a 0123456789 0987654321 0p9o8i7u6y 1029384756 1111111111a 111111111a 111222333444 1122334455 112233445566
1123581321 1212121212 1231231231 123123123a 1231234567 12344321ab 1234512345 123454321a 1234554321 1234567654321
1234567890 1234567891 12345678910 123456789a 123456789abc 123456789q 12345678ab 12345678qw 1234567abc 123456abcd
123456qwerty 12345abcde 12345qwert 12345qwerty 1234qwer1234 1234qwerasdf 123abc123abc 123qwe123qwe 123qweasd1
123qweasdzxc 12qwaszx12 1313131313 1357924680 1470258369 1472583690 147258369a 159357159357 1597534862 1a2b3c4d5e
1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 2121212121 2468101214 321321321a 5544332211 6969696969 7410852963 741852963a
7894561230 789456123a 87654321ab 9876543210 987654321a a123456789 a1234567890 a1b2c3d4e5 a1b2c3d4e5f6 aa12345678
aaa1234567 aaaaaaaaa1 abc123abc123 abcabcabca abcd123456 abcd12345678 abcde12345 abcdef1234 abcdef123456
abcdefghij123 admin123123 admin12345 admin123456 admin1234567 adminadmin adminadmin1 administrator administrator1
alexander1 angel12345 arsenal123 asdf1234asdf asdfasdfasdf asdfghjkl1 asdfghjkl; autumn2024 autumn2025 autumn2026
azerty1234 azerty12345 azertyuiop azertyuiop1 babygirl12 babygirl123 barcelona1 barcelona123 baseball12 baseball123
basketball basketball1 basketball12 batman1234 blackberry blessed123 bonjour123 butterfly1 butterfly12 changeme12
changeme123 changeme1234 charlie123 cheesecake chelsea123 chocolate1 chocolate12 christopher christopher1 cinnamon12
computer12 computer123 contrasena contrasena1 contraseña correcthorse correcthorsebatterystaple corvette12
december12 default123 dragon1234 dragon12345 dragonball dragonballz elizabeth1 facebook12 facebook123 familia123
ferrari123 football12 football123 forever123 freedom123 friday1234 garfield12 geheim1234 geheim12345 ginger1234
godisgood1 godislove1 google1234 guest12345 guest123456 hallo12345 hallo123456 harley1234 haslo12345 hello123123
hello12345 hello123456 hellohello helloworld helloworld1 heslo12345 ilovechris ilovejesus iloveme123 ilovemymom
iloveyou11 iloveyou12 iloveyou123 iloveyou1234 iloveyou13 iloveyou14 iloveyou2! iloveyou22 iloveyou4ever
iloveyoubaby iloveyouso instagram1 internet12 internet123 january123 jennifer12 jessica123 jesus12345 jesuschrist
jesuslovesme juventus123 letmein!!! letmein123 letmein1234 letmeinnow linkedin12 linkedin123 liverpool1 liverpool123
login12345 lovelovelove lovely1234 loveyou123 lösenord123 manchester manchester1 master1234 mercedes12 michael123
michelle12 microsoft1 minecraft1 minecraft123 monday1234 monkey1234 motdepasse motdepasse1 motorola12 mustang123
mypassword mypassword1 mypassword123 myspace123 newpassword newpassword1 november11 opensesame p@ssw0rd12
p@ssw0rd123 p@ssword123 pa55word123 passw0rd12 passw0rd123 password!! password01 password1! password12 password123
password1234 password12345 password2020 password2021 password2022 password2023 password2024 password2025
password2026 passwordpassword passwort12 passwort123 passwort1234 pepper1234 poiuytrewq pokemon123 porsche911
princess12 princess123 princess1234 q1q1q1q1q1 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedcr qazwsxedcrfv qqqqqqqqq1
qweasdzxc123 qweasdzxcv qwer1234qwer qwerty1234 qwerty12345 qwerty123456 qwertyqwerty qwertyuiop qwertyuiop123
qwertz1234 qwertz12345 qwertzuiop qwertzuiop1 realmadrid realmadrid1 root123456 rootroot12 salasana123 samsung123
schatz1234 secretpassword senha12345 senha123456 september1 server1234 shadow1234 skateboard snoopy1234 snowboarding
spiderman1 spiderman123 spring2024 spring2025 spring2026 starwars12 starwars123 strawberry strawberry1 summer2023
summer2024 summer2025 summer2026 sunshine12 sunshine123 sunshine1234 superman123 teamo12345 temp123456 temppassword
tequiero12 test123456 testing123 testing1234 testtest12 testtest123 thepassword toor123456 trustno123 trustnoone
user123456 username123 volleyball wachtwoord wachtwoord1 watermelon welcome123 welcome1234 welcome12345 welcome2024
welcome2025 welcome2026 welkom1234 welkom12345 whatever12 whatever123 whatsapp12 winter2023 winter2024 winter2025
winter2026 yamaha1234 yxcvbnm123 zaq12wsxcde zxcvbnm,./ zxcvbnm123
`.trim().split(/\s+/));var v=class extends Error{problems;constructor(e){let n=Array.isArray(e)?e:[e];super(n.map(t=>t.message).join(" ")),this.
name="Refusal",this.problems=n}},vn=class extends Error{name="Overloaded";constructor(){super("More is asked of Mortar a\
t the moment than it can do. Nothing of this was done; try again shortly.")}};function f(s,e,...n){throw new v(n.length>
0?{code:s,message:e,field:n}:{code:s,message:e})}var ce={minLength:10,maxLength:256},Vi={memoryKiB:19456,iterations:2,parallelism:1};function ir(s,e,n){let t=[...s].length;
t<ce.minLength&&f("WEAK_PASSWORD",`The password needs at least ${ce.minLength} characters.`,n),t>ce.maxLength&&f("WEAK_P\
ASSWORD",`The password may have at most ${ce.maxLength} characters.`,n);let r=s.toLowerCase();(ms.has(r)||$i(r)||r===e.toLowerCase())&&
f("WEAK_PASSWORD","This password is one of the first that anybody would try. Choose another.",n)}var En=class{#e;constructor(e={}){
this.#e={...Vi,...e}}hash(e){let{memoryKiB:n,iterations:t,parallelism:r}=this.#e;return Gi(hs(e),{memoryCost:n,timeCost:t,
parallelism:r})}async verify(e,n){let[t]=await Promise.all([e!==null&&Hi(e,hs(n)),(e===null||this.isOutdated(e))&&this.hash(
n)]);return t}isOutdated(e){let n=/^\$argon2id\$v=\d+\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(e),{memoryKiB:t,iterations:r,parallelism:o}=this.#e;
return!n||[t,r,o].some((i,a)=>Number(n[a+1])<i)}};function hs(s){return s.normalize("NFKC")}function $i(s){let e=[...s].
map(t=>t.codePointAt(0)??0),n=new Set(e.slice(1).map((t,r)=>t-e[r]));return n.size>1?!1:n.has(0)||n.has(1)||n.has(-1)}function qe(s,e,n,t){for(let r=0;r<t;r++)s({kind:"session_ended",userId:e,reason:n})}import{hash as Ki,randomBytes as ar}from"node:crypto";var qi=/^([ug][\w-]{16})\.([\w-]{12})\.([\w-]{43})$/;function Ye(){
return ar(12).toString("base64url")}function ps(){return ar(9).toString("base64url")}function lr({owner:s,name:e}){let n=ar(
32).toString("base64url");return{text:`${s}.${e}.${n}`,hash:gs(n)}}function fs(s){let e=qi.exec(s);if(!e)return null;let[
,n,t,r]=e;return{owner:n,name:t,hash:gs(r)}}function ys(s){return{owner:s.slice(0,17),name:s.slice(18,30)}}function F({owner:s,
name:e}){return`${s}.${e}`}function ue(s){let e=/^([ug][\w-]{16})\.([\w-]{12})$/.exec(s);return e?{owner:e[1],name:e[2]}:
null}var ne=s=>`u${s}`,J=s=>s.startsWith("u")?s.slice(1):null;function gs(s){return Ki("sha256",s,"base64url")}var xn={emailLength:254,displayNameLength:100,pendingSeconds:60},Sn={claimEmail:y("account-claim-email"),setPassword:y("\
account-set-password"),setRoles:y("account-set-roles"),disable:y("account-disable")},_n=class{#e;#n;#t;#r;constructor(e,n={},t=()=>{}){
this.#e=e,this.#n=new En(n),this.#t=new kn(e),this.#r=t}async create(e){let n=ji(e.email),t=e.displayName?.trim()??"";t.
length>xn.displayNameLength&&f("INVALID",`The name may have at most ${xn.displayNameLength} characters.`,"displayName"),
ir(e.password,n,"password");let r=await this.#e.client.get(this.#c(n));r!==null&&await this.find(r)!==null&&bs();let o=Ye(),
i=this.#d(o),a={email:n,password:await this.#n.hash(e.password),displayName:t,createdAt:String(Date.now())},l=ls+fn(e.roles??
["CUSTOMER"]),d=this.#l(o),{pendingSeconds:c}=xn;return await this.#e.client.multi().hset(i,a).expire(i,c).set(d,l,"EX",
c).exec(),await this.#e.run(Sn.claimEmail,[this.#c(n)],[o,r??""])!==1&&(await this.#e.client.del(i,d),bs()),await this.#e.
client.multi().persist(i).persist(d).exec(),this.#r({kind:"account_created",userId:o}),or(o,a,l)}async find(e){return(await this.#a(
e)).account}async findByEmail(e){let n=await this.#e.client.get(this.#c(wn(e)));return n===null?null:this.find(n)}async logIn(e,n,t){
let r=wn(e),o=os(t.ipAddress),{ipAddress:i}=t;await this.#o("network",o,{ipAddress:i}),await this.#o("account",r,{ipAddress:i});
let a=await this.#e.client.get(this.#c(r))??Ye(),{account:l,password:d}=await this.#a(a),c=await this.#n.verify(d,n.slice(
0,ce.maxLength*2));return(!l||d===null||!c||l.disabled)&&(this.#r({kind:"log_in_failed",userId:l?.id??null,ipAddress:i}),
f("INVALID_CREDENTIALS","The e-mail address and password do not go together.")),await Promise.all([this.#t.forgive("acco\
unt",r),this.#t.takeBack("network",o)]),this.#n.isOutdated(d)&&await this.#i(l.id,d,await this.#n.hash(n)),this.#r({kind:"\
log_in",userId:l.id,ipAddress:i}),l}async confirmPassword(e,n,t,r){await this.#s(e,n,t,r),this.#r({kind:"reauthenticated",
userId:e,sessionId:n})}async changePassword(e,n,t,r){let o=await this.find(e);ir(r,o?.email??"","newPassword");let i=await this.#s(
e,n,t,"currentPassword"),a=ue(n)?.name??"",l=await this.#i(e,i,await this.#n.hash(r),a);return l<0&&f("CONFLICT","The pa\
ssword was changed by another request. Try again."),this.#r({kind:"password_changed",userId:e,sessionId:n}),qe(this.#r,e,
"PASSWORD_CHANGED",l),l}async setRoles(e,n){return await this.#e.run(Sn.setRoles,[this.#l(e)],[fn(n)])===1&&this.#r({kind:"\
roles_changed",userId:e,reason:fn(n)}),this.find(e)}async setDisabled(e,n){let t=ne(e),r=Number(await this.#e.run(Sn.disable,
[this.#l(e)],[n?"1":"0",t,this.#e.keys.sessionEnded]));return r===-1?null:(this.#r({kind:n?"account_disabled":"account_e\
nabled",userId:e}),qe(this.#r,e,"ACCOUNT_DISABLED",r),this.find(e))}async#s(e,n,t,r){await this.#o("session",n,{userId:e,
sessionId:n},r);let o=await this.#e.client.hget(this.#d(e),"password"),i=await this.#n.verify(o,t.slice(0,ce.maxLength*2));
return(o===null||!i)&&(this.#r({kind:"log_in_failed",userId:e,sessionId:n}),f("INVALID_CREDENTIALS","This is not the pas\
sword of your account.",r)),await this.#t.forgive("session",n),o}async#o(e,n,t,...r){let o=await this.#t.begin(e,n);o!==
0&&(this.#r({...t,kind:"log_in_delayed",reason:e}),f("TOO_MANY_ATTEMPTS",`Too many attempts failed. Try again in ${Math.
ceil(o/1e3)} s.`,...r))}async#i(e,n,t,r){let o=ne(e),i=await this.#e.run(Sn.setPassword,[this.#d(e),this.#l(e)],[n,t,r===
void 0?"0":"1",o,r??"","PASSWORD_CHANGED",this.#e.keys.sessionEnded]);return Number(i)}async#a(e){let[n,t]=await Promise.
all([this.#e.client.hgetall(this.#d(e)),this.#e.client.get(this.#l(e))]);return{account:or(e,n,t),password:n.password??null}}#d(e){
return this.#e.keys.account(ne(e))}#l(e){return this.#e.keys.accountAccess(ne(e))}#c(e){return this.#e.keys.accountEmail(
Yi("sha256").update(e).digest("base64url"))}};function ji(s){let e=wn(s);return(e.length>xn.emailLength||!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.
test(e))&&f("INVALID","This is not an e-mail address; it should look like name@example.com.","email"),e}function bs(){f(
"EMAIL_TAKEN","There is an account with this e-mail address already. Log in instead.","email")}function ws({freshUntilMs:s,tookMs:e},n,t=Math.random){let r=s-n;return r>12*e?!1:-e*Math.log(t())>=r}var Rn=class{#e;#n;#t;#r;#s;#o;#i;constructor(e,n,t,r){this.#e=e,this.#n=r,this.#t=n,this.#r=t,this.#s=e.indexOf(`
`,48)+1}get version(){return Number(this.#e.slice(0,13))}get freshUntilMs(){return this.#a(0)}get staleUntilMs(){return this.#a(
13)}get keptUntilMs(){return this.#a(26)}get tookMs(){return Number(this.#e.slice(39,47))}get tags(){return this.#i??=this.#e.
slice(48,this.#s-1).split("	").filter((e,n)=>n%2===0).slice(0,-1),this.#i}get size(){return this.#e.length}get value(){return this.#o===
void 0&&(this.#o=je(this.#n(this.#e.slice(this.#s)))),this.#o}#a(e){return Number(this.#e.slice(e,e+13))-this.#t+this.#r}};
function je(s){if(typeof s!="object"||s===null||Object.isFrozen(s)||ArrayBuffer.isView(s))return s;for(let e of Object.values(
s))je(e);return Object.freeze(s)}function An(s,e){return e===void 0||e.every(n=>s.includes(n))}var dr={periodMs:31e3,marksPerPeriod:5e4},Mn=class{#e=new Map;#n=new Map;#t=0;#r=0;#s=0;get now(){return this.#s}addKey(e){
this.#o(`k${e}`)}addTag(e){this.#o(`t${e}`)}addEverything(){this.#s+=1,this.#r=this.#s,this.#e.clear(),this.#n.clear()}overtook(e,n,t){
return e===this.#s?!1:e<this.#r||this.#i(`k${n}`)>e||t.some(r=>this.#i(`t${r}`)>e)}#o(e){this.#s+=1;let n=performance.now();
this.#e.size>=dr.marksPerPeriod?this.addEverything():n-this.#t>dr.periodMs&&(this.#n=n-this.#t>2*dr.periodMs?new Map:this.#e,
this.#e=new Map,this.#t=n),this.#e.set(e,this.#s)}#i(e){return this.#e.get(e)??this.#n.get(e)??0}};var L={keyCharacters:500,tagCharacters:100,tagsPerEntry:16,valueBytes:1048576,lifetimeSeconds:720*3600,memorySeconds:30,
keysPerInvalidation:1e3,tagsPerInvalidation:100},ks=.9;function Be(s,e){let{ttlSeconds:n,nullTtlSeconds:t=n,staleSeconds:r=0,
staleIfErrorSeconds:o=r}=s,i=ks+(1-ks)*Math.random(),a=Math.max(1,Math.round((e?t:n)*1e3*i)),l=Math.round(a+r*1e3);return{
freshMs:a,staleMs:l,keptMs:Math.round(Math.max(l,a+o*1e3))}}var cr=s=>`must be 1 to ${s} characters, none of them a cont\
rol character`;function ur(s){if(!mr(s,L.keyCharacters))throw new v(me(`key ${cr(L.keyCharacters)}`,"key"))}function Ue(s){
let{ttlSeconds:e,staleSeconds:n=0,staleIfErrorSeconds:t=n,nullTtlSeconds:r=e}=s,{memorySeconds:o=0,tags:i=Bi}=s,a=L.lifetimeSeconds,
l=[],d=(u,m,p,h)=>{m>=p&&m<=h||l.push(me(`${u} must be from ${p} to ${h} seconds`,u))};d("ttlSeconds",e,.001,a),r!==e&&d(
"nullTtlSeconds",r,.001,a),d("staleSeconds",n,0,a),d("staleIfErrorSeconds",t,0,a),d("memorySeconds",o,0,L.memorySeconds);
let c=Math.max(e,r)+Math.max(n,t);if(l.length===0&&c>a&&l.push(me(`ttlSeconds and what comes after it must be ${a} secon\
ds together at most`,"ttlSeconds")),l.push(...Es(i)),l.length>0)throw new v(l)}var Bi=[];function vs(s){let e=Es(s);if(e.
length>0)throw new v(e)}function Es(s){let{tagsPerEntry:e,tagCharacters:n}=L,t=[];s.length>e&&t.push(me(`tags must be ${e}\
 at most`,"tags"));for(let[r,o]of s.entries())mr(o,n)||t.push(me(`a tag ${cr(n)}`,"tags",String(r)));return t}function Ss({
keys:s=[],tags:e=[]}){let{keysPerInvalidation:n,tagsPerInvalidation:t,keyCharacters:r,tagCharacters:o}=L,i=[];s.length===
0&&e.length===0&&i.push(me("Name keys, tags or both: what is to be invalidated"));let a=(l,d,c,u)=>{if(d.length>c){let m=`${l}\
 are ${d.length}, at most ${c} are allowed a call: use several calls, or a tag`;i.push({code:"LIMIT_EXCEEDED",message:m,
field:[l]});return}for(let[m,p]of d.entries())mr(p,u)||i.push(me(`${l}.${m} ${cr(u)}`,l,String(m)))};if(a("keys",s,n,r),
a("tags",e,t,o),i.length>0)throw new v(i)}function me(s,...e){return e.length>0?{code:"INVALID",message:s,field:e}:{code:"\
INVALID",message:s}}function mr(s,e){return typeof s=="string"&&s.length>0&&s.length<=e&&!/[\u0000-\u001f\u007f]/.test(s)}var xe=class extends Error{name="CacheTimeout";constructor(e,n){super(`Loading ${JSON.stringify(e)} took longer than ${n}\
 ms`)}},Fe=class extends Error{name="CacheLoadFailed";constructor(e){super(`Loading ${JSON.stringify(e)} has just failed\
 in another process; ask again to try it here`)}},hr=class{signal;#e;#n=!0;constructor(e,n){this.#e=e,this.signal=n}get options(){
return this.#e}get isKept(){return this.#n}tag(...e){let n=[...new Set([...this.#e.tags??[],...e])];vs(n),this.#e={...this.#e,
tags:n}}freshFor(e){this.#e={...this.#e,ttlSeconds:e}}doNotKeep(){this.#n=!1}};async function pr(s,e,n,t){let r=new AbortController,
o=new hr(n,r.signal),i;try{return{value:await Promise.race([(async()=>e(o))(),new Promise((l,d)=>{i=setTimeout(()=>{let c=new xe(
s,t);r.abort(c),d(c)},t)})]),loading:o}}finally{clearTimeout(i)}}var Pn=class{#e;#n;#t=new Map;#r=0;constructor(e,n){this.#e=e,this.#n=n}get size(){return this.#t.size}get bytes(){return this.#r}get(e,n,t){
let r=this.#t.get(e);if(r!==void 0){if(r.untilMs<=t||!this.#s(e,r)||!An(r.tags,n)){this.delete(e);return}return r.used=!0,
r}}set(e,n,t){if(!(n.bytes>this.#e.bytes/8||this.#e.entries===0)&&!this.#n.overtook(t,e,n.tags))for(this.delete(e),this.#t.
set(e,{...n,heldAt:this.#n.now,used:!1}),this.#r+=n.bytes;this.#t.size>this.#e.entries||this.#r>this.#e.bytes;)this.#o()}delete(e){
let n=this.#t.get(e);n!==void 0&&(this.#t.delete(e),this.#r-=n.bytes)}clear(){this.#t.clear(),this.#r=0}#s(e,n){let{now:t}=this.#n;
return n.heldAt===t?!0:this.#n.overtook(n.heldAt,e,n.tags)?!1:(n.heldAt=t,!0)}#o(){for(let[e,n]of this.#t){if(!n.used){this.
delete(e);return}n.used=!1,this.#t.delete(e),this.#t.set(e,n)}}};function Tn(s,e,n){let{freshUntilMs:t}=e;return{value:e.
value,tags:e.tags,bytes:e.size+s.length,untilMs:Math.min(t,performance.now()+n),freshUntilMs:t,tookMs:e.tookMs,version:e.
version}}import{randomBytes as Ui}from"node:crypto";var S=class{#e;#n=new Map;#t=[];constructor(e){this.#e=e}add(e){return new Promise((n,t)=>{this.#t.length===0&&setImmediate(
()=>this.#r()),this.#t.push({call:e,resolve:n,reject:t})})}#r(){let e=this.#t;this.#t=[];let n=new Set;for(let t of e){let r=this.#e.
group(t.call);n.add(r);let o=this.#n.get(r);o?o.waiting.push(t):this.#n.set(r,{waiting:[t],running:0})}for(let t of n)this.#s(
t)}#s(e){let n=this.#n.get(e),{maxScripts:t=Number.POSITIVE_INFINITY}=this.#e,r=0;for(let o of this.#o(n.waiting)){if(n.
running>=t)break;n.running+=1,r+=o.length,this.#i(o).then(()=>{n.running-=1,n.waiting.length>0?this.#s(e):n.running===0&&
this.#n.delete(e)})}n.waiting=n.waiting.slice(r)}*#o(e){let{maxCalls:n,minCalls:t=n,weightOf:r=()=>1}=this.#e,o=Math.min(
n,Math.max(t,Math.ceil(e.length/4))),i=0,a=0;for(let[l,{call:d}]of e.entries()){let c=r(d);l>i&&a+c>o&&(yield e.slice(i,
l),i=l,a=0),a+=c}i<e.length&&(yield e.slice(i))}async#i(e){try{let n=await this.#e.run(e.map(t=>t.call));e.forEach((t,r)=>{
let o=n[r];o===void 0?t.reject(new Error("The batch script gave no answer to this call")):o instanceof Error?t.reject(o):
t.resolve(o)})}catch(n){for(let t of e)t.reject(n)}}};async function Cn(s,e){let n=new Map;for(let r of s)n.has(r)||n.set(
r,n.size);if(n.size===s.length)return e(s);let t=await e([...n.keys()]);return s.map(r=>t[n.get(r)])}var fr={failuresToOpen:3,retryMs:500},_e=class{#e;#n=0;#t=0;constructor(e){this.#e=e}get isOpen(){return this.#n>=fr.failuresToOpen}mayTry(e){
return this.isOpen?e<this.#t?!1:(this.#t=e+fr.retryMs,!0):!0}succeeded(){let e=this.isOpen;this.#n=0,e&&this.#e?.(!1)}failed(e,n){
let t=this.isOpen;this.#n++,this.isOpen&&(this.#t=e+fr.retryMs,t||this.#e?.(!0,n))}};async function We(s,e){let n;try{return await Promise.
race([s,new Promise((t,r)=>{n=setTimeout(()=>setImmediate(()=>r(new Je(e))),e)})])}finally{clearTimeout(n)}}var Je=class extends Error{name="\
RedisTimeout";constructor(e){super(`Redis gave no answer within ${e} ms`)}};var Fi=y("cache-read"),Ji=y("cache-lead"),Wi=y("cache-store"),Xi=y("cache-renew"),zi=y("cache-give-up"),Zi=y("cache-inva\
lidate"),H={shards:16,readsPerScript:256,writesPerScript:64,leaseMs:3e3,renewMs:1e3,tagMs:6e5},Re=class extends Error{name="\
SharedLevelAway";constructor(e){super("Redis does not answer",{cause:e})}},In=class{#e;#n;#t;#r;#s=Ui(6).toString("base6\
4url");#o;#i;#a;#d=0;constructor(e,n){this.#e=e,this.#n=n.timeoutMs,this.#t=n.decode,this.#r=new _e(n.onAway);let t=r=>this.#e.
groupOf(this.#l(r));this.#o=new S({group:t,maxCalls:H.readsPerScript,run:r=>this.#u(r)}),this.#i=new S({group:({key:r})=>t(
r),maxCalls:H.writesPerScript,run:r=>this.#m(r)}),this.#a=new S({group:({key:r})=>t(r),maxCalls:H.writesPerScript,run:r=>this.#h(
r)})}get isAway(){return this.#r.isOpen}read(e){return this.#o.add(e)}lead(e){return this.#i.add(e)}store(e){return this.#a.
add(e)}async renew(e,{token:n}){let t=this.#e.keys.cache.lease(xs(e),e),[r]=await this.#e.run(Xi,[t],[H.leaseMs,n]);return r===
1}async giveUp(e,{token:n},t,r){let o=t==="failed"?"f":"s";await this.#e.run(zi,[this.#l(e)],[n,this.#e.keys.cache.changed,
o,r])}async invalidate({keys:e=[],tags:n=[]}){let{cache:t}=this.#e.keys,r=new Map,o=u=>{let m=this.#e.groupOf(u),p=r.get(
m)??{entries:[],tags:[],names:[]};return r.set(m,p),p};for(let u of new Set(e))o(this.#l(u)).entries.push(this.#l(u));for(let u of new Set(
n))for(let m=0;m<H.shards;m++){let p=o(t.tag(m,u));p.tags.push(t.tag(m,u)),p.names.push(u)}let i=new Set,a=0,l=async(u,m)=>{
let p=[u.entries.length,t.changed,m],h=await this.#e.run(Zi,[...u.entries,...u.tags],p);for(let[g,b]of h.entries())b!==0&&
(g<u.entries.length?a+=1:i.add(u.names[g-u.entries.length]))},[d,...c]=[...r.values()];return await Promise.all(c.map(u=>l(
u,""))),d&&await l(d,`i${JSON.stringify({keys:e,tags:n})}`),a+i.size}#l(e){return this.#e.keys.cache.entry(xs(e),e)}#c(){
return this.#d+=1,`${this.#s}${this.#d.toString(36)}`}async#u(e){let n=new Map;for(let l of e)n.has(l)||n.set(l,n.size);
let t=[...n.keys()].map(l=>this.#l(l)),r=performance.now(),[o,...i]=await this.#p(()=>this.#e.run(Fi,t,[])),a=i.map(l=>l===
null?null:this.#f(l,Number(o),r));return e.map(l=>a[n.get(l)])}async#m(e){let n=e.map(()=>this.#c()),t=e.map((d,c)=>[n[c],
d.seen,d.waits?1:0,d.insists?1:0,...d.tags]),r=[H.leaseMs,H.tagMs,JSON.stringify(t)],o=e.map(({key:d})=>this.#l(d)),i=performance.
now(),[a,...l]=await this.#p(()=>this.#e.run(Ji,o,r));return e.map(({tags:d},c)=>{let u=l[c];if(u.startsWith("L")){let[,
m,...p]=u.split("	");return{kind:"lead",token:n[c],moved:Number(m),tags:d,versions:p}}return u.startsWith("W")?{kind:"wa\
it",forMs:Number(u.slice(1))}:u.startsWith("P")?{kind:"pause",forMs:Number(u.slice(1))}:{kind:"entry",entry:this.#f(u,Number(
a),i)}})}async#h(e){let n=e.flatMap(({lead:o,tags:i,lifetime:{freshMs:a,staleMs:l,keptMs:d},tookMs:c,text:u})=>{let m=[a,
l,d,Math.min(99999999,Math.round(c))],p=o?.token??this.#c();return[JSON.stringify([p,...m,o?.moved??-1,i,o?.versions??[]]),
u]}),t=e.map(({key:o})=>this.#l(o)),r=()=>this.#e.run(Wi,t,[this.#e.keys.cache.changed,...n]);return await this.#p(r)}#f(e,n,t){
return new Rn(e,n,t,this.#t)}async#p(e){if(!this.#r.mayTry(performance.now()))throw new Re;try{let n=await We(e(),this.#n);
return this.#r.succeeded(),n}catch(n){throw!(n instanceof Je)&&!un(n)?n:(this.#r.failed(performance.now(),n),new Re(n))}}};
function xs(s){let e=2166136261;for(let n=0;n<s.length;n++)e=Math.imul(e^s.charCodeAt(n),16777619);return(e^e>>>16)&H.shards-
1}var Xe={pauseMs:1e3,lookMs:1e3,lookUnheardMs:50},Ln=class{#e;#n;#t;#r;#s;#o;#i=new Map;#a=new Set;constructor(e,n){this.#e=
e.shared,this.#n=e.memory,this.#t=e.invalidations,this.#r=e.waiters,this.#s=e.stats,this.#o=n}async get(e,n){for(;;){let t=this.#i.
get(e.key)??this.#d(e),{value:r,isCurrent:o}=await t.landing;if(o||t.beganAtMs>=n)return r}}refresh(e,n,t,r){this.#a.has(
e)||this.#i.has(e)||(this.#a.add(e),this.#c({key:e,load:n,options:t,alone:!1},r).catch(o=>(this.#o.onProblem({key:e,during:"\
load",error:o}),Xe.pauseMs)).then(o=>setTimeout(()=>this.#a.delete(e),o).unref()))}forget({keys:e,tags:n}){for(let t of e)
this.#i.delete(t);if(n.length!==0)for(let[t,r]of this.#i)r.tags.some(o=>n.includes(o))&&this.#i.delete(t)}#d(e){let{key:n,
options:t}=e,r=e.alone?this.#h(e):this.#l(e),o={beganAtMs:performance.now(),tags:t.tags??[],landing:r};this.#i.set(n,o);
let i=()=>{this.#i.get(n)===o&&this.#i.delete(n)};return r.then(i,i),o}async#l(e){let{key:n,options:t,old:r}=e,{loadTimeoutMs:o}=this.#o,
i=performance.now()+o,a=this.#r.open(n);try{for(;;){let l,d=this.#t.now;try{let p=r?.version??0;l=await this.#e.lead({key:n,
tags:t.tags??[],seen:p,waits:!0,insists:!r})}catch(p){return this.#o.onProblem({key:n,during:"redis",error:p}),await this.#h(
e)}if(l.kind==="entry")return{value:this.#f(n,l.entry,t,d),isCurrent:!0};if(l.kind==="lead")return await this.#u(e,l);if(l.
kind==="pause"&&r)return{value:r.value,isCurrent:!0};let c=i-performance.now(),u=this.#o.isListening()?Xe.lookMs:Xe.lookUnheardMs;
if((c>0?await a.wait(Math.min(l.forMs+1,c,u)):"failed")==="failed"){if(r)return{value:r.value,isCurrent:!0};throw c>0?new Fe(
n):new xe(n,o)}}}finally{a.close()}}async#c(e,n){let{key:t,options:r}=e,o=this.#t.now,i=await this.#e.lead({key:t,tags:r.
tags??[],seen:n,waits:!1,insists:!1});if(i.kind==="lead")await this.#u(e,i,!0);else if(i.kind==="entry")this.#f(t,i.entry,
r,o);else return Math.min(Xe.pauseMs,i.forMs);return 0}async#u(e,n,t=!1){let{key:r,load:o,options:i,old:a}=e,l=this.#t.now,
d=performance.now(),c=setInterval(()=>{this.#e.renew(r,n).catch(()=>{})},H.renewMs).unref();try{this.#s.counts.loads+=1;
let{value:u,loading:m}=await pr(r,o,i,this.#o.loadTimeoutMs),p=performance.now()-d,h=this.#p(r,u,m);return h!==void 0?await this.#m(
r,n,m,h,p,l):(await this.#e.giveUp(r,n,"nothing",0).catch(()=>{}),{value:u,isCurrent:!this.#t.overtook(l,r,m.options.tags??
[])})}catch(u){if(this.#s.counts.loadErrors+=1,await this.#e.giveUp(r,n,"failed",a||t?Xe.pauseMs:0).catch(()=>{}),!a)throw u;
return this.#o.onProblem({key:r,during:"load",error:u}),{value:a.value,isCurrent:!0}}finally{clearInterval(c)}}async#m(e,n,{
options:t},r,o,i){let a=je(this.#o.codec.decode(r)),{tags:l=[]}=t,d=Be(t,a===null),c=performance.now();try{let u=await this.#e.
store({key:e,lead:n,tags:l,lifetime:d,tookMs:o,text:r});if(u===0)return{value:a,isCurrent:!1};let m=c+d.freshMs,p=Math.min(
m,performance.now()+this.#o.memoryMs(t)),h=r.length+e.length;return this.#n.set(e,{value:a,tags:l,bytes:h,untilMs:p,freshUntilMs:m,
tookMs:o,version:u},i),{value:a,isCurrent:!0}}catch(u){return this.#o.onProblem({key:e,during:"store",error:u}),{value:a,
isCurrent:!this.#t.overtook(i,e,l)}}}async#h({key:e,load:n,options:t,old:r}){let o=this.#t.now;this.#s.counts.loads+=1;try{
let{value:i,loading:a}=await pr(e,n,t,this.#o.loadTimeoutMs),{tags:l=[]}=a.options,d=()=>!this.#t.overtook(o,e,l),c=this.#p(
e,i,a);if(c===void 0)return{value:i,isCurrent:d()};let u=je(this.#o.codec.decode(c)),p=performance.now()+Math.min(this.#o.
memoryMs(a.options),Be(a.options,u===null).freshMs),h=c.length+e.length;return this.#n.set(e,{value:u,tags:l,bytes:h,untilMs:p,
freshUntilMs:p,tookMs:0,version:0},o),{value:u,isCurrent:d()}}catch(i){if(this.#s.counts.loadErrors+=1,!r)throw i;return this.#o.
onProblem({key:e,during:"load",error:i}),{value:r.value,isCurrent:!0}}}#f(e,n,t,r){return this.#n.set(e,Tn(e,n,this.#o.memoryMs(
t)),r),n.value}#p(e,n,t){if(n===void 0||!t.isKept)return;Ue(t.options);let r=yr(this.#o.codec,n);if(!gr(r))return r;let o=`\
The value of ${JSON.stringify(e)} is longer than ${L.valueBytes} bytes and was not stored`;this.#o.onProblem({key:e,during:"\
store",error:new Error(o)})}};function yr(s,e){let n=s.encode(e);if(n===void 0)throw new TypeError(`A ${typeof e} cannot\
 be cached: it has no text`);return n}function gr(s){return s.length*3>L.valueBytes&&Buffer.byteLength(s)>L.valueBytes}var Qi=y("cache-record"),ea=y("cache-count"),na={flushMs:1e3,minutesKept:2880},wr={hits:"h",memoryHits:"m",staleHits:"s",
misses:"x",loads:"l",loadErrors:"e",invalidations:"i"},Rs=Object.keys(wr),Nn=class{#e;#n;counts=_s();#t=_s();#r;constructor(e,n){
this.#e=e,this.#n=n}writeSoon(){this.#r??=setTimeout(()=>{this.flush().catch(()=>{})},na.flushMs).unref()}async flush(){
clearTimeout(this.#r),this.#r=void 0;let{cache:e}=this.#e.keys,n=Rs.filter(r=>this.counts[r]>this.#t[r]);if(n.length===0)
return;let t={...this.#t};Object.assign(this.#t,this.counts);try{let r=n.flatMap(o=>[wr[o],this.#t[o]-t[o]]);await this.#e.
run(Qi,[e.totals,e.minutes("")],r)}catch(r){throw Object.assign(this.#t,t),this.writeSoon(),r}}async totals(){let e=await this.#e.
client.hgetall(this.#e.keys.cache.totals);return br(n=>e[n])}async series(e){let{client:n,keys:t}=this.#e,[r]=await n.time(),
o=Math.floor(Number(r)/60),i=o-e+1,a=Math.floor(i/60),l=Array.from({length:Math.floor(o/60)-a+1},(c,u)=>a+u),d=await Promise.
all(l.map(c=>n.hgetall(t.cache.minutes(c))));return Array.from({length:e},(c,u)=>{let m=i+u,p=d[Math.floor(m/60)-a]??{};
return{at:new Date(m*6e4),...br(h=>p[`${h}${m%60}`])}})}async entries(){let e=Array.from({length:this.#n},(t,r)=>this.#e.
keys.cache.count(r));return(await Promise.all(e.map(t=>this.#e.run(ea,[t],[])))).reduce((t,r)=>t+Number(r),0)}};function _s(){
return br(()=>{})}function br(s){return Object.fromEntries(Rs.map(e=>[e,Number(s(wr[e])??0)]))}var On=class{#e=new Map;open(e){let n,t,r=i=>{n=i,t?.(i)},o=this.#e.get(e)??new Set;return o.add(r),this.#e.set(e,o),{wait:i=>new Promise(
a=>{let l=setTimeout(()=>t?.("time"),i);t=d=>{clearTimeout(l),n=t=void 0,a(d)},n&&t(n)}),close:()=>{o.delete(r),o.size===
0&&this.#e.get(e)===o&&this.#e.delete(e)}}}wake(e,n){for(let t of[...this.#e.get(e)??[]])t(n)}wakeAll(){for(let e of[...this.#e.
keys()])this.wake(e,"ended")}};var As={memorySeconds:5,memoryEntries:1e4,memoryBytes:32*1048576,timeoutMs:250,loadTimeoutMs:3e4,codec:{encode:s=>JSON.stringify(
s),decode:s=>JSON.parse(s)}},ta=1e3,Dn=class{#e;#n;#t=new Mn;#r;#s;#o=new On;#i;#a;#d;#l=!1;constructor(e,n={}){this.#e=
e,this.#n={...As,...n};let{memoryEntries:t,memoryBytes:r,timeoutMs:o,codec:i,onAlone:a}=this.#n;this.#r=new Pn({entries:t,
bytes:r},this.#t),this.#s=new In(e,{timeoutMs:o,decode:i.decode,onAway:a}),this.#a=new Nn(e,H.shards);let[l,d,c]=[this.#r,
this.#s,this.#t];this.#i=new Ln({shared:d,memory:l,invalidations:c,waiters:this.#o,stats:this.#a},{loadTimeoutMs:Math.min(
this.#n.loadTimeoutMs,As.loadTimeoutMs),codec:i,memoryMs:u=>this.#h(u),isListening:()=>this.#l,onProblem:u=>this.#m(u)})}get counts(){
return this.#a.counts}get state(){let{size:e,bytes:n}=this.#r;return{redisAway:this.#s.isAway,hears:this.#l,memoryEntries:e,
memoryBytes:n}}get(e,n,t){let r=performance.now(),o=this.#r.get(e,t?.tags,r);if(o===void 0||t?.memorySeconds===0)return this.#c(
e,r,n,t);let{counts:i}=this.#a;return i.hits+=1,i.memoryHits+=1,this.#a.writeSoon(),n&&t&&this.#u(e,o,r,n,t),Promise.resolve(
o.value)}async set(e,n,t){ur(e),Ue(t),n===void 0&&f("INVALID","undefined cannot be stored: use null for a value that say\
s nothing","value");let r=yr(this.#n.codec,n);gr(r)&&f("LIMIT_EXCEEDED",`value must be ${L.valueBytes} bytes of text at \
most`,"value");let o=Be(t,n===null);this.#f({keys:[e],tags:[]}),await this.#s.store({key:e,lead:null,tags:t.tags??[],lifetime:o,
tookMs:0,text:r}),this.#f({keys:[e],tags:[]})}async delete(e){return await this.invalidate({keys:[e]})===1}async invalidate(e){
Ss(e);let{keys:n=[],tags:t=[]}=e;this.#a.counts.invalidations+=n.length+t.length,this.#a.writeSoon(),this.#f({keys:n,tags:t});
let r=await this.#s.invalidate({keys:n,tags:t});return this.#f({keys:n,tags:t}),r}async report(){await this.#a.flush();let[
e,n]=await Promise.all([this.#a.totals(),this.#a.entries()]),t=e.hits+e.misses;return{...e,entries:n,hitRate:t===0?0:e.hits/
t}}async series(e){return await this.#a.flush(),this.#a.series(e)}async close(){this.#d?.(),this.#d=void 0,this.#l=!1,this.#r.
clear(),await this.#a.flush().catch(()=>{})}async#c(e,n,t,r){ur(e),r&&Ue(r),this.#y(),this.#a.writeSoon();let{counts:o}=this.#a,
i=this.#t.now,a,l=!1;try{a=await this.#s.read(e)??void 0}catch(c){l=!0,this.#m({key:e,during:"redis",error:c})}a&&!An(a.
tags,r?.tags)&&(a=void 0);let d=performance.now();if(a&&a.staleUntilMs>d){if(o.hits+=1,a.freshUntilMs>d){let c=this.#h(r);
c>0&&this.#r.set(e,Tn(e,a,c),i),t&&r&&this.#u(e,a,d,t,r)}else o.staleHits+=1,t&&r&&this.#i.refresh(e,t,r,a.version);return a.
value}if(o.misses+=1,!(!t||!r))return this.#i.get({key:e,load:t,options:r,old:a,alone:l},n)}#u(e,n,t,r,o){ws(n,t)&&this.#i.
refresh(e,r,o,n.version)}#m(e){e.error instanceof Re||this.#n.onProblem?.(e)}#h(e){let n=Math.min(e?.memorySeconds??this.#n.
memorySeconds,L.memorySeconds);return Math.min(n*1e3,this.#l?Number.POSITIVE_INFINITY:ta)}#f({keys:e,tags:n}){for(let t of e)
this.#t.addKey(t),this.#r.delete(t);for(let t of n)this.#t.addTag(t);this.#i.forget({keys:e,tags:n})}#p(){this.#t.addEverything(),
this.#r.clear()}#y(){this.#d??=this.#e.listen(this.#e.keys.cache.changed,e=>this.#g(e),()=>{this.#l=!1,this.#p()})}#g(e){
let n=e.slice(1);if(e==="")this.#l=!0,this.#p(),this.#o.wakeAll();else if(e.startsWith("i")){let{keys:t=[],tags:r=[]}=JSON.
parse(n);this.#f({keys:t,tags:r});for(let o of t)this.#o.wake(o,"ended")}else this.#o.wake(n,e.startsWith("f")?"failed":
"ended")}};import{createHash as oa}from"node:crypto";import{randomBytes as ra}from"node:crypto";var se=8;function Ms(){return ra(12).toString("hex")}function Ps(s){return/^[0-9a-f]{24}$/.
test(s)}function V(s){return Number.parseInt(s.slice(0,2),16)%se}var Ts={entries:100,maxAttempts:20},he="orders",sa={opened:["checkout.record"],expired:["order.compensate"],paid:["order\
.record","order.receipt","order.fulfilment","order.recommend"],fulfilled:[],delivered:[],cancelled:["order.compensate"],
refunded:["order.compensate"],"refunded-restock":["order.compensate"],failed:["order.compensate"]},Gn=class{#e;#n;constructor(e,n){
this.#e=e,this.#n=n}async relay(e){let n=this.#e.keys.orderShard(e,"outbox"),t=await this.#e.client.xrange(n,"-","+","CO\
UNT",Ts.entries);if(t.length===0)return 0;let r=t.flatMap(([o,i])=>{let[,a,,l]=i;return sa[a].map(d=>({queue:he,name:d,payload:{
orderId:l,event:a,atMs:Number(o.slice(0,o.indexOf("-")))},maxAttempts:Ts.maxAttempts,idempotencyKey:`${d}:${l}:${o}`}))});
return await Promise.all(r.map(o=>this.#n.enqueue(o))),await this.#e.client.xdel(n,...t.map(([o])=>o)),t.length}async relayAll(){
let e=0;for(let n=0;n<se;n++)e+=await this.relay(n);return e}};var Hn={entries:100,maxLength:1e5,learnAfterMs:30*6e4},Cs=16,$n="default";function Kn(s){return oa("sha1").update(s).digest()[0]%
Cs}var Vn=class{#e;#n;#t;constructor(e,n,t){this.#e=e,this.#n=n,this.#t=t}async relayAll(){let e=Array.from({length:Cs},
(n,t)=>this.#r(t));return(await Promise.all(e)).reduce((n,t)=>n+t,0)}async#r(e){let n=this.#e.keys.cartOutbox(e),t=await this.#e.
client.xrange(n,"-","+","COUNT",Hn.entries);if(t.length===0)return 0;let r=t.map(([i,a])=>{let[,l,,d]=a;return{id:i,owner:l,
visitor:d,at:new Date(Number(i.slice(0,i.indexOf("-"))))}});await this.#t.track($n,r.map(({id:i,visitor:a,at:l})=>({id:`\
cart:${e}:${i}`,type:"CART",visitorId:a,at:l})));let o=new Set(r.map(({owner:i})=>i));return await Promise.all([...o].map(
i=>this.#n.enqueue({queue:he,name:"cart.recommend",payload:{owner:i},delayMs:Hn.learnAfterMs,idempotencyKey:`cart.recomm\
end:${i}`}))),await this.#e.client.xdel(n,...r.map(({id:i})=>i)),t.length}};var ia={refreshMs:3e4},N=class{#e;#n=0;#t=Number.NEGATIVE_INFINITY;#r;constructor(e){this.#e=e}async nowMs(){return performance.
now()-this.#t>ia.refreshMs&&(this.#r??=this.#s().finally(()=>{this.#r=void 0}),await this.#r),Math.floor(performance.timeOrigin+
performance.now()+this.#n)}async#s(){let e=performance.now(),[n,t]=await this.#e.time(),r=(e+performance.now())/2;this.#n=
Number(n)*1e3+Number(t)/1e3-(performance.timeOrigin+r),this.#t=performance.now()}};import{createHash as aa}from"node:crypto";function Is(s){let e=2166136261;for(let n=0;n<s.length;n+=1)e=Math.imul(e^s.charCodeAt(n),16777619);return e>>>0}function kr(s,e){
return Is(String(Is(s+e)))%1e4/1e4}function Ls(s,e,n){let t=Math.min(1,Math.max(0,e)),r=n?.reduce((a,l)=>a+l,0)??0,o=n?.
length===s&&Math.abs(r-1)<=.01,i=0;return Array.from({length:s},(a,l)=>{let d=o?n[l]:1/s,c=[i,i+t*d];return i+=d,c})}function Ns(s,e){
return e.findIndex(([n,t])=>s>=n&&s<t)}var I={experiments:100,variants:10,keyLength:100,shards:16,windowMs:72*36e5,skewMs:250,keptSeconds:180*86400},Os=/^[a-z0-9][a-z0-9._-]*$/i;
function Ds(s){vr(s.key);let{variants:e,goal:n}=s,t=s.coverage??1;(e.length<2||e.length>I.variants)&&f("INVALID",`An exp\
eriment has 2 to ${I.variants} variants.`,"variants");for(let[a,l]of e.entries())(!Os.test(l.key)||l.key.length>I.keyLength)&&
f("INVALID","A variant is named by 1 to 100 letters, digits, dots, hyphens and underscores.","variants",String(a),"key"),
e.findIndex(d=>d.key===l.key)<a&&f("INVALID",`There are two variants ${l.key}.`,"variants",String(a),"key"),l.weight!=null&&
!(l.weight>0&&l.weight<=1e6)&&f("INVALID","A weight must be greater than 0.","variants",String(a),"weight");let r=e.filter(
a=>a.weight!=null).length;r>0&&r<e.length&&f("INVALID","Give each variant a weight, or none; without weights all are equ\
al.","variants"),t>=0&&t<=1||f("INVALID","coverage must be between 0 and 1.","coverage"),(n===""||n.length>100)&&f("INVA\
LID","goal must have 1 to 100 characters.","goal");let o=e.reduce((a,l)=>a+(l.weight??1),0),i=e.map(({key:a,weight:l})=>({
key:a,weight:(l??1)/o}));return{description:s.description?.slice(0,1e3)??null,variants:i,coverage:t,goal:n}}function vr(s){
(!Os.test(s)||s.length>I.keyLength)&&f("INVALID",`An experiment is named by 1 to ${I.keyLength} letters, digits, dots, h\
yphens and underscores.`,"key")}function qn(s){return JSON.parse(s)}var la=y("experiment-expose"),da=y("experiment-sticky"),ca=y("experiment-alias"),ua=y("experiment-convert"),Yn=class{#e;constructor(e){
this.#e=e}async expose(e,n,t){if(t===null)return this.#n(e,n,!0);let r=await this.#e.run(da,[this.#t(e,t,"sticky")],[t,n,
I.keptSeconds]);if(r===n)return this.#n(e,n,!0);let o=await this.#n(e,r,!0),i=[n,r,o??"",I.keptSeconds];return await this.#e.
run(ca,this.#r(e,n).slice(0,3),i),o}async#n(e,n,t){let{keptSeconds:r}=I,o=this.#e.keys.experimentChanged(e.key),i=[n,ma(
e,n),r,o,t?"1":""],a=this.#r(e,n).slice(0,3),[l,d]=await this.#e.run(la,a,i);return l==="alias"?this.#n(e,d,!1):d===""?null:
d}async convert(e,{event:n,atMs:t}){let{windowMs:r,skewMs:o,keptSeconds:i}=I,a=this.#e.keys.experimentChanged(e.key),l=n.
value?[String(n.value.minor),n.value.currency]:["",""],d=aa("sha1").update(`${n.visitorId}
${n.id}`).digest("base64url").slice(0,16),c=(m,p)=>this.#e.run(ua,this.#r(e,m),[m,t,r,o,...l,i,a,p?"1":"",d]),u=await c(
n.visitorId,!0);return(typeof u=="string"?await c(u,!1):u)===1}async read(e){let{client:n,keys:t}=this.#e,r=await Promise.
all(Array.from({length:I.shards},(l,d)=>n.hgetall(t.experiment(e.key,d,`${e.version}:counts`)))),o=l=>r.reduce((d,c)=>d+
BigInt(c[l]??0),0n),i=new Set(r.flatMap(l=>Object.keys(l)));return{arms:e.variants.map(({key:l})=>{let d=`r:${l}:`,u=[...i].
filter(m=>m.startsWith(d)).map(m=>m.slice(d.length)).sort().map(m=>{let p=r.reduce((h,g)=>h+Number(g[`q:${l}:${m}`]??0),
0);return[m,{sum:o(d+m),squares:p}]});return{variant:l,exposures:Number(o(`n:${l}`)),conversions:Number(o(`c:${l}`)),revenue:new Map(
u)}}),multipleExposures:Number(o("multiple"))}}#t(e,n,t){let r=Math.floor(kr("shard",n)*I.shards);return this.#e.keys.experiment(
e.key,r,`${e.version}:${t}`)}#r(e,n){return["seen","alias","counts","converted","spent","paid"].map(t=>this.#t(e,n,t))}};
function ma({key:s,version:e,variants:n,coverage:t},r){let o=e===1?s:`${s}:${e}`,i=n.map(l=>l.weight),a=Ns(kr(o,r),Ls(n.
length,t,i));return n[a]?.key??""}var ha=y("experiment-change"),pa=5,jn=class{#e;#n;#t;#r;constructor(e){this.#e=e,this.#n=new N(e.client),this.#t=new Yn(
e),this.#r=new S({group:()=>0,run:async n=>{let t=await this.list();return n.map(()=>t)},maxCalls:Number.POSITIVE_INFINITY})}async list(){
return(await this.#e.client.hvals(this.#e.keys.experiments)).map(qn).sort((n,t)=>n.key<t.key?-1:1)}async find(e){let n=await this.#e.
client.hget(this.#e.keys.experiments,e);return n===null?null:qn(n)}set(e){let n=Ds(e);return this.#s(e.key,t=>{if(!t)return{
key:e.key,...n,state:"DRAFT",version:1,startedAtMs:null,stoppedAtMs:null};if(Hs(t)===Hs(n)||t.startedAtMs===null)return{
...t,...n};t.state==="RUNNING"&&f("ILLEGAL_STATE","Variants, weights and goal are frozen while an experiment runs: stop \
it first.",t.goal===n.goal?"variants":"goal");let o=t.version+1;return{...t,...n,state:"DRAFT",version:o,startedAtMs:null,
stoppedAtMs:null}})}async start(e){let n=await this.#n.nowMs();return this.#s(e,t=>t?(t.state==="RUNNING"&&f("ILLEGAL_ST\
ATE",`The experiment ${e} runs already.`,"key"),{...t,state:"RUNNING",startedAtMs:t.startedAtMs??n,stoppedAtMs:null}):Er(
e))}async stop(e){let n=await this.#n.nowMs();return this.#s(e,t=>t?(t.state!=="RUNNING"&&f("ILLEGAL_STATE",`The experim\
ent ${e} does not run.`,"key"),{...t,state:"STOPPED",stoppedAtMs:n}):Er(e))}async assign({key:e,visitorId:n},t=null){(n===
""||n.length>200)&&f("INVALID","visitorId must have 1 to 200 characters.","visitorId");let r=await this.find(e)??Er(e),o=r.
state==="RUNNING";return{experiment:r,variant:o?await this.#t.expose(r,n,t):null}}async goalsAmong(e){let n=await this.#r.
add(null);return new Set(e.filter(t=>n.some(r=>Gs(r,t))))}async convert(e){let t=(await this.#r.add(null)).flatMap(r=>e.
filter(o=>Gs(r,o)).map(o=>this.#t.convert(r,o)));await Promise.all(t)}counts(e){return this.#t.read(e)}async#s(e,n){vr(e);
let{client:t,keys:r}=this.#e;for(let o=0;o<pa;o+=1){let i=await t.hget(r.experiments,e),a=n(i===null?null:qn(i)),l=[e,i??
"",JSON.stringify(a),I.experiments],d=await this.#e.run(ha,[r.experiments],l);if(d===-1&&f("LIMIT_EXCEEDED",`There can b\
e at most ${I.experiments} experiments.`,"key"),d!==0)return await t.publish(r.experimentChanged(e),""),a}return f("CONF\
LICT",`The experiment ${e} was changed by somebody else at the same time; try again.`,"key")}};function Gs({goal:s,startedAtMs:e,
stoppedAtMs:n},{event:t,atMs:r}){return e!==null&&(t.name??t.type)===s&&r<=(n??r)}function Hs({variants:s,goal:e}){return JSON.
stringify([s.map(({key:n,weight:t})=>[n,t]),e])}function Er(s){return f("NOT_FOUND",`There is no experiment ${s}.`,"key")}var w={batch:500,batchMin:40,priorityMax:9,priorityDefault:5,attemptsMax:100,attemptsDefault:5,payloadBytes:262144,resultBytes:262144,
nameLength:100,idempotencyKeyLength:200,idempotencyTtlMs:864e5,idempotencyTtlMinMs:1e3,idempotencyTtlMaxMs:2592e6,delayMaxMs:316224e5,
timeoutMaxMs:864e5,backoffMaxMs:864e5,events:1e4,logLines:100,kept:{completed:{count:1e4,ageMs:6048e5},dead:{count:1e4,ageMs:7776e6},
cancelled:{count:1e3,ageMs:6048e5},bytes:268435456},throughputMinutes:120,deadChunk:100,deadMax:1e4,schedules:1e3,claim:100,
concurrencyMax:1e3,claimWaitMaxSeconds:20,leaseMinMs:1e3,leaseMaxMs:864e5,leaseDefaultMs:3e4};function oe(s){let e=/^([\w.-]{1,100}):(\d{1,15})$/.
exec(s);return e?{queue:e[1],number:e[2]}:null}function pe(s,e,n,t){let r;try{r=JSON.stringify(e)}catch(i){return f("INVALID",`${s} is not JSON: ${i.message}`,s)}if(r===
void 0)return f("INVALID",`${s} is not JSON: it is a ${typeof e}`,s);if(r.length*3<=n)return r;let o=Buffer.byteLength(r);
return o<=n?r:f("LIMIT_EXCEEDED",`${s} is ${o} bytes long, at most ${n} are allowed: ${t}`,s)}var W="must be 1 to 100 letters, digits, dots, dashes or underscores";function $(s){return/^[\w.-]{1,100}$/.test(s)}function Bn(s){let e=[],{queue:n,name:t,priority:r,maxAttempts:o,delayMs:i,runAt:a,timeoutMs:l,backoff:d,idempotencyKey:c}=s;
$(n)||Y(e,"queue",W),(t.length===0||t.length>w.nameLength)&&Y(e,"name",`must be 1 to ${w.nameLength} characters`),fe(r,0,
w.priorityMax)||Y(e,"priority","must be a whole number from 0 to 9; 9 runs first"),fe(o,1,w.attemptsMax)||Y(e,"maxAttemp\
ts",`must be from 1 to ${w.attemptsMax}`),fe(i,0,w.delayMaxMs)||Y(e,"delayMs","must be from 0 to 366 days"),i!=null&&a!=
null&&Y(e,"runAt","cannot be given beside delayMs"),fe(l,1,w.timeoutMaxMs)||Y(e,"timeoutMs","must be from 1 ms to 24 hou\
rs"),fe(d?.delayMs,0,w.backoffMaxMs)||Y(e,"backoff","delayMs must be from 0 ms to 24 hours"),fe(d?.maxDelayMs,0,w.backoffMaxMs)||
Y(e,"backoff","maxDelayMs must be from 0 ms to 24 hours"),c!=null&&(c.length===0||c.length>w.idempotencyKeyLength)&&Y(e,
"idempotencyKey","must be 1 to 200 characters"),fe(s.idempotencyTtlMs,w.idempotencyTtlMinMs,w.idempotencyTtlMaxMs)||Y(e,
"idempotencyTtlMs","must be from a second to 30 days");try{let u=Sr(s.payload);if(e.length===0)return u}catch(u){if(!(u instanceof
v))throw u;e.push(...u.problems)}throw new v(e)}function Y(s,e,n){s.push({code:"INVALID",message:`${e} ${n}`,field:[e]})}
function fe(s,e,n){return s==null||Number.isInteger(s)&&s>=e&&s<=n}function Sr(s){return pe("payload",s??{},w.payloadBytes,
"store it elsewhere and enqueue where it is")}function Un(s){return pe("result",s??null,w.resultBytes,"store it elsewher\
e and return where it is")}var Ae=class{#e;encode(e){let n=this.#e;if(n&&fa(e,n.job)){let{how:o,options:i}=n.encoding;return{how:o,options:i,payload:Sr(
e.payload)}}let t=Bn(e),r=ga(e);return Vs(e)&&(this.#e={job:{...e,backoff:e.backoff&&{...e.backoff}},encoding:r}),{...r,
payload:t}}};function Fn(s){let e=[s.length],n=0;for(let t=1;t<=s.length;t+=1){let{how:r,options:o}=s[n];if(s[t]?.how===
r&&s[t]?.options===o)continue;let i=s.slice(n,t).map(({payload:a})=>a);e.push(r,o,i.join(`
`)),n=t}return e}function Vs(s){return s.delayMs==null&&s.runAt==null&&s.idempotencyKey==null}function fa(s,e){return s.
queue===e.queue&&s.name===e.name&&s.priority===e.priority&&s.maxAttempts===e.maxAttempts&&s.timeoutMs===e.timeoutMs&&Vs(
s)&&ya(s.backoff,e.backoff)}function ya(s,e){return!s||!e?!s&&!e:s.kind===e.kind&&s.delayMs===e.delayMs&&s.maxDelayMs===
e.maxDelayMs&&s.jitter===e.jitter}function ga(s){let{name:e,priority:n,delayMs:t,runAt:r,maxAttempts:o,timeoutMs:i,backoff:a,
idempotencyKey:l,idempotencyTtlMs:d}=s,c=n??w.priorityDefault,u=[e,c,o??w.attemptsDefault];(i||a||l)&&u.push(i??0),(a||l)&&
u.push(a?ba(a):""),l&&u.push(l);let m=JSON.stringify(u);if(!t&&!r&&!l)return{how:String(c),options:m};let p=l?`${d??w.idempotencyTtlMs}\
 ${l}`:"0 ";return{how:`${c} ${t??0} ${Math.max(0,r?.getTime()??0)} ${p}`,options:m}}function ba({kind:s,delayMs:e,maxDelayMs:n,
jitter:t}){let r=n??w.backoffMaxMs;return`${s==="FIXED"?"f":"e"}:${e}:${r}:${t===!1?0:1}`}var wa={w:"WAITING",y:"DELAYED",a:"ACTIVE",q:"ACTIVE",c:"COMPLETED",x:"DEAD",k:"CANCELLED"};function _r(s){return wa[s]}
function $s(s,e,n,t){let[r,o,i,a,l]=n.map($e=>$e[t]??null);if(!r)return null;let{name:d,priority:c,maxAttempts:u,idempotencyKey:m,
payload:p,createdAt:h,runAt:g}=qs(r),[b="w",k,x,A,C,q]=ka(o??null),ve=l?.indexOf(" ")??-1;return{id:s,queue:e,name:d,payload:p,
priority:c,state:_r(b)??"WAITING",progress:b==="c"?1:Number(l?.slice(0,ve)??0),progressMessage:l?.slice(ve+1)||null,attempt:Number(
k??0),maxAttempts:u,idempotencyKey:m,result:JSON.parse(i??"null"),errors:a?JSON.parse(a):[],createdAt:new Date(h),runAt:xr(
C)??g,startedAt:xr(x),finishedAt:xr(q),workerId:A===void 0||A==="-"?null:A}}function Ks(s,e){let n=[];for(let t=0;t<e.length;t+=
4){let{name:r,payload:o,priority:i,maxAttempts:a,timeoutMs:l,createdAt:d,idempotencyKey:c}=qs(e[t+3]);n.push({id:`${s}:${e[t]}`,
queue:s,fence:String(e[t+1]),name:r,payload:o,priority:i,attempt:e[t+2],maxAttempts:a,timeoutMs:l,createdAt:new Date(d),
idempotencyKey:c})}return n}function qs(s){let e=s.indexOf("["),n=s.indexOf(`
`),[t,r,o,i=0,,a=null]=JSON.parse(s.slice(e,n)),[l,d]=s.slice(0,e).split("+"),c=Number(l);return{name:t,priority:r,maxAttempts:o,
timeoutMs:i,idempotencyKey:a,payload:JSON.parse(s.slice(n+1)),createdAt:c,runAt:d===void 0?null:new Date(c+Number(d))}}function ka(s){
if(s===null)return[];let[e,n,t,r,o,,i]=s.split(" ");return[e?.[0],n,t,r,o,i]}function xr(s){return s===void 0||s==="0"?null:
new Date(Number(s))}var va=y("job-enqueue"),Ea=y("job-cancel"),Sa=y("job-revive"),xa=y("job-page"),_a=y("job-read"),Ra=y("job-stats"),Aa=y("\
job-throughput"),Ma={WAITING:"p",DELAYED:"delayed",ACTIVE:"lease",COMPLETED:"done",DEAD:"dead",CANCELLED:"cancelled"},Jn=class{#e;#n;#t=new Ae;#r=new Set;#s=new Map;constructor(e){
this.#e=e,this.#n=new S({group:({queue:n})=>this.#c(n),run:n=>this.#m(n[0].queue,n.map(({job:t})=>t)),maxCalls:w.batch,minCalls:w.
batchMin})}async enqueue(e){return this.#n.add({queue:e.queue,job:this.#t.encode(e)})}async enqueueMany(e){let n=new Map,
t=[];if(e.forEach((o,i)=>{try{let a=this.#t.encode(o),l=n.get(o.queue);l||(l={jobs:[],places:[]},n.set(o.queue,l)),l.jobs.
push(a),l.places.push(i)}catch(a){if(!(a instanceof v))throw a;t.push(...a.problems.map(l=>({...l,field:[String(i),...l.
field??[]]})))}}),t.length>0)throw new v(t);let r=[];return await Promise.all([...n].map(([o,i])=>this.#u(o,i,r))),r}async get(e){
if(!oe(e))return null;let[n]=await this.getAll([e]);return n??null}async logs(e){let n=oe(e);return n?(await this.#e.client.
lrange(this.#e.keys.jobLog(n.queue,n.number),0,-1)).map(r=>{let o=r.indexOf(" ");return{at:new Date(Number(r.slice(0,o))),
message:r.slice(o+1)}}):[]}async queueNames(){return(await this.#e.client.smembers(this.#e.keys.queues())).sort()}async queue(e){
if(!await this.#e.client.sismember(this.#e.keys.queues(),e))return null;let[n,t,r,o,i,a,l,d,c,u,m]=await this.#e.run(Ra,
[this.#e.keys.queue(e)],[]),p=m/6e4;return{name:e,paused:l===1,counts:{waiting:n,delayed:t,active:r,completed:o,dead:i,cancelled:a},
oldestWaitingSeconds:d<0?null:d/1e3,completedPerMinute:c/p,failedPerMinute:u/p}}async throughput(e,n){let t=await this.#e.
run(Aa,[this.#e.keys.queue(e)],[n]);return Array.from({length:n},(r,o)=>{let[i,a,l]=t.slice(3*o,3*o+3);return{at:new Date(
i*6e4),completed:a,failed:l}})}async cancel(e){let{queue:n,number:t}=this.#l(e),r=await this.#e.run(Ea,[this.#e.keys.queue(
n)],[...this.#d(n),t]);r===0&&f("NOT_FOUND","There is no such job, or no longer","id"),r===-1&&f("ILLEGAL_STATE","The jo\
b is finished already","id")}async retry(e){let{queue:n,number:t}=this.#l(e),[r]=await this.#a(n,"r",t,"",0,0);r===0&&f(
"NOT_FOUND","There is no such job, or no longer","id"),r===-1&&f("ILLEGAL_STATE","Only a dead or cancelled job can be ru\
n again","id")}replayDead(e,n,t){return this.#i("r",e,n,t)}purgeDead(e,n,t){return this.#i("d",e,n,t)}async setPaused(e,n){
let{client:t,keys:r}=this.#e;await t.sismember(r.queues(),e)||f("NOT_FOUND","There is no queue of that name","queue"),await t.
hset(r.queueMeta(e),"paused",n?"1":"0"),await t.publish(this.changedChannel(e),n?"paused":"resumed"),n||await t.publish(
this.wakeChannel(e),"w")}async page(e,n,{after:t,size:r,backwards:o}){let i=t===null?null:Pa(t),a=[Ma[n],o?"b":"f",i?.[0]??
"",i?.[1]??"",r],l=await this.#e.run(xa,[this.#e.keys.queue(e)],[...this.#d(e),...a]),d=l.filter((u,m)=>m%2===1);return(await this.
getAll(d.map(u=>`${e}:${u}`))).flatMap((u,m)=>u?[{...u,cursor:`${l[2*m]}_${d[m]}`}]:[])}async getAll(e){let n=[];for(let t=0;t<
e.length;t+=w.batch)n.push(...await this.#o(e.slice(t,t+w.batch)));return n}async#o(e){let{queue:n}=this.#l(e[0]),t=e.map(
o=>this.#l(o).number),r=await this.#e.run(_a,[this.#e.keys.queue(n)],t);return e.map((o,i)=>$s(o,n,r,i))}async#i(e,n,t,r){
let o=0,i=0;for(;o<r;){let a=Math.min(w.deadChunk,r-o),[l,d]=await this.#a(n,e,"",t??"",a,i);if(o+=l,i+=d,l+d<a)break}return o}#a(e,n,t,r,o,i){
let a=[...this.#d(e),n,t,r,o,i];return this.#e.run(Sa,[this.#e.keys.queue(e)],a)}#d(e){return[this.#e.keys.queueChanged(
e),w.events]}#l(e){return oe(e)??f("NOT_FOUND","That is not the id of a job","id")}wakeChannel(e){return this.#e.keys.queueWake(
e)}changedChannel(e){return this.#e.keys.queueChanged(e)}#c(e){let n=this.#s.get(e);return n===void 0&&(n=this.#s.size,this.#s.
set(e,n)),n}async#u(e,{jobs:n,places:t},r){let o;for(let i=0;i<n.length;i+=w.batch){let a=this.#m(e,n.slice(i,i+w.batch)).
then(l=>{l.forEach((d,c)=>{r[t[i+c]]=d})});a.catch(()=>{}),await o,o=a}await o}async#m(e,n){this.#r.has(e)||(await this.#e.
client.sadd(this.#e.keys.queues(),e),this.#r.add(e));let t=[...this.#d(e),...Fn(n)],[r,...o]=await this.#e.run(va,[this.#e.
keys.queue(e)],t),i=n.map((a,l)=>({id:`${e}:${r+l}`,created:!0}));for(let a=0;a<o.length;a+=2)i[o[a]]={id:`${e}:${o[a+1]}`,
created:!1};return i}};function Pa(s){let e=/^(-?[\d.e+]+)_(\d+)$/.exec(s);return e?[e[1],e[2]]:f("INVALID","The cursor \
is not one of this list","after")}var Wn="0-0_0",Ta=/^(\d{1,15}-\d{1,9})_(\d{1,15})$/;function D(s,e){return`${s}_${e}`}function ie(s){let e=Ta.exec(s);return e?
{id:e[1],number:Number(e[2])}:f("INVALID","after must be the cursor of an earlier delivery, as it was given","after")}function K(s){
return Number.parseInt(s,10)}var X=class{#e;#n;#t;constructor(e,n=0){let{id:t,number:r}=ie(e);this.#e=t,this.#n=r,this.#t=
r>0&&K(t)<n}get id(){return this.#e}get position(){return D(this.#e,this.#n)}advance(e,n){if(e===this.#e&&n<=this.#n)return null;
let r=this.#t||n<=this.#n?n:n-this.#n-1;return this.#e=e,this.#n=n,this.#t=!1,{cursor:this.position,missed:r}}};var Xn=class{#e;constructor(e){this.#e=e}async head(e){let{client:n,keys:t}=this.#e,[[r],o]=await Promise.all([n.xrevrange(
t.queueEvents(e),"+","-","COUNT",1),n.hget(t.queueMeta(e),"events")]);return D(r?.[0]??"0-0",Number(o??0))}async read(e,n,t){
let r=new X(n),o=await this.#e.client.xrange(this.#e.keys.queueEvents(e),r.id,"+","COUNT",t),i=[];for(let[a,[,l,,d]]of o){
let c=new Date(K(a)),u=Number(l)-1;for(let{letter:m,progress:p,numbers:h}of Ca(d)){let g=_r(m);for(let b of h){u+=1;let k=r.
advance(a,u);g&&k&&i.push({...k,jobId:`${e}:${b}`,state:g,progress:p,at:c})}}}return{entries:i,position:r.position}}};function Ca(s){return s.split(`
`).map(e=>{let[n="",...t]=e.split(" "),r=n.slice(0,1);return{letter:r,progress:r==="c"?1:Number(n.slice(1)),numbers:t}})}var Ia=y("job-step"),La=y("job-touch"),Me=class{#e;#n;constructor(e,n={}){let{completed:t,dead:r,cancelled:o,bytes:i}={...w.
kept,...n};this.#e=e,this.#n=[t.count,r.count,o.count,t.ageMs,r.ageMs,o.ageMs,i]}async step({queue:e,workerId:n,want:t,leaseMs:r,
finished:o}){let i=[this.#e.keys.queueChanged(e),w.events,t,n,r,Math.floor(Math.random()*2147483648),...this.#n,0],a=[],
l=[],d=[];o.forEach(({id:g,fence:b,outcome:k},x)=>{let A=oe(g)?.number??g;if(k.kind==="COMPLETED"){i.push(A,b,k.result==
null?"":Un(k.result)),a.push(x);return}if(d.push(x),k.kind==="GIVEN_BACK")l.push("b",A,b,"","",-1);else{let{retry:C,message:q,
stack:ve,delayMs:$e}=k,Zt=[q.slice(0,2e3),(ve??"").slice(0,8e3)];l.push(C?"f":"x",A,b,...Zt,$e??-1)}}),i[13]=a.length,a.
push(...d);let[c,u,m,p]=await this.#e.run(Ia,[this.#e.keys.queue(e)],[...i,...l]),h=o.map(()=>!0);for(let g of c)h[a[g]]=
!1;return{accepted:h,claimed:Ks(e,u),nextDueMs:m<0?null:m,paused:p===1}}async touch(e,n,t){let r=[];for(let o=0;o<t.length;o+=
w.batch)r.push(...await this.#t(e,n,t.slice(o,o+w.batch)));return r}async expiries(e,n){if(n.length===0)return[];let t=n.
map(o=>oe(o)?.number??o);return(await this.#e.client.zmscore(this.#e.keys.queueLease(e),...t)).map(o=>o===null?null:new Date(
Number(o)))}async#t(e,n,t){let r=[this.#e.keys.queueChanged(e),w.events,n,w.logLines];for(let{id:i,fence:a,progress:l,message:d,
log:c}of t)r.push(oe(i)?.number??i,a,l??"",(d??"").slice(0,500),(c??"").slice(0,2e3));return(await this.#e.run(La,[this.#e.
keys.queue(e)],r)).map(i=>i===0?"LEASE_LOST":i===2?"CANCEL_REQUESTED":"HELD")}};import{Cron as Na}from"croner";var Oa=y("job-schedule"),Pe=class{#e;#n;#t=new Ae;constructor(e){this.#e=e,this.#n=new N(e.client)}async set({queue:e,key:n,
cron:t,timezone:r,jobName:o,payload:i,priority:a}){Bn({queue:e,name:o,payload:i,priority:a}),/^[\w.-]{1,100}$/.test(n)||
f("INVALID","key must be 1 to 100 letters, digits, dots, dashes or underscores","key");let l={key:n,cron:t,timezone:r??"\
UTC",jobName:o,payload:i??{},priority:a??w.priorityDefault},d=Ys(l,await this.#n.nowMs());if(d===null)return f("INVALID",
"cron never comes true","cron");await this.#e.client.sadd(this.#e.keys.queues(),e);let c=["s",n,JSON.stringify(l),d.getTime(),
w.schedules];return await this.#r(e,c)===0&&f("LIMIT_EXCEEDED",`A queue may have ${w.schedules} schedules; delete one fi\
rst`,"key"),{...l,nextRunAt:d,lastRunAt:null}}async delete(e,n){let t=(await this.list(e)).find(r=>r.key===n)??null;return await this.#r(
e,["d",n]),t}async list(e){let{client:n,keys:t}=this.#e,[r,o,i]=await Promise.all([n.hgetall(t.queueSchedules(e)),n.zrange(
t.queueSchedulesDue(e),"0","-1","WITHSCORES"),n.hgetall(t.queueSchedulesLast(e))]),a=js(o);return Object.values(r).map(l=>JSON.
parse(l)).map(l=>({...l,nextRunAt:Bs(a.get(l.key)),lastRunAt:Bs(i[l.key])})).sort((l,d)=>l.key<d.key?-1:1)}async fire(e){
let{client:n,keys:t}=this.#e,r=await this.#n.nowMs(),o=js(await n.zrange(t.queueSchedulesDue(e),"-inf",String(r),"BYSCOR\
E","LIMIT",0,100,"WITHSCORES")),i=0;for(let[a,l]of o){let d=await n.hget(t.queueSchedules(e),a);if(!d)continue;let c=JSON.
parse(d),u=Ys(c,r)?.getTime()??"",{jobName:m,payload:p,priority:h}=c,g=this.#t.encode({queue:e,name:m,payload:p,priority:h}),
b=["f",a,l,u,...Fn([g])];await this.#r(e,b)!==""&&(i+=1)}return i}#r(e,n){let{keys:t}=this.#e;return this.#e.run(Oa,[t.queue(
e)],[t.queueChanged(e),w.events,...n])}};function Ys({cron:s,timezone:e},n){try{return new Na(s,{timezone:e}).nextRun(new Date(
n))}catch(t){let r=/time ?zone/i.test(String(t))?"timezone":"cron";return f("INVALID",`${r} is not understood: ${t instanceof
Error?t.message:t}`,r)}}function js(s){let e=s.flat();return new Map(Array.from({length:e.length/2},(n,t)=>[String(e[2*t]),
String(e[2*t+1])]))}function Bs(s){return s===void 0?null:new Date(Number(s))}import{hash as Ha}from"node:crypto";var zn={page:100,refreshMs:15e3,retryMs:1e3,confirmMs:500},Zn=class{#e;#n;#t;#r;#s=[];#o=0;#i=!0;#a=!1;#d;#l=Promise.resolve();constructor(e,n,t){
this.#e=n,this.#n=t,this.#r=n.after??void 0,this.#t=e(n.channel,()=>{this.#i=!0,this.#d?.()}),this.#l=this.#c(),this.#l.
catch(()=>{})}next(){let e=this.#l.then(()=>this.#u());return this.#l=e.catch(()=>{}),e}return(){return this.close(),Promise.
resolve({value:void 0,done:!0})}throw(e){return this.close(),Promise.reject(e)}[Symbol.asyncIterator](){return this}close(){
this.#a||(this.#a=!0,this.#t(),this.#d?.(),this.#n())}async#c(){await this.#h(zn.confirmMs),this.#i=!0;try{this.#r??=await this.#e.
head()}catch(e){throw this.close(),e}}async#u(){for(;!this.#a;){if(this.#o<this.#s.length)return{value:this.#s[this.#o++],
done:!1};this.#i||await this.#h(zn.refreshMs),this.#a||await this.#m()}return{value:void 0,done:!0}}async#m(){this.#i=!1;
let e=this.#r;try{let{entries:n,position:t}=await this.#e.read(e,zn.page);this.#s=this.#e.pick?.(n)??n,this.#o=0,this.#r=
t,t!==e&&(this.#i=!0)}catch(n){if(!un(n))throw this.close(),n;await this.#h(zn.retryMs),this.#i=!0}}#h(e){return new Promise(
n=>{let t=()=>{clearTimeout(r),this.#d=void 0,n()},r=setTimeout(t,e);this.#d=t})}};var _={payloadBytes:262144,kept:{messages:1e4,ageMs:6048e5,bytes:16777216},keyMs:864e5,keys:1e5,keyLength:200,topics:1e3,
groupsPerTopic:50,unusedMs:2592e6,pending:1e4,dead:{messages:1e3,bytes:16777216},deadPage:100,errorLength:2e3,publishBatch:100,
publishUnitBytes:4096,page:{messages:100,bytes:1048576},readBatch:16,concurrencyMax:1e3,attemptsDefault:5,attemptsMax:100,
leaseMinMs:1e3,leaseMaxMs:864e5,leaseDefaultMs:3e4,backoffDefault:{delayMs:1e3,maxDelayMs:6e4},backoffMaxMs:864e5,cursorAheadMs:6e4};
function Qn(s,e,n){let t=[];for(let[r,o,...i]of e){let a=new Date(Number.parseInt(r,10));for(let[l,d]of i.entries()){let c=n.
advance(r,o+l);c&&t.push({...c,topic:s,payload:JSON.parse(d),at:a})}}return t}var Da=y("message-topic"),Ga=6e4;function ye(s){$(s)||f("INVALID",`topic ${W}`,"topic")}var ae=class{#e;#n=new Map;#t=new Map;constructor(e){
this.#e=e}add(e){if((this.#n.get(e)??0)>performance.now())return;let n=this.#t.get(e);return n||(n=this.#r(e).finally(()=>this.#t.
delete(e)),this.#t.set(e,n)),n}async names(){return(await this.#e.client.zrange(this.#e.keys.topics,"0","-1")).sort()}async#r(e){
let{topics:n,unusedMs:t}=_;await this.#e.run(Da,[this.#e.keys.topics],[e,n,t])!==1&&f("LIMIT_EXCEEDED",`topic is new, an\
d there are ${n} topics, the most allowed: publish to one that is there, or wait until one is unused for 30 days`,"topic"),
this.#n.size>=n&&this.#n.clear(),this.#n.set(e,performance.now()+Ga)}};var Va=y("message-publish"),$a=y("message-read"),Ka=16,et=class{#e;#n;#t;#r;#s;#o;#i=new Map;#a=new Map;constructor(e,n={}){
this.#e=e,this.#n={..._.kept,...n},this.#t=new ae(e),this.#r=new N(e.client),this.#s=new S({group:({topic:t})=>e.groupOf(
e.keys.topic(t)),run:t=>this.#l(t),maxCalls:_.publishBatch,weightOf:({text:t})=>1+Math.floor(t.length/_.publishUnitBytes)}),
this.#o=new S({group:({topic:t})=>e.groupOf(e.keys.topic(t)),run:t=>this.#u(t),maxCalls:_.readBatch})}async publish(e,n,{
idempotencyKey:t}={}){ye(e);let{keyLength:r}=_;t!=null&&(t.length===0||t.length>r)&&f("INVALID",`idempotencyKey must be \
1 to ${r} characters`,"idempotencyKey"),n===null&&f("INVALID","payload must not be null: give an object, or another JSON\
 value","payload");let i=pe("payload",n,_.payloadBytes,"store it elsewhere and publish where it is"),a=this.#t.add(e);return a&&
await a,{...await this.#s.add({topic:e,text:i,key:t??null}),payload:n}}subscribe(e,{after:n,signal:t}={}){let r=this.#e.
listen.bind(this.#e),o={...this.feed(e),head:()=>this.start(e,n)},i=new Zn(r,o,()=>t?.removeEventListener("abort",a)),a=()=>i.
close();return t?.aborted?a():t?.addEventListener("abort",a),i}feed(e){return{channel:this.#e.keys.topicChanged(e),head:()=>this.#d(
e),read:(n,t)=>this.read(e,n,t)}}async start(e,n){return ye(e),n==null?this.#d(e):(K(ie(n).id)-await this.#r.nowMs()>_.cursorAheadMs&&
f("INVALID","after lies in the future: give the cursor of an earlier delivery","after"),n)}read(e,n,t=_.page.messages){let r=`${e}\
 ${n} ${t}`,o=this.#a.get(r);if(o)return o;let i=this.#o.add({topic:e,after:n,limit:t});return this.#a.set(r,i),i}topicNames(){
return this.#t.names()}async#d(e){let{client:n,keys:t}=this.#e,[r,o]=await n.hmget(t.topicMeta(e),"id","last");return r?
D(r,Number(o)):Wn}async#l(e){if(!de(this.#e.client))return this.#c(e);let n=this.#e.groupOf(this.#e.keys.topic(e[0].topic)),
r=(this.#i.get(n)??Promise.resolve()).catch(()=>{}).then(()=>this.#c(e));this.#i.set(n,r);try{return await r}finally{this.#i.
get(n)===r&&this.#i.delete(n)}}async#c(e){let{keys:n}=this.#e,t=new Map;for(let u of e){let m=t.get(u.topic);m?m.push(u):
t.set(u.topic,[u])}let{messages:r,ageMs:o,bytes:i}=this.#n,a=[r,o,i,_.unusedMs,_.keyMs,_.keys];for(let[u,m]of t){let p=m.
flatMap(({key:h,text:g},b)=>h===null?[]:[b+1,h,Ha("sha1",g,"base64url").slice(0,Ka)]);a.push(n.topicChanged(u),m.length,
...m.map(({text:h})=>h),p.length/3,...p)}let l=[...t.keys()].map(n.topic),d=await this.#e.client.eval(Va.source,l.length,
...l,...a),c=new Map;for(let[u,[m,p]]of[...t].entries()){let[h,g,...b]=d[u],k=g;for(let[x,A]of p.entries()){let C=b.indexOf(
x+1),q=C<0?D(h,k++):b[C+1];c.set(A,q===""?Ya():{...qa(q),topic:m,missed:0})}}return e.map(u=>c.get(u))}async#u(e){for(let{
topic:o,after:i,limit:a}of e)this.#a.delete(`${o} ${i} ${a}`);let n=[_.page.bytes];for(let{after:o,limit:i}of e){let{id:a,
number:l}=ie(o);n.push(a,l,i)}let t=e.map(({topic:o})=>this.#e.keys.topic(o)),r=await this.#e.run($a,t,n);return e.map(({
topic:o,after:i},a)=>{let[l,d]=r[a],c=new X(i,l);return{entries:Qn(o,d,c),position:c.position}})}};function qa(s){return{
cursor:s,at:new Date(K(s))}}function Ya(){let s="another payload was published under this idempotencyKey before: give ea\
ch message a key of its own";return new v({code:"CONFLICT",message:s,field:["idempotencyKey"]})}var ja=4,Te=class extends Ee{#e;#n=[];#t=0;constructor(e){super(e.client,e.keys.prefix),this.#e=e}async run(...e){this.#t===
ja?await new Promise(n=>this.#n.push(n)):this.#t+=1;try{return await this.#e.run(...e)}finally{let n=this.#n.shift();n?n():
this.#t-=1}}};var Ba=y("message-report"),nt=class{#e;#n;#t;constructor(e){let n=new Te(e);this.#e=e,this.#n=new ae(e),this.#t=new S({group:t=>e.
groupOf(e.keys.topic(t)),run:async t=>{let r=await n.run(Ba,t.map(e.keys.topic),[]);return t.map((o,i)=>Ua(o,r[i]))},maxCalls:_.
readBatch})}async page(e,n){let t=(await this.#n.names()).filter(r=>n===null||r>n);return this.#r(t.slice(0,e))}async one(e){
return ye(e),await this.#e.client.zscore(this.#e.keys.topics,e)?(await this.#r([e]))[0]:null}async#r(e){let[n,t]=await Promise.
all([Promise.all(e.map(r=>this.#t.add(r))),this.#s(e)]);return n.map((r,o)=>({...r,listeners:t[o]}))}async#s(e){if(e.length===
0)return[];let{client:n,keys:t}=this.#e,r=e.map(t.topicChanged),o=de(n)?n.nodes("all"):[n],i=await Promise.all(o.map(a=>a.
pubsub("NUMSUB",...r)));return r.map((a,l)=>i.reduce((d,c)=>d+Number(c[2*l+1]),0))}};function Ua(s,[e,n,t,r,o]){let i=[];
for(let l=0;l<o.length;l+=6){let[d,c,u,m,p,h]=o.slice(l,l+6);i.push({name:d,lag:c,pending:u,dead:m,missed:p,seenAt:new Date(
h)})}let a=l=>l===""?null:new Date(K(l));return{name:s,messages:e,bytes:n,publishedAt:a(t),oldestAt:a(r),groups:i}}import{randomBytes as xl}from"node:crypto";var E={minuteMs:6e4,quarterMs:9e5,hourMs:36e5,dayMs:864e5},R={shards:16,sessionGapMs:30*6e4,liveWindowMinutes:5,livePerMinute:30,
lateMs:7*864e5,minuteTtlSeconds:2*864e5/1e3,hourTtlSeconds:90*864e5/1e3,dayTtlSeconds:400*864e5/1e3,journalTtlSeconds:31*
864e5/1e3,seenTtlSeconds:90*864e5/1e3,eventsPerVisitorAndDay:5e3,valuesPerDimension:1e3,valueMaxMinor:1e13,eventsPerTrack:500,
eventsAtOnce:5e4,points:3e3,rangeDays:400,topDefault:10,topMax:100},M={minuteCounts:s=>`m:${Math.floor(s/9e5)}`,hourCounts:s=>`\
h:${Math.floor(s/36e5)}`,dayCounts:s=>`d:${Math.floor(s/864e5)}`,minuteVisitors:s=>`um:${Math.floor(s/6e4)}`,quarterVisitors:s=>`\
uq:${Math.floor(s/9e5)}`,dayVisitors:s=>`ud:${Math.floor(s/864e5)}`,minuteBuyers:s=>`bm:${Math.floor(s/6e4)}`,quarterBuyers:s=>`\
bq:${Math.floor(s/9e5)}`,dayBuyers:s=>`bd:${Math.floor(s/864e5)}`,hourTop:s=>`th:${Math.floor(s/36e5)}`,dayTop:s=>`td:${Math.
floor(s/864e5)}`,minutePages:s=>`pm:${Math.floor(s/6e4)}`,journals:s=>`j:${Math.floor(s/864e5)}`,seen:s=>`seen:${Math.floor(
s/864e5)}`,active:"active",buyers:"buyers",revision:"rev",owed:"owed"};function Us(s){return G(s-2*864e5+36e5,9e5)}function G(s,e){
return Math.floor(s/e)*e}function ze(s,e){return Math.ceil(s/e)*e}function tt(s,e){let n=[],t=s;for(;t<e;){let r=[864e5,
36e5,9e5,6e4].find(o=>t%o===0&&t+o<=e)??6e4;n.push(Fa(t,r)),t+=r}return n}function Fa(s,e){if(e===864e5)return{counts:M.
dayCounts(s),low:0,high:0,whole:!0,visitors:[M.dayVisitors(s)],buyers:[M.dayBuyers(s)]};if(e===6e4){let r=s%9e5/6e4;return{
counts:M.minuteCounts(s),low:r,high:r,whole:!1,visitors:[M.minuteVisitors(s)],buyers:[M.minuteBuyers(s)]}}let n=e===36e5?
[0,1,2,3]:[s%36e5/9e5],t=n.map((r,o)=>s+o*9e5);return{counts:M.hourCounts(s),low:n[0],high:n[n.length-1],whole:!1,visitors:t.
map(M.quarterVisitors),buyers:t.map(M.quarterBuyers)}}import{hash as Ws}from"node:crypto";import{isbot as Ja}from"isbot";function Rr(s){return s===""||s==="-"?"no_user_agent":/headless|phantomjs|puppeteer|playwright|selenium/i.
test(s)?"headless":/^(curl|wget|python|java|go-http|okhttp|axios|node|undici|ruby|perl|libwww|php|apache-httpclient)/i.test(
s)?"library":Ja(s)?"bot":null}function Fs(s){return/ipad|tablet|kindle|silk|playbook|android(?!.*mobile)/i.test(s)?"Tabl\
et":/mobi|iphone|ipod|android|windows phone|blackberry|opera mini/i.test(s)?"Mobile":"Desktop"}var Wa=[[/edg(e|a|ios)?\//i,
"Edge"],[/opr\/|opera/i,"Opera"],[/samsungbrowser/i,"Samsung Internet"],[/yabrowser/i,"Yandex"],[/vivaldi/i,"Vivaldi"],[
/firefox|fxios/i,"Firefox"],[/chromium/i,"Chromium"],[/chrome|crios/i,"Chrome"],[/msie|trident/i,"Internet Explorer"],[/safari/i,
"Safari"]];function Js(s){return Wa.find(([e])=>e.test(s))?.[1]??"Other"}var Xs={PAGE:"P",REFERRER:"R",COUNTRY:"C",DEVICE:"D",BROWSER:"B",EVENT:"E",CAMPAIGN:"M",TRANSITION:"T"},z={id:200,visitorId:200,
name:100,path:200,campaign:100,referrer:100,properties:2e3};function zs(s,e,n){let{nowMs:t,unsaidMs:r,anyPast:o}=n,i=za(
e);if(i)return{reason:"invalid",...i};let a=e.userAgent,l=a==null?null:Rr(a);if(l)return{reason:`bot:${l}`,message:`The \
user agent is a program's (${l}); programs are not counted.`};let d=Math.min(e.at?.getTime()??r,t);if(!o&&d<t-R.lateMs)return{
reason:"too_late",message:"The event is more than 7 days old; older ones can be imported.",field:"at"};let c=e.type==="P\
AGE_VIEW",u=eo(c?Mr(e.path):(e.name??e.type).slice(0,z.name)),{shard:m,visitor:p}=Ar(e.visitorId);return{site:s,event:e,
atMs:d,shard:m,visitor:p,step:Xa(e.id,d,c,u),label:u,details:c?Qa(s,e):Za(e)}}var Zs=8;function Xa(s,e,n,t){let r=Ws("sh\
a1",s,"base64url").slice(0,Zs),o=(e%E.dayMs).toString(36).padStart(6,"0");return r+o+(n?"p":"e")+t}function Qs(s){return s.
slice(0,Zs)}function eo(s){return s.replace(/\p{Cc}|\p{Surrogate}/gu," ")}function no(s,e){let n=new Map;return s.toReversed().
map(({at:t,visitorId:r})=>{if(t)return e;let o=n.get(r)??0;return n.set(r,o+1),e-o}).reverse()}function Ar(s){let e=Ws("\
sha1",s,"buffer");return{shard:e[19]%R.shards,visitor:String(e.readUIntBE(0,6)*16+(e[6]>>4))}}function za(s){return s.id===
""||s.id.length>z.id?{field:"id",message:`id must have 1 to ${z.id} characters.`}:s.visitorId===""||s.visitorId.length>z.
visitorId?{field:"visitorId",message:`visitorId must have 1 to ${z.visitorId} characters.`}:s.type==="PAGE_VIEW"&&!s.path?
{field:"path",message:"A PAGE_VIEW needs its path."}:s.type==="CUSTOM"&&!s.name?{field:"name",message:"A CUSTOM event ne\
eds its name."}:s.properties!=null&&JSON.stringify(s.properties).length>z.properties?{field:"properties",message:`proper\
ties must not be longer than ${z.properties} characters of JSON.`}:s.at&&Number.isNaN(s.at.getTime())?{field:"at",message:"\
at is not a moment."}:s.value&&(s.value.minor<0||s.value.minor>R.valueMaxMinor)?{field:"value",message:`The value must b\
e between 0 and ${R.valueMaxMinor} minor units, with the decimal places of its currency.`}:s.value&&!/^[A-Z]{3}$/.test(s.
value.currency)?{field:"value",message:"The currency must be three capital letters, such as EUR."}:null}function Za({type:s,
value:e}){return s==="PURCHASE"&&e?[`${e.minor}:${e.currency}`]:[]}function Qa(s,e){let n=[],t=nl(e.referrer,s);t&&n.push(
`R${t}`),e.country&&/^[a-z]{2}$/i.test(e.country)&&n.push(`C${e.country.toUpperCase()}`),e.userAgent&&n.push(`D${Fs(e.userAgent)}`,
`B${Js(e.userAgent)}`);let r=e.campaign??el(e.path);return r&&n.push(`M${eo(r.slice(0,z.campaign))}`),n}function Mr(s){let e=s.
replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i,"").replace(/[?#].*$/s,"").replace(/\/{2,}/g,"/").replace(/(?<=.)\/$/,"");return(e.
startsWith("/")?e:`/${e}`).slice(0,z.path)}function el(s){let e=/\?([^#]*)/.exec(s)?.[1];return e?new URLSearchParams(e).
get("utm_campaign"):null}function nl(s,e){let n=/^(?:https?:\/\/)?(?:[^/?#]*@)?([a-z0-9.-]+\.[a-z0-9-]+|localhost)(?::\d+)?(?:[/?#]|$)/i.
exec(s??"")?.[1];if(!n)return null;let t=n.toLowerCase().replace(/^www\./,"").slice(0,z.referrer);return t===e.toLowerCase().
replace(/^www\./,"")?null:t}var tl=y("metric-sum"),rl=y("metric-top"),rt={keysPerScript:500,bucketsPerTop:64};async function Pr(s,e,n,t){let r=n.map(
sl),o=[];for(let i of Tr(s,e))for(let[a,l]of ol(i,n,t))o.push(al(s,a,l,t,r));return await Promise.all(o),r}function sl(){
return{visitors:0,buyers:0,counts:{p:0,s:0,b:0,c:0,e:0},revenue:new Map}}function Tr(s,e){let n=new Map;for(let t=0;t<R.
shards;t++){let r=s.keys.metric(e,t,""),o=s.groupOf(r);n.set(o,[...n.get(o)??[],r])}return[...n.values()]}function*ol(s,e,n){
let t=e.map(o=>o.reduce((i,a)=>i+il(a,n),0)),r=Math.max(1,Math.floor(rt.keysPerScript/Math.max(...t)));for(let o=0;o<s.length;o+=
r){let i=s.slice(o,o+r),a=[],l=0;for(let[d,c]of e.entries()){let u=t[d]*i.length;a.length>0&&l+u>rt.keysPerScript&&(yield[
i,a],a=[],l=0),a.push([d,c]),l+=u}yield[i,a]}}function il({visitors:s,buyers:e},n){return Number(to(n))+(n.visitors?s.length:
0)+(n.buyers?e.length:0)}function to({counts:s,revenue:e}){return s.length>0||e===!0}async function al(s,e,n,t,r){let o=[
t.counts.join(""),t.revenue?1:""];for(let[,a]of n){let l=to(t)?a:[];o.push(l.length);for(let{counts:u,whole:m,low:p,high:h}of l)
o.push(u,m?-1:p,m?-1:h);let d=t.visitors?a.flatMap(u=>u.visitors):[],c=t.buyers?a.flatMap(u=>u.buyers):[];o.push(d.length,
...d,c.length,...c)}let i=await s.run(tl,e,o);for(let[a,[l,d,...c]]of i.entries()){let[u]=n[a],m=r[u];m.visitors+=l,m.buyers+=
d;for(let[h,g]of t.counts.entries())m.counts[g]+=c[h];let p=c[t.counts.length];for(let h=0;h<p.length;h+=2)st(m.revenue,
p[h],p[h+1])}}function st(s,e,n){s.set(e,(s.get(e)??0n)+BigInt(n))}async function ro(s,e,n,t,r){let o=new Map,i=[];for(let a=0;a<
R.shards;a++)for(let l=0;l<t.length;l+=rt.bucketsPerTop){let d=t.slice(l,l+rt.bucketsPerTop),c=d.map(m=>s.keys.metric(e,
a,`t${m.counts}`)),u=d.flatMap(m=>m.whole?[-1,-1]:[m.low,m.high]);i.push(s.run(rl,c,[Xs[n],...u]).then(m=>Ze(o,m)))}return await Promise.
all(i),Qe(o,r)}function Ze(s,e){let n=e;for(let t=0;t<n.length;t+=2){let r=String(n[t]);s.set(r,(s.get(r)??0)+Number(n[t+
1]))}}function Qe(s,e){return[...s].filter(([,n])=>n>0).sort(([n,t],[r,o])=>o-t||(n<r?-1:1)).slice(0,e).map(([n,t])=>({key:n,
count:t}))}async function so({client:s,keys:e},n,t,r){let o=e.metricDropped(n,Math.floor(t/E.dayMs)),i=s.pipeline();for(let[a,l]of r)
i.hincrby(o,a,l);await i.expire(o,R.dayTtlSeconds).exec()}async function oo({client:s,keys:e},n,t,r){let o=[];for(let a=Math.
floor(t/E.dayMs);a*E.dayMs<r;a++)o.push(a);let i=new Map;for(let a of await Promise.all(o.map(l=>s.hgetall(e.metricDropped(
n,l)))))Ze(i,Object.entries(a).flat());return Qe(i,R.topMax)}var ll=y("metric-feed"),ge={events:1e4,ttlSeconds:172800,eventsPerEntry:100,entriesPerRead:10},ot=class{#e;#n;constructor(e){
this.#e=e,this.#n=new S({group:({site:n})=>e.groupOf(e.keys.metricFeed(n)),run:n=>this.#t(n),maxCalls:ge.eventsPerEntry,
weightOf:({texts:n})=>n.length})}async add(e,n){let t=n.map(dl),r=[];for(let o=0;o<t.length;o+=ge.eventsPerEntry)r.push(
this.#n.add({site:e,texts:t.slice(o,o+ge.eventsPerEntry)}));await Promise.all(r)}async head(e){let[n,t]=await this.#e.client.
hmget(this.#e.keys.metricFeedMeta(e),"born","last");return n?D(io(n),Number(t)):Wn}async read(e,n,t){let{client:r,keys:o}=this.#e,
i=ie(n),a=await r.hget(o.metricFeedMeta(e),"born");if(a===null)return[];let l=io(a),d=l===i.id,c=new X(n,d?0:Number.POSITIVE_INFINITY),
u=[],m=d?i.number:0;for(;u.length<t;){let p=`${m+1}-0`,h=await r.xrange(o.metricFeed(e),p,"+","COUNT",ge.entriesPerRead);
for(let[g,b]of h){let k=JSON.parse(b[1]);m=Number.parseInt(g,10);for(let[x,{at:A,...C}]of k.entries()){let q=c.advance(l,
m-k.length+1+x);q&&u.push({...q,event:{...C,at:new Date(A)}})}}if(h.length<ge.entriesPerRead)break}return u.slice(0,t)}async#t(e){
let{keys:n}=this.#e,t=new Map;for(let{site:i,texts:a}of e)t.set(i,[...t.get(i)??[],...a]);let r=[...t.keys()].flatMap(i=>[
n.metricFeed(i),n.metricFeedMeta(i)]),o=[ge.events,ge.ttlSeconds];for(let i of t.values())o.push(i.length,`[${i.join(",")}\
]`);return await this.#e.run(ll,r,o),e.map(()=>!0)}};function io(s){return`${s}-0`}function dl({event:s,label:e,atMs:n}){
let{id:t,type:r,visitorId:o,path:i,properties:a}=s;return JSON.stringify({id:t,type:r,name:e,visitorId:o,path:i??null,at:n,
properties:a??null})}var cl=y("metric-ingest"),ul={PAGE_VIEW:"p",CART:"e",CHECKOUT:"e",PURCHASE:"c",CUSTOM:"e"},ml="l",hl={y:"accepted",n:"du\
plicate",x:"visitor_limit"},ao={events:500,scripts:4},it=class{#e;#n;constructor(e){this.#e=e,this.#n=new S({group:({base:n,
imported:t})=>e.groupOf(n)*2+Number(t),run:n=>this.#t(n),maxCalls:ao.events,maxScripts:ao.scripts,weightOf:({events:n})=>n.
length})}async addAll(e,n,t){let r=new Map;for(let[i,a]of e.entries()){let l=this.#e.keys.metric(a.site,a.shard,""),d=r.
get(l)??{base:l,imported:t,events:[],goals:n,places:[]};r.set(l,d),d.events.push(a),d.places.push(i)}let o=[];return await Promise.
all(Array.from(r.values(),async i=>{let a=await this.#n.add(i);for(let[l,d]of i.places.entries())o[d]=fl(a[l])})),o}async settle(e){
let n=new Map;for(let{site:t,shard:r,visitor:o,step:i}of e){let a=this.#e.keys.metric(t,r,M.owed);n.set(a,[...n.get(a)??
[],o+Qs(i)])}await Promise.all(Array.from(n,([t,r])=>this.#e.client.zrem(t,...r)))}async#t(e){let n=new Map,t=new Map;for(let[
c,{base:u,events:m,goals:p}]of e.entries()){let h=n.get(u)??[];n.set(u,h);for(let g of m)pl(h,g,p.has(g));t.set(u,[...t.
get(u)??[],c])}let r=Array.from(n.values(),c=>JSON.stringify(c)),o=e[0]?.imported?"1":"",a=(await this.#e.run(cl,[...n.keys()],
[...r,o])).split(","),l=[],d=0;for(let c of[...t.values()].flat()){let u=e[c],m=u.events.length;l[c]=this.#r(u,a.slice(d,
d+m)),d+=m}return l}#r(e,n){let t=n.indexOf(ml);if(t<0)return n;let r=n.slice(0,t);return this.#n.add({...e,events:e.events.
slice(t)}).then(o=>[...r,...o])}};function pl(s,e,n){let{atMs:t,visitor:r,event:o,step:i,details:a}=e,l=ul[o.type];s.push(
t,r,n?l.toUpperCase():l,i,a.length,...a)}function fl(s){let e=hl[s];return e?{kind:e}:{kind:"duplicate",owedAtMs:Number(
s)}}var yl=y("metric-live");async function lo(s,e,n){let t=G(n,E.minuteMs),r=t-(R.liveWindowMinutes-1)*E.minuteMs,o=t-(R.livePerMinute-
1)*E.minuteMs,i=Cr(r,t,E.minuteMs),a=Cr(G(o,E.quarterMs),t,E.quarterMs),l=[M.active,M.buyers,M.revision,...i.map(M.minutePages),
...a.map(M.minuteCounts)],c=(await Promise.all(Tr(s,e).map(b=>s.run(yl,b.flatMap(k=>l.map(x=>k+x)),[i.length,a.length,r])))).
flat(),u=new Map,m=new Map;for(let[,,,b,k]of c)Ze(u,b),k.forEach((x,A)=>{gl(m,a[A],x)});let p=new Map;for(let b of i)for(let[
k,x]of m.get(b)??[])st(p,k,String(x));let h=Ir(c.map(b=>b[0])),g=Ir(c.map(b=>b[1]));return{site:e,at:new Date(n),sequence:Ir(
c.map(b=>b[2])),windowSeconds:R.liveWindowMinutes*60,activeVisitors:h,pageViews:Number(p.get("p")??0n),conversions:Number(
p.get("c")??0n),conversionRate:h===0?0:g/h,revenue:new Map([...p].filter(([b])=>b.startsWith("r")).map(([b,k])=>[b.slice(
1),k])),perMinute:Cr(o,t,E.minuteMs).map(b=>({at:new Date(b),value:Number(m.get(b)?.get("p")??0n)})),topPages:Qe(bl(u),R.
topDefault)}}function Cr(s,e,n){let t=[];for(let r=s;r<=e;r+=n)t.push(r);return t}function Ir(s){return s.reduce((e,n)=>e+
n,0)}function gl(s,e,n){for(let t=0;t<n.length;t+=2){let[,r,o]=/^(\d+)(.+)$/.exec(n[t]),i=e+Number(r)*E.minuteMs,a=s.get(
i)??new Map;s.set(i,a),st(a,o,n[t+1])}}function bl(s){return new Map([...s].filter(([e])=>e.startsWith("P")).map(([e,n])=>[
e.slice(1),n]))}import{code as wl,codes as kl}from"currency-codes";var co=new Map(kl().map(s=>[s,wl(s)?.digits??2]));function en(s){return co.get(s)??co.get(s.toUpperCase())??2}function at({minor:s,currency:e}){let n=en(e),t=BigInt(s),r=(t<0n?-t:t).toString().padStart(n+1,"0"),o=t<0n?"-":"";return n===
0?o+r:`${o}${r.slice(0,-n)}.${r.slice(-n)}`}function Ce(s){return`${at(s)} ${s.currency}`}function lt(s,e){return{minor:s.minor*BigInt(e),currency:s.currency}}function dt(s,e){
let n=0n;for(let t of s){if(t.currency!==e)throw new Error(`Cannot add ${t.currency} to ${e}`);n+=t.minor}return{minor:n,
currency:e}}var vl={MINUTE:E.minuteMs,HOUR:E.hourMs,DAY:E.dayMs},uo={PAGE_VIEWS:"p",SESSIONS:"s",BOUNCES:"b",CONVERSIONS:"c",EVENTS:"\
e"};function mo(s,e,n){let t=vl[s],r=e%E.quarterMs===0?e:G(e,t),o=ze(n-r,t)/t;return o>R.points&&f("INVALID",`The range \
has ${o} points; at most ${R.points} are given at once.`,"interval"),Array.from({length:o},(i,a)=>({fromMs:r+a*t,toMs:r+
(a+1)*t}))}function ho(s){let e=uo[s];return e?{counts:[e]}:s==="VISITORS"?{counts:[],visitors:!0}:{counts:[],revenue:!0}}
function po(s,e){let n=uo[s];if(n)return i=>i.counts[n];if(s==="VISITORS")return i=>i.visitors;let t=new Map;for(let{revenue:i}of e)
for(let[a,l]of i)t.set(a,(t.get(a)??0n)+l);let r=[...t].sort((i,a)=>i[1]<a[1]?1:-1)[0]?.[0];if(!r)return()=>0;let o=10**
en(r);return i=>Number(i.revenue.get(r)??0n)/o}function fo(s){return[...s.matchAll(/\n.{8}([0-9a-z]{6})([pe])(.*)/g)].reverse().map(([,e,n,t])=>({intoDayMs:Number.parseInt(
e,36),kind:n==="p"?"page":"event",label:t}))}var El=y("metric-funnel"),Sl=y("metric-cohort"),j={funnelSteps:10,funnelDays:31,retentionDays:31,newAfterDays:30,journeySteps:500};
async function go(s,e,n,t,r){(n.length<1||n.length>j.funnelSteps)&&f("INVALID",`A funnel has 1 to ${j.funnelSteps} steps\
.`,"steps"),r-t>j.funnelDays*E.dayMs&&f("INVALID",`A funnel spans at most ${j.funnelDays} days.`,"to");let o=n.map(d=>d.
startsWith("/")?`p${Mr(d)}`:`e${d}`),i=n.map(()=>0),a=[];for(let d=G(t,E.dayMs);d<r;d+=E.dayMs)a.push(d);let l=Math.floor(
t/E.dayMs);return await wo(async d=>{let c=a.map(u=>s.keys.metric(e,d,M.journals(u)));for(let u=1;u<=a.length;u++)await ko(
s,El,c,p=>[t,r,l,u,p,n.length,...o],p=>{for(let h=0;h<p;h++)i[h]=i[h]+1})}),n.map((d,c)=>{let u=i[c],m=c===0?u:i[c-1];return{
step:d,visitors:u,rateFromPrevious:yo(u,m),rateFromFirst:yo(u,i[0])}})}function yo(s,e){return e===0?0:s/e}async function bo(s,e,n,t){
(!Number.isInteger(t)||t<1||t>j.retentionDays)&&f("INVALID",`days must be between 1 and ${j.retentionDays}.`,"days");let r=G(
n,E.dayMs),o=Array.from({length:t},(a,l)=>({day:new Date(r+l*E.dayMs),size:0,returned:Array.from({length:t-1-l},()=>0)})),
i=j.newAfterDays;return await wo(async a=>{for(let l of o){let{day:d,returned:c}=l,u=h=>s.keys.metric(e,a,M.seen(d.getTime()+
h*E.dayMs)),m=Array.from({length:i},(h,g)=>u(-1-g)),p=[u(0),...m,...c.map((h,g)=>u(g+1))];await ko(s,Sl,p,h=>[i,h],h=>{l.
size+=1;for(let g=0;g<c.length;g++)c[g]=c[g]+(h>>g&1)})}}),o}function wo(s){return Promise.all(Array.from({length:R.shards},
(e,n)=>s(n)))}async function ko(s,e,n,t,r){let o=new Set,i="0";do{let[a,...l]=await s.run(e,n,t(i));for(let d=0;d<l.length;d+=
2){let c=l[d];o.has(c)||(o.add(c),r(l[d+1]))}i=a}while(i!=="0")}async function vo(s,e,n,t,r){(!Number.isInteger(r)||r<1||
r>j.journeySteps)&&f("INVALID",`first must be between 1 and ${j.journeySteps}.`,"first");let{shard:o,visitor:i}=Ar(n),a=Array.
from({length:j.funnelDays+1},(d,c)=>G(t-(j.funnelDays-c)*E.dayMs,E.dayMs)),l=await Promise.all(a.map(d=>s.client.hget(s.
keys.metric(e,o,M.journals(d)),i)));return a.flatMap((d,c)=>fo(l[c]??"").filter(({kind:u})=>u==="page").map(({intoDayMs:u,
label:m})=>({path:m,at:new Date(d+u)}))).slice(-r)}var _l={announceEveryMs:100},ct=class{#e;#n;#t;#r;feed;#s;#o;#i=new Map;#a=0;constructor(e,{beforeCounting:n,goals:t}={}){
this.#e=e,this.#n=new Te(e),this.#t=new it(e),this.feed=new ot(e),this.#r=new N(e.client),this.#s=n,this.#o=t}async track(e,n,t={}){
te(e);let r=R.eventsPerTrack;if(n.length>r&&f("LIMIT_EXCEEDED",`At most ${r} events fit into one call.`,"events"),this.#a>=
R.eventsAtOnce)throw new vn;this.#a+=n.length;try{return await this.#d(e,n,t)}finally{this.#a-=n.length}}async#d(e,n,{imported:t=!1}){
let r=await this.#r.nowMs(),o=new Map,i=[],a=g=>{o.set(g,(o.get(g)??0)+1)},l=[],d=no(n,r);for(let[g,b]of n.entries()){let k={
nowMs:r,unsaidMs:d[g],anyPast:t},x=zs(e,b,k);if(!("reason"in x)){l.push(x);continue}if(a(x.reason),x.reason.startsWith("\
bot:"))continue;let A=["events",String(g),...x.field?[x.field]:[]];i.push({code:"INVALID",message:x.message,field:A})}let c=await this.#l(
l),u=await this.#t.addAll(l,c,t),m=l.filter((g,b)=>u[b]?.kind==="accepted");for(let{kind:g}of u)g==="visitor_limit"&&a(g);
m.length>0&&(t||await this.feed.add(e,m),this.#m(e)),c.size>0&&await this.#c(l,c,u),!t&&o.size>0&&await so(this.#e,e,r,o);
let p=[...o.values()].reduce((g,b)=>g+b,0),h=n.length-m.length-p;return{accepted:m.length,duplicates:h,rejected:p,reasons:o,
problems:i}}async live(e){return te(e),lo(this.#e,e,await this.#r.nowMs())}async totals(e,n,t){te(e);let r=await this.#u(
n,t),o={counts:["p","s","b","c"],visitors:!0,buyers:!0,revenue:!0},[i]=await Pr(this.#n,e,[r],o),{counts:a,visitors:l,buyers:d,
revenue:c}=i;return{pageViews:a.p,visitors:l,sessions:a.s,bounceRate:Eo(a.b,a.s),conversions:a.c,conversionRate:Eo(d,l),
revenue:c}}async series(e,n,t,r,o){te(e),nn(r,o);let i=mo(t,r.getTime(),o.getTime()),a=i.map(({fromMs:c,toMs:u})=>tt(c,u)),
l=await Pr(this.#n,e,a,ho(n)),d=po(n,l);return i.map(({fromMs:c},u)=>({at:new Date(c),value:d(l[u])}))}async top(e,n,t,r,o=R.
topDefault){te(e),nn(t,r),(!Number.isInteger(o)||o<1||o>R.topMax)&&f("INVALID",`first must be between 1 and ${R.topMax}.`,
"first");let i=tt(G(t.getTime(),E.quarterMs),ze(r.getTime(),E.quarterMs));return ro(this.#n,e,n,i,o)}async funnel(e,n,t,r){
return te(e),nn(t,r),go(this.#n,e,n,t.getTime(),r.getTime())}async retention(e,n,t){return te(e),bo(this.#n,e,n.getTime(),
t)}async journey(e,n,t){return te(e),vo(this.#e,e,n,await this.#r.nowMs(),t)}async dropped(e,n,t){return te(e),nn(n,t),oo(
this.#e,e,n.getTime(),t.getTime())}async importSalt(){let{client:e,keys:n}=this.#e;return await e.set(n.metricSalt,xl(16).
toString("base64url"),"NX"),await e.get(n.metricSalt)}async close(){await Promise.allSettled(this.#i.values())}async#l(e){
if(e.length===0)return new Set;let[n]=await Promise.all([this.#o?.goalsAmong(e),this.#s?.(e)]);return n??new Set}async#c(e,n,t){
let r=e.flatMap((o,i)=>{let{kind:a,owedAtMs:l}=t[i];return n.has(o)?a==="accepted"?[o]:l===void 0?[]:[{...o,atMs:l}]:[]});
r.length!==0&&(await this.#o?.convert(r),await this.#t.settle(r))}async#u(e,n){nn(e,n);let t=Us(await this.#r.nowMs()),r=o=>o>=
t?E.minuteMs:E.quarterMs;return tt(G(e.getTime(),r(e.getTime())),ze(n.getTime(),r(n.getTime())))}#m(e){if(this.#i.has(e))
return;let n=async()=>{await new Promise(t=>setTimeout(t,_l.announceEveryMs)),this.#i.delete(e),await this.#e.client.publish(
this.#e.keys.metricChanged(e),"").catch(()=>{})};this.#i.set(e,n())}};function Eo(s,e){return e===0?0:Math.min(1,s/e)}function te(s){
/^[a-z0-9][a-z0-9._-]{0,99}$/i.test(s)||f("INVALID","A site is named by 1 to 100 letters, digits, dots, hyphens and unde\
rscores.","site")}function nn(s,e){(Number.isNaN(s.getTime())||Number.isNaN(e.getTime()))&&f("INVALID","from and to must\
 be moments.","from"),s>=e&&f("INVALID","from must lie before to.","from"),e.getTime()-s.getTime()>R.rangeDays*E.dayMs&&
f("INVALID",`At most ${R.rangeDays} days can be asked for at once.`,"to")}import{createHash as Ol}from"node:crypto";var ut=class{#e;#n=new Map;#t=0;constructor(e=1e4){this.#e=e}get size(){return this.#t}add(e,n,t,r){this.#r(e,n),this.#t>=
this.#e&&this.#s();let o=this.#n.get(e);o||(o=new Map,this.#n.set(e,o)),o.set(n,{untilMs:r,cost:t}),this.#t++}waitMs(e,n,t,r){
let o=this.#n.get(e)?.get(n);return o?o.untilMs<=r?(this.#r(e,n),0):t>=o.cost?o.untilMs-r:0:0}clear(){this.#n.clear(),this.#t=
0}#r(e,n){let t=this.#n.get(e);t?.delete(n)&&(this.#t--,t.size===0&&this.#n.delete(e))}#s(){for(let[e,n]of this.#n){let[
t]=n.keys();this.#r(e,t);return}}};var Z={policies:200,targets:50,nameCharacters:64,descriptionCharacters:500,limit:1e7,windowSeconds:720*3600,recoverySeconds:365*
24*3600,slidingWindowLimit:1e3,keyCharacters:200},mt="@cost",Rl=/^[a-z0-9]+(-[a-z0-9]+)*$/,So=/^(\*|(Query|Mutation|Subscription)\.(\*|[A-Z_a-z]\w*))$/,
Al={description:null,algorithm:"GCRA",scope:"IP",limit:60,windowSeconds:60,burst:0,mode:"ENFORCE",targets:[]};function Ie(s){
return s.algorithm==="GCRA"&&s.burst>0?s.burst:s.limit}function Le(s){return Math.ceil(s.windowSeconds*1e6/s.limit)}function ht(s,e,n=()=>!0){
let t=Object.fromEntries(Object.entries(e).filter(([,l])=>l!=null)),r={...Al,...s,...t,name:e.name},o=r.algorithm==="SLI\
DING_WINDOW"&&t.burst===void 0,i={...r,description:r.description||null,burst:o?0:r.burst,targets:[...new Set(r.targets)]},
a=Ml(i,n);if(a.length>0)throw new v(a);return i}function Ml(s,e){let n=[],t=(b,k,x)=>{b||n.push({code:"INVALID",message:`${k}\
 must be ${x}`,field:[k]})},r=(b,k,x)=>Number.isInteger(b)&&b>=k&&b<=x,{nameCharacters:o,descriptionCharacters:i,windowSeconds:a,
targets:l,limit:d,slidingWindowLimit:c}=Z,u=s.algorithm==="SLIDING_WINDOW",m=u?c:d;t(Rl.test(s.name)&&s.name.length<=o,"\
name",`lower-case letters and digits with single dashes between, at most ${o} characters, such as log-in`),t((s.description?.
length??0)<=i,"description",`at most ${i} characters`),t(r(s.limit,1,m),"limit",`a whole number from 1 to ${m}${u?" (SLI\
DING_WINDOW)":""}`),t(r(s.windowSeconds,1,a),"windowSeconds",`a whole number from 1 to ${a}`),u?t(s.burst===0,"burst","0\
 for SLIDING_WINDOW, which admits the limit and no more"):t(r(s.burst,0,d),"burst",`a whole number from 0 to ${d}`);let p=Math.
floor(Z.recoverySeconds*s.limit/s.windowSeconds);t(s.limit<1||s.windowSeconds<1||s.burst<=Math.max(p,s.limit),"burst",`a\
t most ${p}: all of it is back within a year`),t(s.limit<=s.windowSeconds*1e6,"limit","no more than a million units a se\
cond");let h=s.targets.length===1&&s.targets[0]===mt;t(h||s.targets.length<=l&&s.targets.every(b=>So.test(b)),"targets",
`at most ${l} schema coordinates such as Mutation.sessionLogIn, Query.* or *, of root fields alone; or just ${mt}`);let g=s.
targets.filter(b=>So.test(b)&&b!=="*"&&!e(b));return t(g.length===0,"targets",`fields that the schema has; ${g.join(", ")}\
 is none`),n}var xo=[{name:"log-in",description:"Guesses of passwords from one address: no minute ever holds more.",algorithm:"SLIDIN\
G_WINDOW",scope:"IP",limit:100,windowSeconds:60,targets:["Mutation.sessionLogIn","Mutation.sessionReauthenticate"]},{name:"\
sign-up",description:"New accounts from one address: slow enough that nobody makes them in bulk.",scope:"IP",limit:1200,
windowSeconds:3600,burst:400,targets:["Mutation.accountCreate"]},{name:"checkout",description:"Checkouts of one session:\
 each holds stock that others then cannot buy.",scope:"SESSION",limit:120,windowSeconds:60,burst:60,targets:["Mutation.c\
heckoutStart","Mutation.checkoutComplete"]},{name:"track",description:"Calls that send events from one address, also tho\
se to /collect.",scope:"IP",limit:12e4,windowSeconds:60,burst:6e4,targets:["Mutation.track"]},{name:"everything",description:"\
All root fields together: a brake on floods from one address. Narrow it to your traffic.",scope:"IP",limit:6e5,windowSeconds:60,
burst:2e5,targets:["*"]},{name:"query-cost",description:"What the operations of one address cost, in points counted befo\
re they run.",scope:"IP",limit:1e7,windowSeconds:60,burst:5e6,targets:[mt]}].map(s=>ht(void 0,s));var Pl={GCRA:1/2,SLIDING_WINDOW:1/5},pt=class{#e;#n=new Map;constructor(e=1e4){this.#e=e}get size(){return this.#n.size}take(e,n){
let t=e.map(o=>this.#t(o,n));if(!t.some(({left:o},i)=>o<0&&e[i]?.policy.mode==="ENFORCE"))for(let{id:o,left:i,after:a}of t)
i>=0&&this.#r(o,a);return t.map(({left:o})=>o)}clear(){this.#n.clear()}#t({policy:e,key:n,cost:t},r){let o=`${e.name} ${n}`,
{intervalMs:i,atOnce:a}=Tl(e),l=r+a*i,d=Math.max(this.#n.get(o)??0,r)+t*i,c=d>l?-Math.max(1,Math.ceil(d-l)):Math.floor((l-
d)/i);return{id:o,left:c,after:d}}#r(e,n){if(this.#n.delete(e),this.#n.size>=this.#e){let[t]=this.#n.keys();this.#n.delete(
t)}this.#n.set(e,n)}};function Tl(s){let e=Pl[s.algorithm];return{intervalMs:Le(s)/1e3/e,atOnce:Math.max(1,Math.floor(Ie(
s)*e))}}var Cl=y("rate-limit-record"),Lr={flushMs:1e3,keysCounted:2e3,keysPerFlush:200,keysKept:500,activityEntries:1e3},ft=class{#e;#n;#t=new Map;#r=new Map;#s;constructor(e,n){
this.#e=e,this.#n=n}get totals(){return this.#t}forgetAllBut(e){for(let n of this.#t.keys())e.has(n)||this.#t.delete(n)}count(e,n,t,r,o){
let i=this.#o(e),a=_o(i,n);if(o&&(i.local+=t),r===0){i.allowed+=t,i.total.allowed+=t,a&&(a.allowed+=t);return}i.denied+=
t,i.total.denied+=t,a&&(a.denied+=t,a.waitMs=Math.ceil(r))}forgetWaits(){for(let{keys:e}of this.#r.values())for(let n of e.
values())n.waitMs=0}async flush(){clearTimeout(this.#s),this.#s=void 0;let e=this.#r;this.#r=new Map;let n=await Promise.
allSettled([...e].map(([r,o])=>this.#i(r,o))),t=n.filter(r=>r.status==="rejected");if([...e].forEach(([r,o],i)=>{n[i]?.status===
"rejected"&&this.#a(r,o)}),t[0])throw t[0].reason}#o(e){let n=this.#r.get(e);if(!n){let t=this.#t.get(e)??{allowed:0,denied:0};
this.#t.set(e,t),n={allowed:0,denied:0,local:0,keys:new Map,total:t},this.#r.set(e,n),this.#s??=setTimeout(()=>{this.flush().
catch(()=>{})},Lr.flushMs).unref()}return n}async#i(e,{allowed:n,denied:t,local:r,keys:o}){let i=this.#e.keys.rateLimits,
{keysPerFlush:a,keysKept:l,activityEntries:d}=Lr,c=[...o].sort(([,u],[,m])=>m.denied-u.denied||m.allowed-u.allowed).slice(
0,a).flatMap(([u,m])=>[u,m.allowed,m.denied,m.waitMs]);await this.#e.run(Cl,[i.counters(e,""),i.asked(e,""),i.refused(e,
""),i.blocked(e),i.activity,i.version],[e,n,t,r,i.activityChannel,l,d,this.#n(),...c])}#a(e,n){let t=this.#o(e);t.allowed+=
n.allowed,t.denied+=n.denied,t.local+=n.local;for(let[r,{allowed:o,denied:i}]of n.keys){let a=_o(t,r);if(!a)return;a.allowed+=
o,a.denied+=i}}};function _o({keys:s},e){let n=s.get(e);return!n&&s.size<Lr.keysCounted&&(n={allowed:0,denied:0,waitMs:0},
s.set(e,n)),n}var Il=y("rate-limit-policy-set"),Ll=y("rate-limit-policy-seed"),yt={rereadMs:400,staleMs:800,setAttempts:5},gt=class{#e;#n;#t=new Map;#r=null;#s=Number.
NEGATIVE_INFINITY;constructor(e,n){this.#e=e,this.#n=n}get known(){return this.#t}get version(){return this.#r??""}ageAt(e){
let n=e-this.#s;return n<yt.rereadMs?"fresh":n<yt.staleMs?"aging":"stale"}async refresh(){let{client:e,keys:n}=this.#e,t=await e.
get(n.rateLimits.version);if(t!==this.#r){let r=await e.hgetall(n.rateLimits.policies),o=Object.values(r).map(i=>JSON.parse(
i));this.#t=new Map(o.sort((i,a)=>i.name.localeCompare(a.name)).map(i=>[i.name,i])),this.#r=t,this.#n(this.#t)}this.#s=performance.
now()}keepCopy(){this.#s=performance.now()}async all(){return await this.refresh(),[...this.#t.values()]}async get(e){return await this.
refresh(),this.#t.get(e)??null}async set(e,n){for(let t=1;t<=yt.setAttempts;t++){let r=await this.#e.client.hget(this.#e.
keys.rateLimits.policies,e.name)??"",o=ht(r===""?void 0:JSON.parse(r),e,n);if(await this.#o(e.name,r,JSON.stringify(o)))
return o}return f("CONFLICT","Others are changing this policy at the same time; try again","name")}async delete(e){for(let n=1;n<=
yt.setAttempts;n++){let t=await this.#e.client.hget(this.#e.keys.rateLimits.policies,e);if(!t)return f("NOT_FOUND",`Ther\
e is no rate-limit policy named ${JSON.stringify(e)}`,"name");if(await this.#o(e,t,""))return JSON.parse(t)}return f("CO\
NFLICT","Others are changing this policy at the same time; try again","name")}async seed(e){let{policies:n,version:t}=this.#e.
keys.rateLimits,r=e.flatMap(o=>[o.name,JSON.stringify(o)]);await this.#e.run(Ll,[n,t],r)}async#o(e,n,t){let{policies:r,version:o,
blocked:i}=this.#e.keys.rateLimits,a=await this.#e.run(Il,[r,o,i(e)],[e,n,t,Z.policies]);return a===-1&&f("LIMIT_EXCEEDE\
D",`There may be ${Z.policies} policies at most`,"name"),a!==1?!1:(await this.refresh(),!0)}};var bt=class{#e;constructor(e){this.#e=e}async series(e,n){let{client:t,keys:r}=this.#e,o=Math.floor(await this.#t()/6e4),
i=o-n+1,a=Ro(Math.floor(i/60),Math.floor(o/60)),l=await Promise.all(a.map(d=>t.hgetall(r.rateLimits.counters(e,d))));return Ro(
i,o).map(d=>{let c=l[Math.floor(d/60)-a[0]]??{};return{at:new Date(d*6e4),allowed:Number(c[`a${d%60}`]??0),denied:Number(
c[`d${d%60}`]??0),local:Number(c[`l${d%60}`]??0)}})}async topKeys(e,n){let{client:t,keys:r}=this.#e,o=Math.floor(await this.#t()/
36e5),i=await Promise.all([o-1,o].map(d=>t.zrevrange(r.rateLimits.asked(e,d),0,499,"WITHSCORES"))),a=new Map;for(let d of i)
for(let c=0;c<d.length;c+=2){let u=d[c];a.set(u,(a.get(u)??0)+Number(d[c+1]))}let l=[...a].sort((d,c)=>c[1]-d[1]).slice(
0,n);return this.#n(e,o,l.map(([d])=>d),a)}async blocked(e,n){let{client:t,keys:r}=this.#e,o=await this.#t(),i=await t.zrevrangebyscore(
r.rateLimits.blocked(e),"+inf",`(${o}`,"LIMIT",0,n);return this.#n(e,Math.floor(o/36e5),i)}async activity(e,n){let{client:t,
keys:r}=this.#e,o=await t.xrange(r.rateLimits.activity,`(${e}`,"+","COUNT",n);return{entries:o.map(([a,[,l="",,d,,c]])=>({
policy:l,at:new Date(Number(a.split("-")[0])),allowed:Number(d),denied:Number(c)})),position:o[o.length-1]?.[0]??e}}async activityHead(){
let[e]=await this.#e.client.xrevrange(this.#e.keys.rateLimits.activity,"+","-","COUNT",1);return e?.[0]??"0-0"}async#n(e,n,t,r){
if(t.length===0)return[];let{client:o,keys:i}=this.#e,a=async m=>{let[p,h]=await Promise.all([n-1,n].map(g=>o.zmscore(m(
e,g),...t)));return t.map((g,b)=>Number(p?.[b]??0)+Number(h?.[b]??0))},[l,d,c,u]=await Promise.all([r?t.map(m=>r.get(m)??
0):a(i.rateLimits.asked),a(i.rateLimits.refused),o.zmscore(i.rateLimits.blocked(e),...t),this.#t()]);return t.map((m,p)=>{
let h=Number(c[p]??0)-u;return{key:m,allowed:Math.max(0,(l[p]??0)-(d[p]??0)),denied:d[p]??0,retryAfterSeconds:h>0?Math.ceil(
h/1e3):null}})}async#t(){let[e,n]=await this.#e.client.time();return Number(e)*1e3+Math.floor(Number(n)/1e3)}};function Ro(s,e){
return Array.from({length:e-s+1},(n,t)=>s+t)}var Nl=y("rate-limit-take");async function Ao(s,e,n=Nl){let t=[],r=[],o=[],i=new Map;for(let d of e){let c=d.length-1;for(let u=0;u<=
c;u++){let{policy:m,key:p,cost:h}=d[u],g=i.get(m);if(!g){let b=m.algorithm==="SLIDING_WINDOW";g={number:i.size+1,prefix:s.
keys.rateLimits.state(b?"s":"g",m.name,"")},i.set(m,g);let k=b?m.windowSeconds*1e6:Le(m);o.push(b?1:0,k,Ie(m),m.mode==="\
SHADOW"?0:1)}t.push(g.prefix+p),r.push(u<c?-g.number:g.number,h)}}let a=await s.run(n,t,[JSON.stringify(o),JSON.stringify(
r)]),l=0;return e.map(d=>{let c=a.slice(l,l+d.length);return l+=d.length,c})}var Dl=y("rate-limit-unblock"),wt=class{reports;policies;#e;#n;#t;#r;#s=new ut;#o;#i=new pt;#a=0;#d=null;#l;constructor(e,n={}){
this.#e=e,this.#n={timeoutMs:100,batchSize:128,...n},this.#o=new _e(n.onAlone),this.reports=new bt(e),this.policies=new gt(
e,t=>{this.#f(),this.#t.forgetAllBut(t)}),this.#t=new ft(e,()=>this.policies.version),this.#r=new S({group:()=>0,maxCalls:this.#n.
batchSize,minCalls:16,run:t=>this.#h(t)})}get totals(){return this.#t.totals}get state(){return{redisAway:this.#o.isOpen,
localDecisions:this.#a,lastLocalDecisionAt:this.#d,localBlocks:this.#s.size}}seed(){return this.policies.seed(xo)}set(e,n){
return this.policies.set(e,n)}async define(e){return await this.policies.get(e.name)??this.set(e)}take(e,n,t=1){return this.#c(
e,n,t)??this.#u(e,n,t)}#c(e,n,t){if(this.#s.size===0)return;let r=performance.now(),o=this.policies.ageAt(r)==="fresh"?this.
policies.known.get(e):void 0,i=o&&this.#m(o,n,t,r);return i&&Promise.resolve(i)}async#u(e,n,t){let r=(await this.current()).
get(e);r||f("NOT_FOUND",`There is no rate-limit policy named ${JSON.stringify(e)}`,"policy"),(!Number.isInteger(t)||t<1)&&
f("INVALID","cost must be a whole number from 1","cost");let o={policy:r,key:n,cost:t};if(r.mode==="OFF")return Nr(o,Ie(
r));let{verdicts:i,allowed:a}=await this.decide([o]),[l]=i;return l.allowed===a?l:{...l,allowed:a}}async current(){return this.
known||await this.#g(),this.policies.known}get known(){let e=this.policies.ageAt(performance.now());if(e!=="stale")return e===
"aging"&&this.#g(),this.policies.known}decide(e){let t=e.some(({key:o})=>o.length>Z.keyCharacters)?e.map(o=>({...o,key:Mo(
o.key)})):e;if(t.length===0)return Promise.resolve({allowed:!0,verdicts:[],local:!1});let r=performance.now();if(this.#s.
size>0)for(let{policy:o,key:i,cost:a}of t){let l=this.#m(o,i,a,r);if(l)return Promise.resolve({allowed:!1,verdicts:[l],local:!1})}
return this.#o.mayTry(r)?this.#r.add(t):Promise.resolve(this.#p(t,r))}async unblock(e,n){let t=Mo(n),r=this.#e.keys.rateLimits,
o=await this.#e.run(Dl,[r.version,r.blocked(e),r.state("g",e,t),r.state("s",e,t)],[t]);return this.#f(),this.#i.clear(),
o===1}flush(){return this.#t.flush()}async close(){await this.flush().catch(()=>{})}#m(e,n,t,r){let o=this.#s.waitMs(e.name,
n,t,r);if(o!==0)return this.#t.count(e.name,n,t,o,!1),Nr({policy:e,key:n,cost:t},-o)}async#h(e){let n=performance.now();
try{let t=await We(Ao(this.#e,e),this.#n.timeoutMs);return this.#o.succeeded(),e.map((r,o)=>this.#y(r,t[o],n,!1))}catch(t){
let r=performance.now();return this.#o.failed(r,t),e.map(o=>this.#p(o,r))}}#f(){this.#s.clear(),this.#t.forgetWaits()}#p(e,n){
return this.#a++,this.#d=new Date,this.#y(e,this.#i.take(e,n),n,!0)}#y(e,n,t,r){let o=!0,i=e.map((a,l)=>{let d=Nr(a,n[l]);
return d.allowed||d.policy.mode!=="ENFORCE"||(o=!1,r||this.#s.add(a.policy.name,a.key,a.cost,t+d.retryAfterMs)),d});for(let a of i)
!o&&a.allowed||this.#t.count(a.policy.name,a.key,a.cost,a.retryAfterMs,r);return{allowed:o,verdicts:i,local:r}}#g(){return this.#l??=
this.#b().finally(()=>{this.#l=void 0}),this.#l}async#b(){if(!this.#o.mayTry(performance.now()))return this.policies.keepCopy();
try{await We(this.policies.refresh(),this.#n.timeoutMs),this.#o.succeeded()}catch(e){this.#o.failed(performance.now(),e),
this.policies.keepCopy()}}};function Nr({policy:s,key:e,cost:n},t){return t>=0?{policy:s,key:e,cost:n,allowed:!0,remaining:t,
retryAfterMs:0}:{policy:s,key:e,cost:n,allowed:!1,remaining:Gl(s,n,-t),retryAfterMs:-t}}function Gl(s,e,n){return s.algorithm===
"SLIDING_WINDOW"?0:Math.max(0,Math.floor(e-n*1e3/Le(s)))}function Mo(s){if(s.length<=Z.keyCharacters)return s;let e=Ol("\
sha256").update(s).digest("base64url").slice(0,22);return`${s.slice(0,Z.keyCharacters-23)}~${e}`}import{hash as jl}from"node:crypto";var Or={maxWords:100,maxWordLength:40,maxSearchTerms:8};function kt(s){return(s.normalize("NFKD").replace(/\p{M}/gu,"").
toLowerCase().match(/[\p{L}\p{N}]+/gu)??[]).map(n=>n.slice(0,Or.maxWordLength))}function Po(s){let e=[...kt(s.name),...kt(
s.sku)],n=kt(s.description??"").slice(0,Math.max(0,Or.maxWords-e.length));return`${s.active?"":"!"} ${e.join(" ")}  ${n.
join(" ")} #${s.tags.map(t=>`${t}#`).join("")}`}function To(s,e){return[...[...new Set(kt(s??""))].slice(0,Or.maxSearchTerms),
...e.map(t=>`#${t}`)]}var T={maxSkuLength:64,maxNameLength:200,maxDescriptionLength:5e3,maxTags:20,maxTagLength:40,maxPriceMinor:1000000000000n,
writeChunk:50,soldRememberMs:168*36e5,readChunk:500},Hl={from:700,maxTerms:4e3,fillStep:1e3,sampleEvery:17},Vl=y("catalo\
gue-set"),$l=y("catalogue-sold"),vt=class{#e;#n;#t;constructor(e,n=Hl){this.#e=e,this.#n=n,this.#t=new S({group:()=>0,run:t=>Cn(
t,r=>this.many(r)),maxCalls:T.readChunk})}async set(e){let[n]=await this.setMany([e]);return n}async setMany(e){let n=e.
map(Yl),t=[];for(let r=0;r<n.length;r+=T.writeChunk)t.push(...await this.#r(n.slice(r,r+T.writeChunk)));return t}async#r(e){
let{keys:n}=this.#e,t=await this.#e.run(Vl,[n.catalogue("products"),n.catalogue("text"),n.catalogue("postings"),n.catalogue(
"numbers"),n.catalogue("skus"),n.catalogue("names"),n.catalogue("name"),n.catalogue("price"),n.catalogue("sold"),n.catalogue(
"resting"),n.catalogue("frequent"),n.catalogue("bits"),n.catalogue("slice")],[n.stockChanged(""),this.#n.from,this.#n.maxTerms,
this.#n.fillStep,this.#n.sampleEvery,...e.flatMap(r=>[r.sku,ql(r),Po(r),r.name.toLowerCase(),Kl(r.price).toString(),r.active?
1:0])]);return e.map((r,o)=>({...r,createdAt:new Date(Number(t[o]))}))}async countSold(e,n){let{keys:t}=this.#e;await this.#e.
run($l,[t.catalogue("numbers"),t.catalogue("sold"),t.catalogue("resting"),t.catalogue("slice"),t.catalogueSold(e)],[T.soldRememberMs,
...n.flatMap(({sku:r,quantity:o})=>[r,o])])}get(e){return this.#t.add(e)}async many(e){return e.length===0?[]:(await this.#e.
client.hmget(this.#e.keys.catalogue("products"),...e)).map(t=>t===null?null:Dr(t))}};function Dr(s){let e=s.indexOf(`
`),n=s.indexOf(`
`,e+1),{sku:t,name:r,description:o,tags:i,minor:a,currency:l,active:d}=JSON.parse(s.slice(n+1)),c=new Date(Number(s.slice(
0,e)));return{sku:t,name:r,description:o,tags:i,price:{minor:BigInt(a),currency:l},active:d,createdAt:c}}function Kl({minor:s,
currency:e}){let n=s*10n**BigInt(4-en(e));return n>BigInt(Number.MAX_SAFE_INTEGER)?BigInt(Number.MAX_SAFE_INTEGER):n}function ql({
price:s,...e}){let n={...e,minor:s.minor.toString(),currency:s.currency};return JSON.stringify(n)}function Yl(s){let e=[],
n=(o,...i)=>{e.push({code:"INVALID",message:o,field:i})},t=s.name.replace(/\s+/g," ").trim(),r=[...new Set(s.tags.map(o=>o.
trim().toLowerCase()))];if(Gr(s.sku)||n("A SKU is 1 to 64 letters, digits and . _ / - with spaces inside, starting with \
a letter or digit.","sku"),(t.length===0||t.length>T.maxNameLength)&&n(`A name has 1 to ${T.maxNameLength} characters.`,
"name"),(s.description?.length??0)>T.maxDescriptionLength&&n(`A description has at most ${T.maxDescriptionLength} charac\
ters.`,"description"),r.length>T.maxTags&&n(`A product has at most ${T.maxTags} tags.`,"tags"),r.some(o=>!/^[^\s#\p{C}][^#\p{C}]*$/u.
test(o)||o.length>T.maxTagLength)&&n(`A tag has 1 to ${T.maxTagLength} characters and no #.`,"tags"),(s.price.minor<0n||
s.price.minor>T.maxPriceMinor)&&n("A price is not negative and has at most 12 digits in its smallest unit.","price","amo\
unt"),e.length>0)throw new v(e);return{sku:s.sku,name:t,description:s.description,tags:r,price:s.price,active:s.active}}
function Gr(s){return s.length<=T.maxSkuLength&&/^[A-Za-z0-9](?:[A-Za-z0-9 ._/-]*[A-Za-z0-9._/-])?$/.test(s)}var tn={maxProducts:20,learnAfterMs:30*6e4,ttlMs:60*6e4,visitsRemembered:1e4,visitorsPerScript:128,shards:16},Bl=y("rece\
nt-view-note"),Et=class{#e;#n;#t;#r=new Set;constructor(e,n){this.#e=e,this.#n=n,this.#t=new S({group:({key:t})=>e.groupOf(
t),run:t=>this.#o(t),maxCalls:tn.visitorsPerScript})}async note(e){let n=new Map;for(let{event:t,atMs:r}of e){let o=Ul(t);
if(o===null||Date.now()-r>tn.ttlMs)continue;let i=jl("sha1",t.visitorId,"base64url"),a=n.get(i);a?a.push(o):n.set(i,[o])}
await Promise.all([...n].flatMap(([t,r])=>[this.#t.add({key:this.#s(t),skus:r}),this.#i(t)]))}of(e){return this.#e.client.
lrange(this.#s(e),0,-1)}#s(e){return this.#e.keys.viewed(e.codePointAt(0)%tn.shards,e)}async#o(e){let{maxProducts:n,ttlMs:t}=tn;
return await this.#e.run(Bl,e.map(({key:r})=>r),[n,t,...e.flatMap(({skus:r})=>[r.length,...r])]),e.map(()=>!0)}async#i(e){
let{learnAfterMs:n,ttlMs:t,visitsRemembered:r}=tn,o=`views.recommend:${e}:${Math.floor(Date.now()/t)}`;this.#r.has(o)||(await this.#n.
enqueue({queue:he,name:"views.recommend",payload:{visitor:e},delayMs:n,idempotencyKey:o}),this.#r.size>=r&&(this.#r=new Set),
this.#r.add(o))}};function Ul({type:s,properties:e,path:n}){if(s!=="PAGE_VIEW"&&s!=="CUSTOM")return null;let t=e?.sku,r=typeof t==
"string"?t:/\/products\/([^/?#]+)\/?(?:[?#]|$)/.exec(n??"")?.[1];return r!==void 0&&Gr(r)?r:null}import{isIPv6 as Fl}from"node:net";var Q={services:200,instancesPerService:200,instanceIdCharacters:100,addressCharacters:500,versionCharacters:100,metadataBytes:2048,
ttlDefaultSeconds:30,ttlMinSeconds:1,ttlMaxSeconds:3600,downSeconds:300,changes:1e3,changesSeconds:3600,heartbeats:250,servicesRead:5};var B=Q,St={instanceId:`must be 1 to ${B.instanceIdCharacters} letters, digits or . : @ - _, such as billing-1`,address:`\
must be a host, host:port or a URL, at most ${B.addressCharacters} characters, such as 10.0.0.7:8080 or https://billing.\
internal`,credentials:"must not hold a user name or password: everybody who may read the registry would see them",version:`\
must be 1 to ${B.versionCharacters} characters`,ttlSeconds:`must be a whole number from ${B.ttlMinSeconds} to ${B.ttlMaxSeconds}`};
function Co({version:s,metadata:e,ttlSeconds:n,...t}){let r=Io(t),o=Jl(t.address);o!=="fine"&&r.push(rn("address",St[o])),
s!=null&&(s.length===0||s.length>B.versionCharacters)&&r.push(rn("version",St.version)),n!=null&&!Lo(n,B.ttlMinSeconds,B.
ttlMaxSeconds)&&r.push(rn("ttlSeconds",St.ttlSeconds));try{pe("metadata",e??null,B.metadataBytes,"give the address of th\
e rest")}catch(i){if(!(i instanceof v))throw i;r.push(...i.problems)}if(r.length>0)throw new v(r);return JSON.stringify(
{address:t.address,version:s??null,metadata:e??null})}function Hr(s){let e=Io(s);if(e.length>0)throw new v(e)}function Io({
service:s,instanceId:e}){let n=[];return $(s)||n.push(rn("service",W)),(!/^[\w.:@-]+$/.test(e)||e.length>B.instanceIdCharacters)&&
n.push(rn("instanceId",St.instanceId)),n}function Jl(s){if(s.length>B.addressCharacters||/\s/.test(s))return"address";if(/^[a-z][a-z\d+.-]*:\/\//i.
test(s))return Wl(s);if(s.includes("@"))return"credentials";let[,e,n,t]=/^(?:\[([^\]]*)\]|([\w.-]+))(?::(\d{1,5}))?$/.exec(
s)??[];return(e===void 0?n!==void 0:Fl(e))&&(t===void 0||Lo(Number(t),1,65535))?"fine":"address"}function Wl(s){if(!URL.
canParse(s))return"address";let{username:e,password:n,host:t}=new URL(s);return e!==""||n!==""?"credentials":t===""?"add\
ress":"fine"}function Lo(s,e,n){return Number.isInteger(s)&&s>=e&&s<=n}function rn(s,e){return{code:"INVALID",message:`${s}\
 ${e}`,field:[s]}}var Xl={UP:"U",DRAINING:"D",DOWN:"X"},zl={U:"UP",D:"DRAINING",X:"DOWN",G:"DOWN"};function xt(s,e){return`${s}/${e}`}function No(s){
return s?Xl[s]:""}function be(s,e,n){let[t="",...r]=e.split(" "),[o=0,i=0,a=0]=r.map(Number),[l="",d=""]=s.split("/");return{
service:l,instanceId:d,...JSON.parse(n),status:zl[t]??"DOWN",registeredAt:new Date(i),lastHeartbeatAt:new Date(a-o),expiresAt:new Date(
a),registered:t!=="G"}}var Zl=y("service-register"),Ql=y("service-heartbeat"),ed=y("service-deregister"),nd=y("service-sweep"),td=y("service-re\
ad"),_t=class{#e;#n;#t;constructor(e){this.#e=e;let n=()=>0;this.#n=new S({group:n,maxCalls:Q.heartbeats,run:t=>this.#r(
t)}),this.#t=new S({group:n,maxCalls:Q.servicesRead,run:t=>this.#s(t)})}get changedChannel(){return this.#e.keys.serviceChanged}listen(e){
return this.#e.listen(this.changedChannel,n=>e(n===""?null:n.split(" ")))}async register(e){let n=Co(e),{service:t,instanceId:r,
ttlSeconds:o}=e,i=xt(t,r),a=(o??Q.ttlDefaultSeconds)*1e3,{services:l,instancesPerService:d}=Q,c=await this.#o(Zl,[t,i,a,
n,l,d]);return c==="services"&&f("LIMIT_EXCEEDED",`There may be ${l} services; deregister the instances of one first`,"s\
ervice"),c==="instances"&&f("LIMIT_EXCEEDED",`${t} has ${d} instances already; deregister one first`,"service"),be(i,c,n)}async heartbeat({
service:e,instanceId:n,status:t}){return Hr({service:e,instanceId:n}),this.#n.add([xt(e,n),No(t)])}async deregister({service:e,
instanceId:n}){Hr({service:e,instanceId:n});let t=xt(e,n),r=await this.#o(ed,[t]);if(!r)throw Oo(t,"it may have been for\
gotten already");return be(t,...r)}async names(){let[,e]=await Promise.all([this.sweep(),this.#e.client.hkeys(this.#e.keys.
serviceCounts)]);return e.sort()}async instances(e){return $(e)?this.#t.add(e):[]}async all(){let e=await this.names();return(await Promise.
all(e.map(n=>this.instances(n)))).flat()}async sweep(){return await this.#o(nd,[])===1}async#r(e){let n=await this.#o(Ql,
e.flat());return e.map(([t],r)=>{let[o,i]=n.slice(2*r,2*r+2);return o&&i?be(t,o,i):Oo(t,"register it again")})}async#s(e){
return(await this.#o(td,e)).map(t=>Array.from({length:t.length/3},(r,o)=>{let[i="",a="",l=""]=t.slice(3*o,3*o+3);return be(
i,a,l)}))}#o(e,n){let{services:t,serviceChanged:r}=this.#e.keys,{downSeconds:o,changes:i,changesSeconds:a}=Q;return this.#e.
run(e,[t],[r,o*1e3,i,a,...n])}};function Oo(s,e){let[n,t]=s.split("/"),r=`${n} has no instance ${JSON.stringify(t)}: ${e}`;
return new v({code:"NOT_FOUND",message:r,field:["instanceId"]})}var Rt=class{#e;#n;constructor(e,n){this.#e=e,this.#n=n}async head(){let{client:e,keys:n}=this.#e,[t]=await e.xrevrange(
n.serviceChanges,"+","-","COUNT",1);return t?Do(t):D("0-0",Number(await e.get(n.serviceChangeNumber)??0))}async read(e,n){
let{id:t,number:r}=ie(e),{client:o,keys:i}=this.#e,a=await o.xrange(i.serviceChanges,`(${t}`,"+","COUNT",n),[l]=a;if(!l)
return{entries:[],position:e};if(Go(l)!==r+1){let d=await this.head();return{entries:await this.#n.all(),position:d}}return{
entries:a.map(rd),position:Do(a[a.length-1])}}};function Go([,[,s]]){return Number(s)}function Do(s){return D(s[0],Go(s))}
function rd([,[,,,s="",,e="",,n=""]]){return be(s,e,n)}var le=class extends Se{token;#e;#n;constructor(e,n,t,r){super(n),this.token=e,this.#e=t,this.#n=r}get id(){return F(this.
token)}get kind(){return this.userId===null?"guest":"user"}get userId(){return J(this.token.owner)}get roles(){return pn(
this.#e.slice(13))}get judgedAt(){return new Date(this.#n)}get rotationDue(){return!this.hasRolesOf(this.#e)}};var Vr={tokens:1e4,userAgentLength:500,sweepMs:3e4},sd="0".repeat(16),At=class{#e;#n=[];#t=new Map;#r;constructor(e){this.#e=
e}shardOf(e){let n=mn(e),t=this.#n[n];if(t)return t;let r=this.#e.keys.sessionVersion(n),o=this.#e.groupOf(r),i={versionKey:r,
group:o,version:sd,remembered:new Set};return this.#n[n]=i,i}find(e){return this.#t.get(e)}remember(e,n,t){let r=this.#t.
get(e);if(r&&this.#s(r),this.#t.size>=Vr.tokens)return;let{token:o,pass:i,access:a,client:l,dueMs:d}=n,c=od(e+o.hash+i+a),
u=e.length+o.hash.length,m={kind:"remembered",shard:this.shardOf(o.owner),text:c.slice(0,e.length),token:{...ys(c),hash:c.
slice(e.length,u)},pass:c.slice(u,u+i.length),access:c.slice(u+i.length),client:(l?.userAgent??"").length<=Vr.userAgentLength?
l:void 0,dueMs:d,sweepAt:performance.now()+d-t,valid:!0};this.#t.set(m.text,m),m.shard.remembered.add(m),this.#r??=setInterval(
()=>this.#o(),Vr.sweepMs).unref()}update(e,n,t){e.version=n;for(let r of e.remembered)(t==="any"||t.includes(r.token.owner))&&
this.#s(r)}#s(e){e.valid=!1,e.shard.remembered.delete(e),this.#t.delete(e.text)}#o(){let e=performance.now();for(let n of this.#t.
values())n.sweepAt<=e&&this.#s(n);this.#t.size>0||(clearInterval(this.#r),this.#r=void 0)}};function od(s){return Buffer.
from(s,"latin1").toString("latin1")}var id=y("session-validate"),$r={minCalls:32,maxCalls:64,weightOfRemembered:1/16},Mt=class{#e;#n;#t;#r;#s;#o;constructor(e,n,t,r){
this.#e=e,this.#n=n,this.#t=t,this.#r=r,this.#s=new At(e),this.#o=new S({group:({shard:o})=>o.group,run:o=>this.#l(o),minCalls:$r.
minCalls,maxCalls:$r.maxCalls,weightOf:({kind:o})=>o==="remembered"?$r.weightOfRemembered:1})}present(e,n){let t=this.#s.
find(e);if(t&&this.#d(t,n))return this.#o.add(t);let r=fs(e);return r?this.#i(r,{hash:r.hash,client:this.#a(n),how:"u",presented:{
text:e,client:n}}):Promise.resolve(null)}again(e,n,t){return this.#i(e,{hash:null,client:this.#a(t),how:n})}#i(e,n){return this.#o.
add({kind:"question",shard:this.#s.shardOf(e.owner),token:e,...n})}#a(e){return e?this.#t.of(e):null}#d({client:e,pass:n},t){
return!t||e?.userAgent===t.userAgent&&e.ipAddress===t.ipAddress?!0:sr(n,null,this.#t.of(t))}async#l(e){let n=[...new Set(
e.map(({shard:h})=>h))],t=n.map(({versionKey:h})=>h),{idleMs:r,guestIdleMs:o,touchMs:i,graceMs:a,suddenMs:l}=this.#n,d=[
r,o,i,a,l],c=n.map(({version:h})=>h);d.push(this.#e.keys.sessionEnded,n.length,c.join(""));for(let h of e){if(h.kind==="\
remembered")continue;let{owner:g,name:b}=h.token;t.push(this.#e.keys.sessionPass(g,b),this.#e.keys.accountAccess(g)),d.push(
h.how+(h.hash??gn)+(h.client??""))}let u=(await this.#e.run(id,t,d)).split(`
`),m=Number(u[0]);for(let[h,g]of n.entries())g.version=c[h];this.#c(n,u[1]);let p=2;return e.map(h=>h.kind==="remembered"?
this.#u(h,m):(p+=2,this.#m(h,u[p-2],u[p-1],m)))}#c(e,n){for(let t of n.split(" ")){let[r,o,i]=t.split(":");o===void 0||i===
void 0||this.#s.update(e[Number(r)-1],o,i==="*"?"any":i.split(","))}}#u(e,n){let{token:t,pass:r,access:o,client:i,text:a}=e;
return e.valid&&n<e.dueMs?new le(t,r,o,n):this.#i(t,{hash:t.hash,client:this.#a(i),how:"u",presented:{text:a,client:i}})}#m(e,n,t,r){
let{token:o,hash:i,client:a,how:l}=e;if(n==="")return null;if(n==="reused")return this.#r({kind:"token_reused",userId:J(
o.owner),sessionId:F(o)}),null;let d=n[0],c=d==="="||d==="!",u=c?n.slice(1):n,m=sr(u,i,a);if(!c){if(!bn(u,t,r))return null;
if(!m)return this.#o.add({...e,how:"c"})}let p=new le(o,u,t,r);return d==="!"&&this.#r({kind:"session_flagged",userId:p.
userId,sessionId:p.id,reason:p.flagged??""}),m&&l!=="l"&&this.#h(e,u,t,r),p}#h({token:e,presented:n},t,r,o){let i=Math.min(
cs(t)+this.#n.touchMs,rr(t));!n||i<=o||this.#s.remember(n.text,{token:e,pass:t,access:r,client:n.client,dueMs:i},o)}};var Ho=60,Vo=["u0","u1","u2","u3"];function $o(s,e){let n=e?["d",e]:[],t=(s??"").replace(/[^\x20-\x7e]/g,"?");return Vo.
forEach((r,o)=>{let i=t.slice(o*Ho,(o+1)*Ho);i!==""&&n.push(r,i)}),n}function Ko(s,e,n){let{lastActiveAt:t,expiresAt:r,absoluteExpiresAt:o,
flagged:i,transport:a,client:l}=new Se(e),{family:d,ipAddress:c}=l;return{id:F(s),userId:J(s.owner),device:n.d??(d||"Unk\
nown client"),transport:a,ipAddress:c,userAgent:Vo.map(u=>n[u]??"").join("")||null,flagged:i,createdAt:new Date(Number(n.
c)),lastActiveAt:t,expiresAt:r,absoluteExpiresAt:o}}var qo={idleMs:18e5,absoluteMs:432e5,guestIdleMs:864e5,guestAbsoluteMs:2592e6,graceMs:2e4,touchMs:6e4,suddenMs:6e5,maxPerUser:20};var Pt={start:y("session-start"),rotate:y("session-rotate"),end:y("session-end"),endAll:y("session-end-all")},Tt=class{#e;#n;#t;#r=new yn;#s;constructor(e,n={},t=()=>{}){
this.#e=e,this.#n={...qo,...n},this.#t=t,this.#s=new Mt(e,this.#n,this.#r,t)}async start(e){let{userId:n,transport:t}=e,
r={owner:n===null?`g${Ye()}`:ne(n),name:ps()},{text:o,hash:i}=lr(r),{maxPerUser:a}=this.#n,{idleMs:l,absoluteMs:d}=this.#a(
r),c=await this.#e.run(Pt.start,[...this.#d(r),this.#l(r),this.#e.keys.sessionIndex(r.owner)],[r.owner,r.name,l,d,a,this.#e.
keys.sessionEnded,t[0],i,this.#r.of(e.client),...$o(e.client.userAgent,e.deviceName)]);if(!c)return null;let[u,m,p,h]=c;
for(let g of h)this.#t({kind:"session_ended",userId:n,sessionId:F({owner:r.owner,name:g}),reason:"LIMIT"});return{token:o,
session:new le({...r,hash:i},m,p,u)}}validate(e,n){return this.#s.present(e,n)}resume({token:e},n){return this.#s.again(
e,"u",n)}async isLive(e){let n=ue(e);return n?await this.#s.again({...n,hash:gn},"l")!==null:!1}async rotate(e,n,t){let{
token:r}=e,{text:o,hash:i}=lr(r),a=await this.#e.run(Pt.rotate,[...this.#d(r),this.#l(r)],[r.name,r.hash,i,t?"1":"0",this.#r.
of(n),this.#a(r).idleMs]);if(a===null||a==="replaced")return a;this.#t({kind:"session_rotated",userId:e.userId,sessionId:e.
id});let[l,d,c]=a;return{token:o,session:new le({...r,hash:i},d,c,l)}}end(e,n){return this.#o(e,n,0)}supersede(e){return this.#o(
e,"LOGGED_OUT",this.#n.graceMs)}endOthers(e,n){let t=ue(e);return t?this.#i(t.owner,t.name,n):Promise.resolve(0)}endAll(e,n){
return this.#i(ne(e),"",n)}async list(e){let n=ne(e),t=await this.#e.client.zrevrange(this.#e.keys.sessionIndex(n),0,this.#n.
maxPerUser-1,"WITHSCORES"),r=[];for(let i=0;i<t.length;i+=2)r.push({owner:n,name:t[i]});return(await Promise.all(r.map(i=>this.
find(F(i))))).filter(i=>i!==null).sort((i,a)=>a.lastActiveAt.getTime()-i.lastActiveAt.getTime())}get endedChannel(){return this.#e.
keys.sessionEnded}async find(e){let n=ue(e);if(!n)return null;let[t,r]=this.#d(n),o=this.#e.client.pipeline().mget(t,r).
hgetall(this.#l(n)).time(),[[i,a],l,d]=(await o.exec()??[]).map(([u,m])=>{if(u)throw u;return m}),c=Number(d[0])*1e3+Math.
floor(Number(d[1])/1e3);return i!==null&&bn(i,a,c)?Ko(n,i,l):null}async#o(e,n,t){let r=ue(e);if(!r)return!1;let o=await this.#e.
run(Pt.end,this.#d(r),[r.owner,r.name,n,this.#e.keys.sessionEnded,t]);return o===1&&this.#t({kind:"session_ended",userId:J(
r.owner),sessionId:F(r),reason:n}),o===1}async#i(e,n,t){let r=Number(await this.#e.run(Pt.endAll,[this.#e.keys.accountAccess(
e)],[e,n,t,this.#e.keys.sessionEnded]));return qe(this.#t,J(e),t,r),r}#a({owner:e}){let{idleMs:n,absoluteMs:t,guestIdleMs:r,
guestAbsoluteMs:o}=this.#n;return J(e)===null?{idleMs:r,absoluteMs:o}:{idleMs:n,absoluteMs:t}}#d({owner:e,name:n}){return[
this.#e.keys.sessionPass(e,n),this.#e.keys.accountAccess(e)]}#l({owner:e,name:n}){return this.#e.keys.session(e,n)}};import{randomUUID as ad}from"node:crypto";function Yo({product:s,quantity:e,unitPrice:n,available:t,merged:r}){let{sku:o,name:i,price:a}=s,l=[],d=(c,u)=>{l.push({
code:c,message:u,sku:o})};return!s.active||a.currency!==n.currency?d("UNAVAILABLE",`${i} is not for sale any more.`):(a.
minor!==n.minor&&d("PRICE_CHANGED",`${i} was ${Ce(n)} and is ${Ce(a)} now.`),t<=0?d("OUT_OF_STOCK",`${i} is out of stock\
.`):t<e&&d("LOW_STOCK",`Of ${i} only ${t} are left.`)),r&&d("MERGED",`${i} was in the cart of before you logged in.`),l}
function jo(s,e,n,t){let r=e==="lines"?`a cart has at most ${t} lines`:"it is priced in another currency, and a cart has\
 one";return{code:"MERGED",message:`${n?`${n.name} (${s})`:s} was left out when you logged in: ${r}.`,sku:s}}var P={ttlMs:24*36e5,maxLines:100,maxQuantity:999},ld=y("cart-change"),dd=y("cart-reprice"),cd=y("cart-take"),ud=y("cart\
-merge"),Ct=class{#e;#n;#t;#r;constructor(e,n,t,r={}){this.#e=e,this.#n=n,this.#t=t,this.#r=r.currency??"EUR"}async get(e){
let n=this.#s(e),t=await this.#e.client.pipeline().hgetall(n).pexpiretime(n).exec()??[],[r,o]=t.map(([i,a])=>{if(i)throw i;
return a});return o>0?this.#a(e,r,o):null}async getOrEmpty(e){return await this.get(e)??this.#a(e,{},Date.now()+P.ttlMs)}async add(e,n,t){
return this.#o(e,"add",n,1,t??"")}async update(e,n){return this.#o(e,"set",n,0)}async remove(e,n){return n.length>P.maxLines&&
f("LIMIT_EXCEEDED",`At most ${P.maxLines} lines at a time.`,"skus"),await this.#i(e,"remove","",n.map(t=>({sku:t,quantity:0,
minor:0n}))),this.getOrEmpty(e)}async clear(e){return await this.#i(e,"clear","",[]),this.getOrEmpty(e)}async takeOutBought(e,n,t){
await this.#i(e,"bought",n,t.map(({sku:r,quantity:o})=>({sku:r,quantity:o,minor:0n})))}async acceptPrices(e,n,t){return await this.#e.
run(dd,[this.#s(e.owner)],[this.#e.keys.cartChanged(e.owner),e.version,n,...t.flatMap(({sku:o,price:i})=>[o,i.minor.toString()])])===
1}async merge(e,n){let{keys:t}=this.#e,r=t.cartTaken(Kn(e),e),o=await this.#e.run(cd,[this.#s(e),r],[t.cartChanged(e),ad(),
P.ttlMs]);if(o.length===0)return;let i={};for(let a=0;a<o.length;a+=2)i[o[a]]=o[a+1];await this.#e.run(ud,[this.#s(n)],[
t.cartChanged(n),i.merge??"",P.ttlMs,P.maxLines,P.maxQuantity,i.currency??"",i.checkout??"",...Bo(i).flatMap(a=>[a.sku,a.
quantity,a.minor.toString()])]),await this.#e.client.del(r)}#s(e){return this.#e.keys.cart(Kn(e),e)}async#o(e,n,t,r,o=""){
let i=await this.#n.many(t.slice(0,P.maxLines).map(d=>d.sku)),{changes:a,currency:l}=hd(t,i,r);return await this.#i(e,n,
l,a,t,o),this.getOrEmpty(e)}async#i(e,n,t,r,o=[],i=""){let[a,l]=await this.#e.run(ld,[this.#s(e),this.#e.keys.cartOutbox(
Kn(e))],[this.#e.keys.cartChanged(e),e,i,Hn.maxLength,n,P.ttlMs,P.maxLines,P.maxQuantity,t,...r.flatMap(({sku:d,quantity:c,
minor:u})=>[d,c,u.toString()])]);if(a==="CURRENCY"&&f("INVALID",`The cart is in ${l}; a cart has one currency.`,"lines"),
a==="LINES"&&f("LIMIT_EXCEEDED",`A cart has at most ${P.maxLines} lines.`,"lines"),a==="QUANTITY"){let d=o.findIndex(c=>c.
sku===l);f("LIMIT_EXCEEDED",`A cart has at most ${P.maxQuantity} of one product, ${l} too.`,"lines",String(d),"quantity")}}async#a(e,n,t){
let r=Bo(n),o=r.map(m=>m.sku),i=md(n),[a,l]=await Promise.all([this.#n.many([...o,...i.map(({sku:m})=>m)]),this.#t.many(
o)]),d=r.length>0?n.currency??this.#r:this.#r,c=[],u=[];for(let[m,{sku:p,quantity:h,minor:g}]of r.entries()){let b=a[m],
k=l[m]?.available??0;if(!b)continue;let x={minor:g,currency:d};c.push({product:b,quantity:h,unitPrice:x,total:lt(x,h)}),
u.push(...Yo({product:b,quantity:h,unitPrice:x,available:k,merged:`merged:${p}`in n}))}for(let[m,{sku:p,reason:h}]of i.entries())
u.push(jo(p,h,a[o.length+m]??null,P.maxLines));return{owner:e,version:Number(n.version??0),lines:c,quantity:c.reduce((m,p)=>m+
p.quantity,0),total:dt(c.map(m=>m.total),d),expiresAt:new Date(t),warnings:u,visitor:n.visitor??null,checkoutId:n.checkout??
null}}};function Bo(s){return Object.entries(s).filter(([e])=>e.startsWith("l:")).map(([e,n])=>{let[t,r,o]=n.split(":");
return{sku:e.slice(2),quantity:Number(t),sequence:Number(r),minor:BigInt(o)}}).sort((e,n)=>e.sequence-n.sequence)}function md(s){
return Object.entries(s).filter(([e])=>e.startsWith("left:")).map(([e,n])=>({sku:e.slice(5),reason:n})).sort((e,n)=>e.sku<
n.sku?-1:1)}function hd(s,e,n){(s.length===0||s.length>P.maxLines)&&f("LIMIT_EXCEEDED",`Give 1 to ${P.maxLines} lines at\
 a time.`,"lines");let t=[],r=[],o=e.find(i=>i)?.price.currency??"";for(let[i,{sku:a,quantity:l}]of s.entries()){let d=[
"lines",String(i)],c=e[i];(l<n||l>P.maxQuantity)&&t.push({code:l>P.maxQuantity?"LIMIT_EXCEEDED":"INVALID",message:`A qua\
ntity is from ${n} to ${P.maxQuantity}; got ${l}.`,field:[...d,"quantity"]}),!c||!c.active&&l>0?t.push({code:"NOT_FOUND",
message:`There is no product ${a} for sale.`,field:[...d,"sku"]}):c.price.currency!==o?t.push({code:"INVALID",message:`${a}\
 is priced in ${c.price.currency}, the line before in ${o}; a cart has one currency.`,field:[...d,"sku"]}):r.push({sku:a,
quantity:l,minor:c.price.minor})}if(t.length>0)throw new v(t);return{changes:r,currency:o}}import{createHash as Jo,randomUUID as Wo}from"node:crypto";function Uo(s,e){return s.lines.flatMap(({product:n,unitPrice:t},r)=>{let o=["lines",String(r),"sku"];return!n.active||n.
price.currency!==s.total.currency?[{code:"NOT_FOUND",message:`${n.name} is not for sale any more; remove it.`,field:o}]:
n.price.minor>t.minor&&!e?[{code:"PRICE_CHANGED",message:`${n.name} was ${Ce(t)} and is ${Ce(n.price)} now; accept it to\
 go on.`,field:o}]:[]})}function It(s){let e=s.lines.map(n=>[n.sku,n.name,n.quantity,n.unitPrice.minor.toString()]);return{state:"OPEN",owner:s.
owner,visitor:s.visitor,lines:JSON.stringify(e),total:s.total.minor.toString(),currency:s.total.currency,reservedUntil:String(
s.reservedUntil.getTime())}}function Fo(s,e){if(!e.state)return null;let n=e.currency,t=JSON.parse(e.lines).map(([a,l,d,
c])=>{let u={minor:BigInt(c),currency:n};return{sku:a,name:l,quantity:d,unitPrice:u,total:{minor:u.minor*BigInt(d),currency:n}}}),
r={id:s,owner:e.owner,visitor:e.visitor??e.owner,state:e.state,lines:t,total:{minor:BigInt(e.total),currency:n},reservedUntil:new Date(
Number(e.reservedUntil)),attempt:Number(e.attempt??0)};if(!e.history)return r;let o=JSON.parse(e.history);return{...r,state:e.
state,number:e.number,placedAt:new Date(Number(e.placedAt)),history:o.map(({state:a,at:l,note:d})=>({state:a,at:new Date(
l),note:d??null}))}}var U={checkoutTtlMs:24*36e5,orderTtlMs:7*365*24*36e5,listTtlMs:14*365*24*36e5,lockMs:15e3,maxNoteLength:500},pd=["PENDI\
NG","PAID","FULFILLED","DELIVERED","CANCELLED","REFUNDED","FAILED"],fd=y("order-begin"),yd=y("order-move"),Lt=class{#e;#n;#t;#r;constructor(e,{
onEvent:n}={}){this.#e=e,this.#n=n,this.#r=new N(e.client),this.#t=new S({group:t=>e.groupOf(e.keys.order(V(t),t)),run:t=>this.#s(
t),maxCalls:100})}async get(e){let n=await this.record(e);return n&&Kr(n)?n:null}async record(e){return Ps(e)?this.#t.add(
e):null}async#s(e){let n=this.#e.client.pipeline();for(let r of e)n.hgetall(this.#e.keys.order(V(r),r));let t=await n.exec()??
[];return e.map((r,o)=>{let[i,a]=t[o]??[new Error("The pipeline gave no answer")];if(i)throw i;return Fo(r,a)})}async open(e){
let n=V(e.id),t=this.#e.keys.order(n,e.id),r=await this.#e.client.multi().hset(t,It(e)).pexpire(t,U.checkoutTtlMs).xadd(
this.#e.keys.orderShard(n,"outbox"),"*","event","opened","order",e.id).exec();for(let[o]of r??[])if(o)throw o}async begin(e,n,t,r,o){
let{keys:i}=this.#e,a=V(e);return await this.#e.run(fd,[i.order(a,e),i.orderShard(a,"in-flight"),i.orderShard(a,"number"),
i.ordersByState(a,"PENDING"),i.order(a,"")],[e,n??"",t,r,o,U.lockMs,a,se,U.orderTtlMs,i.orderChanged(e)])}async move(e,n){
let{keys:t}=this.#e,r=V(e),o=n.to==="OPEN"||n.to==="CLOSED"?U.checkoutTtlMs:U.orderTtlMs,i=n.note?.trim()??"";i.length>U.
maxNoteLength&&f("INVALID",`A note has at most ${U.maxNoteLength} characters.`,"note");let a=await this.#e.run(yd,[t.order(
r,e),t.orderShard(r,"in-flight"),t.orderShard(r,"outbox"),t.ordersByState(r,""),t.order(r,"")],[e,`,${n.from.join(",")},`,
n.to,n.lock??"",i,n.event??"",t.orderChanged(e),o,n.untold?"1":"",...Object.entries(n.fields??{}).flat()]);if(a==="OK")return n.
event&&await this.#n?.(r).catch(()=>{}),!0;if(a[0]==="LOST"||a[0]==="TOLD")return!1;a[0]==="NONE"&&f("NOT_FOUND","There \
is no such order.","id"),f("ILLEGAL_STATE",`The order is ${a[0]}; this needs ${n.from.join(" or ")}.`,"id")}async paymentToken(e){
return await this.#e.client.hget(this.#e.keys.order(V(e),e),"token")??""}async idempotencyKey(e){return await this.#e.client.
hget(this.#e.keys.order(V(e),e),"key")??""}async index(e){let{client:n,keys:t}=this.#e,r=t.ordersOf(e.owner),o=await n.multi().
zadd(r,"NX",e.placedAt.getTime(),e.id).pexpire(r,U.listTtlMs).zrangebyscore(r,"-inf",await this.#r.nowMs()-U.orderTtlMs,
"LIMIT",0,2).exec();for(let[d]of o??[])if(d)throw d;let i=o?.[2]?.[1]??[],a=await Promise.all(i.map(d=>this.record(d))),
l=i.filter((d,c)=>a[c]===null);l.length>0&&await n.zrem(r,...l)}async page(e,n,t,r){let o=this.#e.keys.ordersOf(e),i=[],
a=t===null?0:await this.#o(o,t,r);for(;;){let d=r?await this.#e.client.zrange(o,String(a),String(a+n)):await this.#e.client.
zrevrange(o,a,a+n),c=await Promise.all(d.map(u=>this.get(u)));for(let u of c)u&&i.push({cursor:u.id,order:u});if(a+=d.length,
i.length>n||d.length<=n)break}let l=i.slice(0,n);return r&&l.reverse(),{entries:l,more:i.length>n}}async#o(e,n,t){let r=t?
await this.#e.client.zrank(e,n):await this.#e.client.zrevrank(e,n);return r===null&&f("INVALID","That is not a cursor of\
 this list.",t?"before":"after"),r+1}async list(e,n,t,r){t!==null&&!/^\d{15}:[0-9a-f]{24}$/.test(t)&&f("INVALID","That i\
s not a cursor of this list.",r?"before":"after");let o=e===null?pd:[e],i=Array.from({length:se},async(u,m)=>{let p=this.#e.
client.pipeline();for(let h of o){let g=this.#e.keys.ordersByState(m,h),b=t===null?null:`(${t}`;r?p.zrangebylex(g,b??"-",
"+","LIMIT",0,n+1):p.zrevrangebylex(g,b??"+","-","LIMIT",0,n+1)}return(await p.exec()??[]).flatMap(([h,g])=>{if(h)throw h;
return g})}),a=(await Promise.all(i)).flat().sort();r||a.reverse();let l=a.slice(0,n);r&&l.reverse();let d=await Promise.
all(l.map(u=>this.get(u.slice(u.indexOf(":")+1))));return{entries:l.flatMap((u,m)=>{let p=d[m];return p?[{cursor:u,order:p}]:
[]}),more:a.length>n}}async abandoned(e,n){let t=this.#e.keys.orderShard(e,"in-flight");return this.#e.client.zrangebyscore(
t,"-inf",await this.#r.nowMs(),"LIMIT",0,n)}};function Kr(s){return s.state!=="OPEN"&&s.state!=="CLOSED"}var we=class extends Error{constructor(e){super(e),this.name="PaymentUnclear"}};var ee={keyTtlMs:24*36e5,maxKeyLength:200,maxTokenLength:200,chargeTries:3,chargeDelayMs:100,giveUpMs:15*6e4,busyWaitMs:5e3},
Nt=class{#e;#n;constructor(e,n){this.#e=e,this.#n=n}async start(e,n={}){let{carts:t,inventory:r,orders:o}=this.#n,i=await t.
get(e);(!i||i.lines.length===0)&&f("CART_EMPTY","The cart is empty."),n.cartVersion!=null&&n.cartVersion!==i.version&&Xo(
i);let a=Uo(i,n.acceptPriceChanges??!1);if(a.length>0)throw new v(a);let l=i.lines.map(({product:h,quantity:g})=>({sku:h.
sku,name:h.name,quantity:g,unitPrice:h.price,total:lt(h.price,g)})),d=Ms(),c=await r.reserve(d,l,i.checkoutId);if(c.outcome===
"paying"&&f("CONFLICT","A payment for this cart is under way."),c.outcome==="ended")throw new Error(`The new hold ${d} h\
as ended already`);if(c.outcome==="short")throw new v([...c.available].map(([h,g])=>({code:"OUT_OF_STOCK",message:g>0?`O\
f ${h} only ${g} are left.`:`${h} is out of stock.`,field:["lines",String(l.findIndex(b=>b.sku===h)),"quantity"]})));let u=dt(
l.map(h=>h.total),i.total.currency),m={id:d,owner:e,visitor:n.visitor??i.visitor??e,lines:l,total:u,reservedUntil:c.until};
await o.open(m);let p=i.lines.filter(h=>h.product.price.minor!==h.unitPrice.minor).map(({product:h})=>({sku:h.sku,price:h.
price}));return await t.acceptPrices(i,d,p)||(await r.release(d),Xo(i)),{...m,state:"OPEN",attempt:0}}async get(e){let n=await this.#n.
orders.record(e);return n?.state==="OPEN"?n:null}async complete(e,n,t,r){(r.length===0||r.length>ee.maxKeyLength)&&f("IN\
VALID",`A key has 1 to ${ee.maxKeyLength} characters.`,"idempotencyKey"),(t.length===0||t.length>ee.maxTokenLength)&&f("\
INVALID",`A token has 1 to ${ee.maxTokenLength} characters.`,"paymentToken"),await this.#t(e,n,t,r);let o=Date.now()+ee.
busyWaitMs;for(;;){let i=Wo(),a=await this.#n.orders.begin(n,e,r,t,i);if(a==="GO")return gd(await this.#r(n,i,t));if(a===
"DONE"||a==="BUSY"&&Date.now()>o)return this.#i(n);a==="NONE"&&f("NOT_FOUND","There is no such checkout of yours.","chec\
koutId"),a==="CLOSED"&&f("RESERVATION_EXPIRED","This checkout is over; start it again.","checkoutId"),a==="DECLINED"&&f(
"PAYMENT_DECLINED","The payment was declined; try another one.","paymentToken"),a==="OTHER"&&f("ILLEGAL_STATE","This che\
ckout is paid, or being paid, already.","checkoutId"),await new Promise(l=>setTimeout(l,ee.chargeDelayMs))}}async cancel(e,n){
let t=await this.#n.orders.record(n);return(!t||t.owner!==e)&&f("NOT_FOUND","There is no such checkout of yours.","check\
outId"),t.state!=="CLOSED"&&await this.#n.orders.move(n,{from:["OPEN","CLOSED"],to:"CLOSED"}),await this.#n.inventory.release(
n),t}async resume(e){let n=Wo();if(await this.#n.orders.begin(e,null,"","",n)!=="GO")return null;let t=await this.#r(e,n,
await this.#n.orders.paymentToken(e));return t.outcome==="order"?t.order:null}async#t(e,n,t,r){let o=this.#e.keys.checkoutKey(
e,Jo("sha256").update(r).digest("base64url")),i=Jo("sha256").update(`${n}
${t}`).digest("base64url"),a=await this.#e.client.set(o,i,"PX",ee.keyTtlMs,"NX","GET");a!==null&&a!==i&&f("CONFLICT","Th\
is key was used with another checkout or payment before.","idempotencyKey")}async#r(e,n,t){let{inventory:r,orders:o}=this.#n,
i=await this.#i(e),a=`${e}:${i.attempt}`;await o.index(i);let l=await r.extend(e);if(l!=="paying"&&l!=="committed")return await o.
move(e,{from:["PENDING"],to:"CLOSED",event:"expired",lock:n,untold:!0})?{outcome:"expired"}:this.#s(e,{to:"FAILED",note:"\
Sold out before it was paid; what was charged goes back.",lock:n});let d=await this.#o({key:a,amount:i.total,token:t});if(!d&&
Date.now()-i.placedAt.getTime()<ee.giveUpMs)return{outcome:"order",order:i};if(!d)return this.#s(e,{to:"FAILED",note:"Th\
e payment gave no clear answer and was called off.",lock:n});if(d.outcome==="declined"){await r.retry(e);let u=await o.idempotencyKey(
e),m=await r.heldUntil(e)??i.reservedUntil,p={[`declined:${u}`]:d.message,reservedUntil:String(m.getTime())},g=await o.move(
e,{from:["PENDING"],to:"OPEN",lock:n,fields:p})?null:await o.get(e);return g?{outcome:"order",order:g}:{outcome:"decline\
d",message:d.message}}if(await r.commit(e)!=="committed")return this.#s(e,{to:"FAILED",note:"Sold out while it was being\
 paid; the payment goes back.",lock:n});let c=await this.#s(e,{to:"PAID",lock:n});return await this.#n.carts.takeOutBought(
i.owner,e,i.lines),c}async#s(e,n){return await this.#n.orders.move(e,{from:["PENDING"],event:n.to==="PAID"?"paid":"faile\
d",...n}),{outcome:"order",order:await this.#i(e)}}async#o(e){for(let n=1;;n++)try{return await this.#n.payments.charge(
e)}catch(t){if(!(t instanceof we))throw t;if(n===ee.chargeTries)return null;await new Promise(r=>setTimeout(r,ee.chargeDelayMs*
n))}}async#i(e){let n=await this.#n.orders.record(e);return n&&Kr(n)?n:f("RESERVATION_EXPIRED","This payment is over; st\
art the checkout again.","checkoutId")}};function gd(s){if(s.outcome==="order")return s.order;s.outcome==="declined"&&f(
"PAYMENT_DECLINED",s.message,"paymentToken"),f("RESERVATION_EXPIRED","The reservation ran out and the stock is gone; sta\
rt the checkout again.","checkoutId")}function Xo(s){f("CART_CHANGED",`The cart has changed: it is at version ${s.version}\
. Look at it again.`,"cartVersion")}var Ne={holdMs:15*6e4,payingMs:5*6e4,rememberMs:24*36e5,sweepCount:100,readChunk:500,maxDelta:1e9,maxReasonLength:500},bd=y(
"inventory-reserve"),wd=y("inventory-settle"),kd=y("inventory-sweep"),vd=y("inventory-adjust"),Ed=["on-hand","reserved",
"holds","expiry","settled"],Ot=class{#e;#n;#t;#r;#s;constructor(e,n={}){this.#e=e,this.#n=n.holdMs??Ne.holdMs,this.#t=n.
onAdjusted,this.#r=Ed.map(t=>e.keys.inventory(t)),this.#s=new S({group:()=>0,run:t=>Cn(t,r=>this.many(r)),maxCalls:Ne.readChunk})}get(e){
return this.#s.add(e)}async many(e){if(e.length===0)return[];let[n,t]=this.#r,r=this.#e.client.pipeline().hmget(n,...e).
hmget(t,...e),[o,i]=(await r.exec()??[]).map(([a,l])=>{if(a)throw a;return l});return e.map((a,l)=>{let d=Number(o?.[l]??
0),c=Number(i?.[l]??0);return{onHand:d,reserved:c,available:d-c}})}async adjust(e,n,t={}){let[r,o]=this.#r,i=await this.#e.
run(vd,[r,o,this.#e.keys.inventoryAdjustment(n??"")],[this.#e.keys.stockChanged(""),n?Ne.rememberMs:0,...e.flatMap(({sku:d,
delta:c})=>[d,c])]);if(i==="CONFLICT"&&f("CONFLICT","This key was used for another adjustment.","idempotencyKey"),i==="O\
K"&&this.#t?.({changes:e,idempotencyKey:n,...t}),typeof i=="string")return;let[a,l]=i;l<0&&f("LIMIT_EXCEEDED",`${a} woul\
d have more than 2147483647 on hand.`,"delta"),f("OUT_OF_STOCK",`Of ${a} only ${l} are there and not reserved.`,"delta")}async reserve(e,n,t){
let r=await this.#e.run(bd,this.#r,[this.#e.keys.stockChanged(""),e,t??"",this.#n,...n.flatMap(({sku:l,quantity:d})=>[l,
d])]),[o,...i]=r;if(o==="OK")return{outcome:"reserved",until:new Date(Number(i[0]))};if(o==="PAYING")return{outcome:"pay\
ing"};if(o!=="SHORT")return{outcome:"ended",state:o};let a=new Map;for(let l=0;l<i.length;l+=2)a.set(String(i[l]),Number(
i[l+1]));return{outcome:"short",available:a}}extend(e){return this.#o(e,"extend",Ne.payingMs)}retry(e){return this.#o(e,
"retry",this.#n)}commit(e){return this.#o(e,"commit",0)}release(e){return this.#o(e,"release",0)}undo(e){return this.#o(
e,"undo",0)}async heldUntil(e){let n=await this.#e.client.zscore(this.#e.keys.inventory("expiry"),e);return n===null?null:
new Date(Number(n))}async#o(e,n,t){let r=[this.#e.keys.stockChanged(""),e,n,t];return await this.#e.run(wd,this.#r,r)}async sweep(){
let e=[this.#e.keys.stockChanged(""),Ne.sweepCount,Ne.rememberMs];return await this.#e.run(kd,this.#r,e)}};var Sd={cancel:{from:["PAID"],to:"CANCELLED",byCustomer:!0},fulfil:{from:["PAID"],to:"FULFILLED",byCustomer:!1},deliver:{
from:["FULFILLED"],to:"DELIVERED",byCustomer:!1},refund:{from:["PAID","FULFILLED","DELIVERED"],to:"REFUNDED",byCustomer:!1}},
Dt=class{#e;#n;#t;constructor(e,n,t){this.#e=e,this.#n=n,this.#t=t}async act(e,n,t={}){let{from:r,to:o}=Sd[n],i={cancel:"\
cancelled",fulfil:"fulfilled",deliver:"delivered",refund:t.restock?"refunded-restock":"refunded"};return await this.#e.move(
e,{from:r,to:o,note:t.note,event:i[n]}),await this.#e.get(e)}async compensate(e,n){let t=await this.#e.record(e);t&&(await this.#t.
refund(`${e}:${t.attempt}`),(n==="failed"||n==="expired")&&await this.#n.undo(e),(n==="cancelled"||n==="refunded-restock")&&
await this.#n.adjust(t.lines.map(({sku:r,quantity:o})=>({sku:r,delta:o})),`order:${e}:${n}`))}};import{createHash as Zo}from"node:crypto";var xd=y("order-import");function zo(s){return Zo("sha256").update(`import
${s}`).digest("hex").slice(0,24)}var Gt=class{#e;constructor(e){this.#e=e}async write(e){return Promise.all(e.map(n=>this.#n(
n)))}async finish(e){await Promise.all(e.map(n=>this.#e.client.hset(this.#t(zo(n)),"finished",1)))}async#n({number:e,owner:n,
state:t,lines:r,total:o,placedAt:i}){let{keys:a}=this.#e,l=zo(e),{state:d,...c}=It({id:l,owner:n,visitor:n,lines:r,total:o,
reservedUntil:i}),u=JSON.stringify([{state:t,at:i.getTime(),note:"Imported"}]),m=Zo("sha256").update(`${t}
${i.getTime()}
${c.lines}`).digest("base64url"),p=[l,m,t,i.getTime(),U.orderTtlMs];return await this.#e.run(xd,[this.#t(l),a.ordersByState(
V(l),""),a.order(V(l),"")],[...p,"number",e,"history",u,...Object.entries(c).flat()])}#t(e){return this.#e.keys.order(V(
e),e)}};var Qo=["tok_ok","tok_declined","tok_slow","tok_flaky","tok_crash_after_charge"],sn={slowMs:2e3,flakyFailures:2,ledgerTtlMs:720*
36e5},ei=y("test-charge"),Ht=class{#e;constructor(e){this.#e=e}async charge({key:e,amount:n,token:t}){if(!Qo.some(i=>i===
t))return{outcome:"declined",message:`The test provider knows no token ${t}; try ${Qo.join(", ")}.`};if(t==="tok_decline\
d")return{outcome:"declined",message:"The card was declined."};t==="tok_slow"&&await new Promise(i=>setTimeout(i,sn.slowMs));
let r=this.#e.keys.testCharge(e);if(t==="tok_flaky"){let i=await this.#e.client.hincrby(r,"tries",1);if(await this.#e.client.
pexpire(r,sn.ledgerTtlMs),i<=sn.flakyFailures)throw new we("The test provider gave no answer")}let o=await this.#e.run(ei,
[r],["charge",sn.ledgerTtlMs,n.minor.toString(),n.currency]);if(o==="REFUNDED")return{outcome:"declined",message:"The pa\
yment was given back."};if(t==="tok_crash_after_charge"&&o==="NEW")throw new we("The answer of the test provider was los\
t");return{outcome:"charged"}}async refund(e){await this.#e.run(ei,[this.#e.keys.testCharge(e)],["refund",sn.ledgerTtlMs])}async entry(e){
let n=await this.#e.client.hgetall(this.#e.keys.testCharge(e));return{charged:BigInt(n.charged??0),refunded:n.refunded===
"1",currency:n.currency??""}}};var _d={maxListed:1e3,maxSorted:200,walkStep:200,maxTexts:1e3},Rd=y("catalogue-page"),Ad={RELEVANCE:{order:"relevance",direction:-1},
NAME:{order:"name",direction:1},PRICE_ASC:{order:"price",direction:1},PRICE_DESC:{order:"price",direction:-1},NEWEST:{order:"\
newest",direction:-1},BEST_SELLING:{order:"sold",direction:-1}},Vt=class{#e;#n;constructor(e,n=_d){this.#e=e,this.#n=n}async page(e){
let n=new Set(e.tags?.map(b=>b.trim().toLowerCase()));n.size>T.maxTags&&f("INVALID",`Give at most ${T.maxTags} tags.`,"t\
ags");let t=To(e.search,[...n]),r=e.sort??(e.search?.trim()?"RELEVANCE":"NAME");if(e.search?.trim()&&t.every(b=>b.startsWith(
"#")))return{entries:[],more:!1,cursor:null};let{order:o,direction:i}=Ad[t.length===0&&r==="RELEVANCE"?"BEST_SELLING":r],
a=(e.backward??!1)===(i===1)?-1:1,l=Md(e.cursor,o,e.backward?"before":"after"),{keys:d}=this.#e,[c,u,m,p,...h]=await this.#e.
run(Rd,[d.catalogue("products"),d.catalogue("text"),d.catalogue("postings"),d.catalogue("skus"),d.catalogue("names"),d.catalogue(
"frequent"),d.catalogue("bits"),d.catalogue("slice"),d.catalogue(o==="name"||o==="price"?o:"sold")],[o,a,e.size,l?.level??
"",l?.key??"",l?.member??"",this.#n.maxListed,this.#n.maxSorted,this.#n.walkStep,this.#n.maxTexts,...t]),g=[];for(let b=0;b<
h.length;b+=4){let k={level:h[b],key:h[b+1],member:h[b+2]};g.push(new qr(o,k,Dr(h[b+3])))}return e.backward&&g.reverse(),
{entries:g,more:c===1,cursor:p===""?null:ni(o,{level:u,key:m,member:p})}}},qr=class{product;#e;#n;constructor(e,n,t){this.#e=
e,this.#n=n,this.product=t}get cursor(){return ni(this.#e,this.#n)}};function ni(s,{level:e,key:n,member:t}){return Buffer.
from(`${s}
${e}
${n}
${t}`).toString("base64url")}function Md(s,e,n){if(!s)return null;let[t,r="",o="",i=""]=Buffer.from(s,"base64url").toString().
split(`
`),a=/^[123]$/.test(r)&&/^\d{1,16}$/.test(o)&&(e==="name"?/\0\d{8}$/:/^\d{8}$/).test(i);return(t!==e||!a)&&f("INVALID",`${n}\
 is not a cursor of this list and sort.`,n),{level:r,key:o,member:i}}var re={maxNeighbours:200,maxTogether:20,minSupport:5.5,halfLifeMs:720*36e5,ttlMs:4320*36e5,rememberMs:168*36e5,maxRanked:60,
rankedAtOnce:10,maxTrending:2e5,maxFirst:50},Pd={view:1,cart:3,purchase:5},Td=17356896e5,Cd=y("recommendation-learn"),Id=y(
"recommendation-trend"),$t=class{#e;#n;#t;#r;#s;constructor(e,n,t,r){this.#e=e,this.#n=n,this.#t=t,this.#r=r,this.#s=new N(
e.client)}async learn(e,n){let t=n.map(({skus:i,eventId:a})=>({skus:[...new Set(i)].slice(0,re.maxTogether),eventId:a}));
await Promise.all(t.map(i=>this.#o(e,i)));let r=[...new Set(t.flatMap(({skus:i})=>i.length>1?i:[]))],{rankedAtOnce:o}=re;
for(let i=0;i<r.length;i+=o)await Promise.all(r.slice(i,i+o).map(a=>this.#i(a)))}async#o(e,{skus:n,eventId:t}){let{keys:r}=this.#e,
{halfLifeMs:o,maxNeighbours:i,maxTrending:a,ttlMs:l,rememberMs:d}=re;if(n.length===0)return;let c=Pd[e];await this.#e.run(
Id,[r.trending,r.trendingSeen(t)],[c,o,a,l,d,...n]),n.length!==1&&await Promise.all(n.map(u=>this.#e.run(Cd,[r.recommendation(
u,"together"),r.recommendationSeen(u,t)],[c,o,i,l,d,u,...n.filter(m=>m!==u)])))}async#i(e){let{client:n,keys:t}=this.#e,
r=t.recommendation(e,"together"),o=ti(await n.zrevrange(r,0,re.maxRanked,"WITHSCORES")),i=re.minSupport*2**((await this.#s.
nowMs()-Td)/re.halfLifeMs),a=[...o].filter(([p,h])=>p!==e&&h>=i);if(a.length===0)return;let[l,...d]=await n.zmscore(t.trending,
e,...a.map(([p])=>p)),c=a.map(([p,h],g)=>({other:p,score:h/Math.sqrt(Number(l??h)*Number(d[g]??h))})),u=t.recommendation(
e,"top"),m=await n.multi().del(u).zadd(u,...c.flatMap(({other:p,score:h})=>[h,p])).pexpire(u,re.ttlMs).exec();for(let[p]of m??
[])if(p)throw p}async forProduct(e,n){return this.#d(await this.#a([e]),new Set([e]),n)}async forBasket(e,n){return this.#d(
await this.#a(e.slice(-re.maxTogether)),new Set(e),n)}async#a(e){let{client:n,keys:t}=this.#e,r=await Promise.all(e.map(
i=>n.zrevrange(t.recommendation(i,"top"),0,-1,"WITHSCORES"))),o=new Map;for(let i of r)for(let[a,l]of ti(i))o.set(a,(o.get(
a)??0)+l);return[...o].sort(([i,a],[l,d])=>d-a||(i<l?-1:1)).map(([i])=>i)}async#d(e,n,t){let r=Math.min(t,re.maxFirst),o=await this.#u(
e.filter(a=>!n.has(a)).slice(0,r*3)),i=new Set([...n,...e]);for(let a of[()=>this.#l(r+i.size),()=>this.#c(r+i.size)]){if(o.
length>=r)break;let l=(await a()).filter(d=>!i.has(d));for(let d of l)i.add(d);o.push(...await this.#u(l))}return o.slice(
0,r)}#l(e){return this.#e.client.zrevrange(this.#e.keys.trending,0,e-1)}async#c(e){return(await this.#r.page({sort:"BEST\
_SELLING",size:Math.min(100,e)})).entries.map(t=>t.product.sku)}async#u(e){let[n,t]=await Promise.all([this.#n.many(e),this.#t.
many(e)]);return n.filter((r,o)=>r?.active===!0&&(t[o]?.available??0)>0)}};function ti(s){let e=new Map;for(let n=0;n<s.
length;n+=2)e.set(s[n],Number(s[n+1]));return e}function ri(s,e,n={}){let t=new Gn(s,e),r=new Lt(s,{onEvent:c=>t.relay(c)}),o=new vt(s),i=new Vt(s),a=new Ot(s,n),l=new Ct(
s,o,a),d=n.payments??new Ht(s);return{catalogue:o,products:i,inventory:a,carts:l,checkouts:new Nt(s,{carts:l,inventory:a,
orders:r,payments:d}),orders:r,orderActions:new Dt(r,a,d),orderImports:new Gt(s),outbox:t,recommendations:new $t(s,o,a,i)}}function Ld(s,e={}){let n=new Jn(s),t=new jn(s),r=new _t(s),o=new Et(s,n),i=new ct(s,{goals:t,beforeCounting:a=>o.note(a)});
return{...ri(s,n,e.shop),redis:s,jobs:n,jobEvents:new Xn(s),jobLeases:new Me(s),jobSchedules:new Pe(s),messages:new et(s),
messageReports:new nt(s),metrics:i,recentViews:o,cartOutbox:new Vn(s,n,i),experiments:t,accounts:new _n(s,e.passwords,e.
onSecurityEvent),sessions:new Tt(s,e.sessions,e.onSecurityEvent),rateLimits:new wt(s,e.rateLimits),cache:new Dn(s,e.cache),
services:r,serviceChanges:new Rt(s,r)}}var O=class extends Error{name="UnrecoverableError"},Oe=class extends Error{name="RetryLaterError";delayMs;constructor(e,n){
super(e),this.delayMs=n}};import{randomBytes as Nd}from"node:crypto";import{hostname as Od}from"node:os";function Kt(){return`${Od().replace(/[^\w.-]/g,
"-").slice(0,60)}-${process.pid}-${Nd(3).toString("hex")}`}var De={stepsUnderWay:2,pollMs:1e3,afterErrorMs:500},Ge=class{#e;#n;#t=[];#r=0;#s=0;#o=!0;#i=0;#a;#d;#l=!1;#c=Number.POSITIVE_INFINITY;#u;#m;constructor(e,n){
this.#e=e,this.#n=n,this.#u=new Promise(t=>{this.#m=t}),this.rouse()}rouse(){this.#o=!0,this.#i+=1,this.#h()}finish(e){this.#t.
push(e),this.#h()}stop(){this.#l=!0,this.#h()}drain(e){return this.#c=e,this.#h(),this.#u}#h(){this.#a??=setImmediate(()=>{
this.#a=void 0,this.#f()})}#f(e=0){let n=this.#p(e);(this.#t.length>0||n>0&&this.#o)&&this.#r<De.stepsUnderWay&&this.#y(
n),this.#r===0&&this.#t.length===0&&e===0&&this.#c<Number.POSITIVE_INFINITY&&this.#b()}#p(e){if(this.#l)return 0;let n=this.#n.
capacity(),t=n-this.#n.held()-e-this.#s;return Math.max(0,Math.min(t,Math.ceil(n/De.stepsUnderWay)))}async#y(e){let{step:n,
onError:t,take:r}=this.#n,o=this.#t,i=this.#i;this.#t=[],this.#r+=1,this.#s+=e;try{let{client:a}=this.#e;a.status!=="rea\
dy"&&await cn(a,De.pollMs);let{taken:l,nextDueMs:d}=await n(e,o);this.#r-=1,this.#s-=e,l.length===e?this.#o||=e>0:i===this.#i&&
this.#g(d??De.pollMs),this.#f(l.length);for(let c of l)r(c)}catch(a){this.#s-=e,this.#t=[...o,...this.#t],t(a),await new Promise(
l=>setTimeout(l,De.afterErrorMs)),this.#r-=1,Date.now()>this.#c&&this.#b()}this.#h()}#g(e){this.#o=!1,clearTimeout(this.#d),
this.#d=setTimeout(()=>this.rouse(),Math.min(e,De.pollMs))}#b(){clearTimeout(this.#d),this.#m()}};async function qt(s,e){let n,t=new Promise(r=>{n=setTimeout(r,s)});await Promise.race([e,t]),clearTimeout(n)}var ke={withinMs:5,jobs:50,patienceMs:50,fading:.98},Yt=class{#e;#n;#t=[];#r=Number.POSITIVE_INFINITY;#s=!1;#o;constructor(e,n){
this.#e=e,this.#n=n}get size(){return this.#t.length}get most(){return Math.min(ke.jobs,Math.floor(this.#e*ke.withinMs/this.#r))}learn(e){
this.#r=this.#s?Math.max(e,this.#r*ke.fading):e,this.#s=!0}add(e){this.#t.push({job:e,since:performance.now()}),this.#o??=
setTimeout(()=>this.#i(),ke.patienceMs)}next(){return this.#t.shift()?.job}giveBack(e){let n=this.#t.filter(({job:t})=>e(
t));if(n.length!==0){this.#t=this.#t.filter(t=>!n.includes(t));for(let{job:t}of n.reverse())this.#n(t)}}#i(){this.#o=void 0;
let e=performance.now()-ke.patienceMs;(this.#t[0]?.since??e)<e&&(this.learn(ke.patienceMs),this.giveBack(()=>!0)),this.size>
0&&(this.#o=setTimeout(()=>this.#i(),ke.patienceMs))}};async function si(s,e){let n=s["~standard"].validate(e),t=n instanceof Promise?await n:n;if(!t.issues)return t.value;let r=t.
issues.map(({message:o,path:i=[]})=>{let a=i.map(l=>String(typeof l=="object"?l.key:l));return a.length>0?`${a.join(".")}\
: ${o}`:o});throw new Error(`The payload does not fit. ${r.join("; ")}`)}var oi={linesBetweenFlushes:100},jt=class{job;#e;#n;#t;#r;#s=[];constructor(e){this.job=e}async run(e){let n=this.#i(),t=await new Promise(
r=>{this.#t=r,this.#o(e).then(o=>r({kind:"COMPLETED",result:o}),o=>r(ii(o)))});return clearTimeout(n),t}abort(e){this.#n??=
e,this.#e?.abort(e),this.#t?.(ii(e))}get signal(){return this.#e??=new AbortController,this.#n&&!this.#e.signal.aborted&&
this.#e.abort(this.#n),this.#e.signal}progress(e,n){this.#r={done:Math.min(1,Math.max(0,e)),message:n}}log(e){this.#s.length<
oi.linesBetweenFlushes&&this.#s.push(e)}get hasNotes(){return this.#r!==void 0||this.#s.length>0}takeNotes(){let e={progress:this.#r,
lines:this.#s};return this.#r=void 0,this.#s=[],e}putBack({progress:e,lines:n}){this.#r??=e,this.#s=[...n,...this.#s].slice(
-oi.linesBetweenFlushes)}async#o(e){let{name:n,payload:t}=this.job;if(!e)throw new O(`No handler is registered for jobs \
named ${JSON.stringify(n)}`);let r;try{r=await si(e.payload,t)}catch(i){throw new O(i.message)}let o=await e.run(r,new Yr(
this));return Un(o),o}#i(){let{timeoutMs:e}=this.job;if(e!==0)return setTimeout(()=>this.abort(new Error(`The attempt to\
ok longer than ${e} ms`)),e)}},Yr=class{#e;constructor(e){this.#e=e}get job(){return this.#e.job}get signal(){return this.#e.
signal}get progress(){let e=this.#e;return(n,t)=>e.progress(n,t)}get log(){let e=this.#e;return n=>e.log(n)}};function ii(s){
let e=s instanceof Error?s.message:String(s),n=s instanceof Error?s.stack:void 0;return s instanceof Oe?{kind:"FAILED",message:e,
stack:n,retry:!0,delayMs:s.delayMs}:{kind:"FAILED",message:e,stack:n,retry:!(s instanceof O)}}var ai={notesEveryMs:100,renewAt:1/3},Bt=class{#e;#n;#t;#r=performance.now();#s;#o=!1;constructor(e,n,t){this.#e=e,this.#n=
n,this.#t=t,this.#i()}async flush(e){await this.#d([e],0)}stop(){this.#o=!0,clearTimeout(this.#s)}#i(){this.#s=setTimeout(
async()=>{await this.#a(),this.#o||this.#i()},ai.notesEveryMs)}async#a(){let{leaseMs:e}=this.#t,n=performance.now(),t=n-
this.#r>=e*ai.renewAt;await this.#d([...this.#n.keys()],t?e:0)&&t&&(this.#r=n)}async#d(e,n){let t=new Map,r=[];for(let o of e){
let i=o.takeNotes(),{progress:a,lines:l}=i;if(!a&&l.length===0&&n===0)continue;t.set(o,i);let{id:c,fence:u}=o.job;r.push(
{attempt:o,touch:{id:c,fence:u,progress:a?.done,message:a?.message,log:l[0]}});for(let m of l.slice(1))r.push({attempt:o,
touch:{id:c,fence:u,log:m}})}if(r.length===0)return!0;try{return(await this.#e.touch(this.#t.queue,n,r.map(({touch:i})=>i))).
forEach((i,a)=>{if(i==="HELD")return;let l=i==="LEASE_LOST"?"The lease was lost":"The job was cancelled";r[a]?.attempt.abort(
new O(l))}),!0}catch(o){for(let[i,a]of t)i.putBack(a);return this.#t.onError(o),!1}}};function He(s,e,n){let t=!1,r,o=Promise.resolve(),i=()=>{r=setTimeout(()=>{o=e().then(()=>{},n).then(()=>{t||i()})},s)};
return i(),()=>(t=!0,clearTimeout(r),o)}var Dd=1e3;function Ut(s,e,n){return He(Dd,async()=>{for(let r of await e())await s.fire(r)},n)}function li({queue:s,handlers:e,concurrency:n,leaseMs:t,workerId:r}){let o=(d,c,u)=>{if(!d)throw new Error(`A worker's ${c}\
 ${u}`)},i=(d,c,u)=>d===void 0||Number.isInteger(d)&&d>=c&&d<=u;o($(s),"queue",W),o(i(n,1,w.concurrencyMax),"concurrency",
`must be a whole number from 1 to ${w.concurrencyMax}`),o(i(t,w.leaseMinMs,w.leaseMaxMs),"leaseMs",`must be from ${w.leaseMinMs}\
 ms to 24 hours`),o(r===void 0||/^[\w.:@-]{1,100}$/.test(r),"workerId","must be 1 to 100 letters, digits or . : @ - _");
let a=e.map(({name:d})=>d),l=a.find((d,c)=>a.indexOf(d)!==c);o(l===void 0,"handlers",`must have different names: ${JSON.
stringify(l)} is there twice`)}var di={closeDeadlineMs:5e3,handInMs:5e3},on=class{#e;#n;#t;#r;#s;#o=new Map;#i;#a;#d;#l;#c;#u=!1;#m;constructor(e,n){li(
n);let{redis:t,release:r}=hn(e);this.#e=t,this.#n=r,this.#t=new Me(this.#e,n.retention),this.#r={concurrency:10,leaseMs:3e4,
workerId:Kt(),onError:()=>{},...n};let{queue:o,workerId:i,leaseMs:a,onError:l}=this.#r;this.#s=new Map(n.handlers.map(d=>[
d.name,d])),this.#i=new Yt(this.#r.concurrency,d=>this.#g(d)),this.#a=new Bt(this.#t,this.#o,this.#r),this.#d=this.#e.listen(
this.#e.keys.queueWake(o),d=>this.#b(d)),this.#l=Ut(new Pe(this.#e),async()=>[o],l),this.#c=new Ge(this.#e,{onError:l,step:async(d,c)=>{
let{claimed:u,nextDueMs:m}=await this.#t.step({queue:o,workerId:i,want:d,leaseMs:a,finished:c});return{taken:u,nextDueMs:m}},
capacity:()=>this.#r.concurrency+this.#i.most,held:()=>this.#o.size+this.#i.size,take:d=>this.#f(d)})}close({deadlineMs:e=di.
closeDeadlineMs}={}){return this.#m??=this.#h(e),this.#m}async#h(e){let n=Date.now()+e+di.handInMs;this.#u=!0,this.#d(),
this.#l(),this.#c.stop(),this.#i.giveBack(()=>!0),await qt(e,Promise.all(this.#o.values()));for(let t of this.#o.keys())
this.#o.delete(t),this.#g(t.job),t.abort(new Error("The worker ends"));await this.#c.drain(n),this.#a.stop(),this.#n()}#f(e){
this.#u?this.#g(e):this.#o.size<this.#r.concurrency?this.#p(e):this.#i.add(e)}#p(e){let n=new jt(e);this.#o.set(n,this.#y(
n))}async#y(e){let{id:n,fence:t,name:r}=e.job,o=performance.now(),i=await e.run(this.#s.get(r));e.hasNotes&&await this.#a.
flush(e),this.#o.delete(e)&&this.#c.finish({id:n,fence:t,outcome:i}),this.#i.learn(performance.now()-o);let a=this.#i.next();
a&&this.#p(a)}#g({id:e,fence:n}){this.#c.finish({id:e,fence:n,outcome:{kind:"GIVEN_BACK"}})}#b(e){let[n,...t]=e.split(" ");
n==="q"?this.#w(new Set(t.map(r=>`${this.#r.queue}:${r}`))):this.#c.rouse()}#w(e){for(let n of this.#o.keys())e.has(n.job.
id)&&n.abort(new O("The job was cancelled"));this.#i.giveBack(({id:n})=>e.has(n))}};import{hostname as Gd}from"node:os";var jr={heartbeatsPerTtl:3,retryMs:1e3,jitter:.2},Ft=class s{instanceId;#e;#n;#t=!1;#r;#s="UP";#o;#i=Promise.resolve();#a=!1;#d;constructor(e,n){
this.#e=e,this.#n=n,this.instanceId=n.instanceId??Kt()}static async join(e,n){let t=new s(e,n);try{await t.#h(),t.#u(!1)}catch(r){
if(r instanceof v)throw r;n.onError?.(r),t.#u(!0)}return t}async setStatus(e){this.#s=e,this.#r=e,await this.#m()}leave({
drainMs:e=0}={}){return this.#d??=this.#l(e),this.#d}async#l(e){e>0&&(await this.setStatus("DRAINING"),await new Promise(
n=>setTimeout(n,e))),this.#a=!0,clearTimeout(this.#o),await this.#i;try{await this.#e.deregister(this.#c)}catch(n){ci(n)||
this.#n.onError?.(n)}}get#c(){return{service:this.#n.service,instanceId:this.instanceId}}#u(e){let n=(this.#n.ttlSeconds??
Q.ttlDefaultSeconds)*1e3/jr.heartbeatsPerTtl,t=e?Math.min(n,jr.retryMs):n;clearTimeout(this.#o),this.#o=setTimeout(()=>{
this.#m()},t*(1+jr.jitter*(2*Math.random()-1))),this.#o.unref()}async#m(){let e=!1;try{await this.#h()}catch(n){e=!0,this.#n.
onError?.(n)}this.#a||this.#u(e)}#h(){let e=this.#i.then(()=>this.#a?void 0:this.#f());return this.#i=e.catch(()=>{}),e}async#f(){
let e=this.#r;if(this.#t)try{return await this.#e.heartbeat({...this.#c,status:e}),this.#p(e)}catch(n){if(!ci(n))throw n;
this.#t=!1}await this.#e.register({...this.#n,instanceId:this.instanceId}),this.#t=!0,this.#s!=="UP"&&await this.#e.heartbeat(
{...this.#c,status:this.#s}),this.#p(e)}#p(e){this.#r===e&&(this.#r=void 0)}};function ci(s){return s instanceof v&&s.problems[0]?.
code==="NOT_FOUND"}var Hd="0.1.0";function ui(s,e,n){let t=o=>n.warn({err:o,service:e.service},"the registry of services could not be told \
of this process"),r=Ft.join(s,{service:e.service,address:e.address??Gd(),version:Hd,metadata:{pid:process.pid,node:process.
version,...e.metadata},onError:t}).catch(t);return async()=>(await r)?.leave()}import{setTimeout as Vd}from"node:timers/promises";import{z as mi}from"zod";var pi={name:"demo.countdown",payload:mi.object({seconds:mi.number().int().min(1).max(300)}),async run({seconds:s},{signal:e,
progress:n,log:t}){for(let r=1;r<=s;r+=1)await Vd(1e3,void 0,{signal:e}),n(r/s,`${s-r} to go`),t(`${s-r}`);return{counted:s}}};import{z as Jt}from"zod";var Ve=Jt.object({orderId:Jt.string(),event:Jt.string(),atMs:Jt.number()});function fi(s){let e=async n=>{let t=await s.
orders.get(n);if(!t)throw new O(`There is no order ${n}`);return t};return[{name:"checkout.record",payload:Ve,async run({
orderId:n,atMs:t}){let r=await s.orders.record(n);if(!r)return{counted:0};let{visitor:o}=r,{accepted:i}=await s.metrics.
track($n,[{id:`checkout:${n}`,type:"CHECKOUT",visitorId:o,at:new Date(t)}]);return{counted:i}}},{name:"order.record",payload:Ve,
async run({orderId:n}){let t=await e(n);await s.orders.index(t),await s.carts.takeOutBought(t.owner,t.id,t.lines),await s.
catalogue.countSold(t.id,t.lines);let{accepted:r}=await s.metrics.track($n,[{id:`purchase:${t.id}`,type:"PURCHASE",visitorId:t.
visitor,value:t.total,at:t.placedAt}]);return{counted:r}}},{name:"order.receipt",payload:Ve,async run({orderId:n}){let t=await e(
n);return{receipt:$d(t)}}},{name:"order.fulfilment",payload:Ve,async run({orderId:n}){let{number:t,lines:r}=await e(n);return{
order:t,pick:r.map(({sku:o,quantity:i})=>({sku:o,quantity:i}))}}},{name:"order.recommend",payload:Ve,async run({orderId:n}){
let t=await e(n);return await s.recommendations.learn("purchase",[{skus:t.lines.map(r=>r.sku),eventId:`purchase:${t.id}`}]),
{products:t.lines.length}}},{name:"order.compensate",payload:Ve,async run({orderId:n,event:t}){return await s.orderActions.
compensate(n,t),{compensated:t}}}]}function $d(s){let e=s.lines.map(({quantity:n,name:t,total:r})=>`${n} x ${t}: ${at(r)}`);
return[`Order ${s.number}`,...e,`Total: ${at(s.total)} ${s.total.currency}`].join(`
`)}import{z as Wt}from"zod";function yi({carts:s,recentViews:e,recommendations:n}){return[{name:"cart.recommend",payload:Wt.object({owner:Wt.string()}),
async run({owner:t},{job:r}){let o=((await s.get(t))?.lines??[]).map(i=>i.product.sku);return await n.learn("cart",[{skus:o,
eventId:r.id}]),{products:o.length}}},{name:"views.recommend",payload:Wt.object({visitor:Wt.string()}),async run({visitor:t},{
job:r}){let o=await e.of(t);return await n.learn("view",[{skus:o,eventId:r.id}]),{products:o.length}}}]}function gi(s){return[pi,...fi(s),...yi(s)]}var bi={everyMs:250,resumeAtOnce:20},Xt=class{#e;#n;#t;constructor(e,n){this.#e=e,this.#n=n,this.#t=He(bi.everyMs,()=>this.
tend(),n)}async tend(){let{inventory:e,orders:n,checkouts:t,outbox:r,cartOutbox:o}=this.#e;await r.relayAll(),await o.relayAll(),
await e.sweep();for(let i=0;i<se;i++){let a=await n.abandoned(i,bi.resumeAtOnce);for(let l of await Promise.allSettled(a.
map(d=>t.resume(d))))l.status==="rejected"&&this.#n(l.reason)}}close(){return this.#t()}};var Kd=1e3;function wi(s,e){return He(Kd,async()=>{for(;await s.sweep(););},e)}function qd(s,e,n){let t=u=>n.warn({err:u},"a worker could not reach its queue"),r=gi(s),o=e.map(u=>new on(s.redis,{queue:u,
handlers:r,onError:t})),i=async()=>(await s.jobs.queueNames()).filter(u=>!e.includes(u)),a=Ut(s.jobSchedules,i,t),l=wi(s.
services,u=>n.warn({err:u},"the registry of services could not be looked after")),d=e.includes(he)?new Xt(s,t):null,c=e.
length>0?ui(s.services,{service:"mortar-worker",metadata:{queues:e}},n):async()=>{};return{async close(){await c(),await Promise.
all([a(),l()]),await d?.close(),await Promise.all(o.map(u=>u.close()))}}}var Yd=y("message-step"),jd=y("message-dead"),zt=class{#e;#n;constructor(e){this.#e=e,this.#n=new ae(e)}async step(e){let{
topic:n,group:t,ended:r,renewed:o}=e;an(e),await this.#n.add(n);let{unusedMs:i,groupsPerTopic:a,pending:l,page:d,dead:c}=_,
u=[],m=[];for(let{delivery:A,outcome:C}of r)if(C.kind==="ACKNOWLEDGED")u.push(A.cursor);else if(C.kind==="GIVEN_BACK")m.
push("b",A.cursor,A.attempt,0,"");else{let{error:q,retry:ve,delayMs:$e}=C,Zt=q.slice(0,_.errorLength),ki=Math.min($e,_.backoffMaxMs);
m.push(ve?"f":"x",A.cursor,A.attempt,ki,Zt)}let p=await this.#e.run(Yd,[this.#e.keys.topic(n)],[t,i,e.from.toLowerCase(),
a,l,e.want,d.bytes,e.leaseMs,e.maxAttempts,c.messages,c.bytes,u.length,...u,o.length,...o.flatMap(({cursor:A,attempt:C})=>[
A,C]),...m]);if(!p)return f("LIMIT_EXCEEDED",`group is new, and the topic has ${a}, the most`,"group");let[h,g,b,k,x]=p;
return{held:o.map((A,C)=>!h.includes(C)),taken:[...Bd(n,g),...Ud(n,b,k)],nextDueMs:x<0?null:x}}async dead({topic:e,group:n},t){
an({topic:e,group:n});let r=t===void 0?"-":`(${t}`,o=this.#e.keys.topicDead(e,n);return(await this.#e.client.xrange(o,r,
"+","COUNT",_.deadPage)).map(([a,[,l="",,d,,c="",,u="null"]])=>({id:a,cursor:l,topic:e,payload:JSON.parse(u),at:new Date(
K(l)),attempt:Number(d),error:c,diedAt:new Date(K(a))}))}replayDead(e,n=_.deadPage){return this.#t(e,1,n)}purgeDead(e,n=_.
deadPage){return this.#t(e,0,n)}async#t({topic:e,group:n},t,r){an({topic:e,group:n}),r>=1&&r<=_.deadPage||f("INVALID",`l\
imit must be from 1 to ${_.deadPage}`,"limit");let{keys:o}=this.#e,{unusedMs:i,dead:a}=_,l=[n,i,o.topicChanged(e),t,r,a.
messages];return await this.#e.run(jd,[o.topic(e)],l)}};function an({topic:s,group:e}){ye(s),$(e)||f("INVALID",`group ${W}`,
"group")}function Bd(s,e){let n=[];for(let t=0;t<e.length;t+=4){let[r,o,i,a]=e.slice(t,t+4),l=new Date(K(r));n.push({cursor:r,
topic:s,payload:JSON.parse(a),at:l,attempt:o,missed:i})}return n}function Ud(s,e,n){let[t]=e;if(!t)return[];let r=new X(
D("0-0",t[1]-1));return Qn(s,e,r).map((i,a)=>({...i,missed:a===0?n:i.missed,attempt:1}))}var Br={closeDeadlineMs:5e3,handInMs:5e3,renewAt:1/3},Ur=class{ready;#e;#n;#t;#r;#s=new Map;#o;#i;#a;#d=!1;#l=!1;#c;constructor(e,n){
Fd(n);let{redis:t,release:r}=hn(e);this.#e=t,this.#n=r,this.#t=new zt(this.#e),this.#r={concurrency:10,leaseMs:_.leaseDefaultMs,
maxAttempts:_.attemptsDefault,backoff:_.backoffDefault,from:"NEWEST",onError:()=>{},...n};let{topic:o,concurrency:i,leaseMs:a,
onError:l}=this.#r,d=c=>{};this.ready=new Promise((c,u)=>{d=m=>m?u(m):c()}),this.ready.catch(()=>{}),this.#o=new Ge(this.#e,
{onError:c=>{c instanceof v&&d(c),l(c)},step:async(c,u)=>{let m=await this.#m(c,u,[]);return this.#d=!0,d(),m},capacity:()=>i,
held:()=>this.#s.size,take:c=>this.#h(c)}),this.#i=this.#e.listen(this.#e.keys.topicChanged(o),()=>this.#o.rouse()),this.#a=
setInterval(()=>{this.#y()},a*Br.renewAt)}close({deadlineMs:e=Br.closeDeadlineMs}={}){return this.#c??=this.#u(e),this.#c}async#u(e){
let n=Date.now()+e+Br.handInMs;this.#l=!0,this.#i(),this.#o.stop(),await qt(e,Promise.all([...this.#s.values()].map(({done:t})=>t)));
for(let t of[...this.#s.keys()])this.#p(t,{kind:"GIVEN_BACK"},new Error("The consumer ends"));await this.#o.drain(n),clearInterval(
this.#a),this.#n()}#m(e,n,t){let{topic:r,group:o,leaseMs:i,maxAttempts:a}=this.#r,l=this.#d?"LOST":this.#r.from;return this.#t.
step({topic:r,group:o,from:l,want:e,leaseMs:i,maxAttempts:a,ended:n,renewed:t})}#h(e){if(this.#l){this.#o.finish({delivery:e,
outcome:{kind:"GIVEN_BACK"}});return}let n=new Fr;this.#s.set(e,n),n.done=this.#f(e,n).then(t=>this.#p(e,t))}async#f(e,n){
let{handle:t,backoff:r,onError:o}=this.#r;try{return await t(e,n),{kind:"ACKNOWLEDGED"}}catch(i){n.aborted||o(i,e);let a=i instanceof
Error?i.message:String(i),l=Math.min(r.delayMs*2**(e.attempt-1),r.maxDelayMs),d=Math.ceil(l*(1-Math.random()/2)),c=i instanceof
Oe?i.delayMs:d;return{kind:"FAILED",error:a,retry:!(i instanceof O),delayMs:c}}}#p(e,n,t){let r=this.#s.get(e);r&&(this.#s.
delete(e),t&&r.abort(t),this.#o.finish({delivery:e,outcome:n}))}async#y(){let e=[...this.#s.keys()];if(e.length!==0)try{
let n=await this.#m(0,[],e);e.forEach((t,r)=>{n.held[r]||this.#p(t,{kind:"GIVEN_BACK"},new Error("The lease was lost"))})}catch(n){
this.#r.onError(n)}}},Fr=class{done=Promise.resolve();#e;#n;get signal(){return this.#e??=new AbortController,this.#n&&this.#e.
abort(this.#n),this.#e.signal}get aborted(){return this.#n!==void 0}abort(e){this.#n=e,this.#e?.abort(e)}};function Fd(s){
an(s);let{concurrency:e,leaseMs:n,maxAttempts:t,backoff:r}=s,{concurrencyMax:o,leaseMinMs:i,leaseMaxMs:a,attemptsMax:l,backoffMaxMs:d}=_;
ln("concurrency",e,1,o),ln("leaseMs",n,i,a),ln("maxAttempts",t,1,l),ln("backoff.delayMs",r?.delayMs,0,d),ln("backoff.max\
DelayMs",r?.maxDelayMs,0,d)}function ln(s,e,n,t){if(e===void 0||Number.isInteger(e)&&e>=n&&e<=t)return;let r=`${s} must \
be a whole number from ${n} to ${t}`;throw new v({code:"INVALID",message:r,field:s.split(".")})}export{Ur as MessageConsumer,Ee as RedisHandle,on as Worker,Ld as createStores,qd as startWorkers};
