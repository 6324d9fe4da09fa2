#!/bin/bash
# Whether the gateway is ready, by its operations listener. The image has no HTTP client but bash's own sockets.
exec 2>/dev/null
exec 3<>"/dev/tcp/127.0.0.1/${STAGEGATE_OPERATIONS_PORT:-9191}" || exit 1
printf 'GET /readyz HTTP/1.0\r\n\r\n' >&3
read -r -t 2 _ status _ <&3
[ "$status" = 200 ]
