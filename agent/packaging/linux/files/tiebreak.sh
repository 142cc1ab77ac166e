#!/bin/sh
# Starts the command line with the Node beside it.
unset NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS NODE_TLS_REJECT_UNAUTHORIZED OPENSSL_CONF OPENSSL_MODULES
exec /usr/lib/tiebreak/node /usr/lib/tiebreak/lib/cli/main.js "$@"
