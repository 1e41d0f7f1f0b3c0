#!/bin/sh
# Plays load and faults against real workers and servers, then checks every promise of the queue.
# Usage: examples/chaos/run.sh [--minutes 2] [--workers 4] [--seed N]   (--help for all)
#        examples/chaos/run.sh idle [--tasks 1000000]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ ! -f "$here/target/class-path" ]; then
  (cd "$here/../.." && mvn -q -B -ntp -pl examples/chaos -am package -DskipTests)
fi
exec java -Xmx256m -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp "$here/target/classes:$(cat "$here/target/class-path")" io.brxsync.examples.chaos.Chaos "$@"
