#!/bin/sh
# Measures one thing at a time beside its floor and its rivals, on servers of its own.
# Usage: examples/benchmark/run.sh QUESTION [options]      (--help for all)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if [ ! -f "$here/target/class-path" ]; then
  (cd "$here/../.." && mvn -q -B -ntp -pl brx-sync-cli,examples/benchmark -am package -DskipTests)
fi
exec "$java" "-Xmx${BENCHMARK_HEAP:-1g}" -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
  -cp "$here/target/classes:$(cat "$here/target/class-path")" io.brxsync.examples.benchmark.Benchmark "$@"
