#!/usr/bin/env bash
# The whole way once, on a machine with a JDK 17+ and Maven: builds brx-sync, starts PostgreSQL, Redis and a simulated
# CardTrader, connects users, runs the real worker, and proves that the database equals the simulator.
#
#   examples/quickstart/run.sh [users] [products per user] [--with-catalog]
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
for tool in "$java" mvn; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "quickstart: '$tool' was not found; install a JDK 17 or newer and Maven 3.6.3 or newer" >&2
    exit 2
  fi
done

echo "Building brx-sync (the first time Maven fetches what it needs) ..."
mvn -q -B -ntp -f "$root/pom.xml" -pl brx-sync-cli,examples/quickstart -am -DskipTests -Dmaven.source.skip package

exec "$java" -Xmx1g -XX:+UseSerialGC -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
  -cp "$here/target/classes:$(cat "$here/target/classpath.txt")" \
  io.brxsync.examples.quickstart.Quickstart --distribution "$root/brx-sync-cli/target/brx-sync" "$@"
