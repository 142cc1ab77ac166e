#!/bin/sh
# L'agent sur une machine qui a déjà Node 22.15 ou plus récent : ./install.sh, ou ./install.sh --remove. En root.
# The agent on a machine that already has Node 22.15 or later: ./install.sh, or ./install.sh --remove. As root.
set -eu
library=/usr/lib/tiebreak-agent
units=/etc/systemd/system
here=$(cd "$(dirname "$0")" && pwd)

fail() {
  echo "install.sh: $1" >&2
  exit 2
}

[ "$(id -u)" = 0 ] || fail "root is needed"
if [ -f $library/node ] && [ ! -L $library/node ]; then fail "a package is installed: use it, or remove it first"; fi
running=no
[ ! -d /run/systemd/system ] || running=yes

if [ "${1-}" = --remove ]; then
  [ $running = no ] || systemctl disable --now tiebreak-agent.timer || true
  rm -rf $library /usr/sbin/tiebreak-agent $units/tiebreak-agent.service $units/tiebreak-agent.timer
  [ $running = no ] || systemctl daemon-reload
  echo "kept: /etc/tiebreak, /var/lib/tiebreak"
  exit 0
fi
[ $# = 0 ] || fail "unknown option: $1"

node=$(command -v node) || fail "node is not installed: version 22.15 or later is needed"
node=$(readlink -f "$node")
"$node" -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 22 || (major === 22 && minor >= 15) ? 0 : 1)' || fail "$node: version 22.15 or later is needed"

install -d -m 0755 $library /etc/tiebreak
install -m 0644 "$here"/lib/* $library
ln -sfn "$node" $library/node
install -D -m 0755 "$here/tiebreak-agent.sh" /usr/sbin/tiebreak-agent
install -d -m 0700 /var/lib/tiebreak /var/lib/tiebreak/inventories
[ -e /etc/tiebreak/agent.json ] || install -m 0600 "$here/agent.json" /etc/tiebreak/agent.json
[ -d $units ] || exit 0
install -m 0644 "$here/tiebreak-agent.service" "$here/tiebreak-agent.timer" $units
[ $running = no ] || systemctl daemon-reload
systemctl enable tiebreak-agent.timer
[ $running = no ] || systemctl restart tiebreak-agent.timer
