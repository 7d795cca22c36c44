-- Publishes on a channel. One that carries a hash tag, as `:+{tag}`, is of a slot of a cluster: its messages stay with the master of the
-- slot and its replicas.
local function publish(channel, text)
  if string.find(channel, ':+{', 1, true) then
    redis.call('SPUBLISH', channel, text)
  else
    redis.call('PUBLISH', channel, text)
  end
end
