#!/bin/sh
# Starts the agent with the Node beside it and the state of this machine, whatever the environment says: Node, and the OpenSSL inside it,
# would load other code or other settings from it. What the agent itself reads is kept: the language, the proxy.
set -- /usr/lib/tiebreak-agent/node /usr/lib/tiebreak-agent/tiebreak-agent.cjs --state /var/lib/tiebreak "$@"
for name in LANG LC_ALL LC_MESSAGES HTTPS_PROXY https_proxy NO_PROXY no_proxy; do
  eval "value=\${$name-}"
  [ -z "$value" ] || set -- "$name=$value" "$@"
done
exec /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"
