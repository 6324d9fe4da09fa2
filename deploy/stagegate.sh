#!/bin/sh
# The command inside the image.
exec java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseCompactObjectHeaders \
  -XX:MaxRAMPercentage=60 ${STAGEGATE_JAVA_OPTS:-} \
  -cp "$STAGEGATE_HOME/classes:$STAGEGATE_HOME/lib/*" io.stagegate.gateway.main.Main "$@"
