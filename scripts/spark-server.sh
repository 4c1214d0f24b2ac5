#!/usr/bin/env bash
# A local Spark Connect server, for trying the spark target and for the tests.
#
#   bash scripts/spark-server.sh install            pip install pyspark, into a virtual environment below .cache/spark
#   bash scripts/spark-server.sh start [options]    starts one, waits until it is ready, prints SP_SPARK_REMOTE=sc://127.0.0.1:PORT
#   bash scripts/spark-server.sh status [--name N]  says whether it runs, and prints the same line
#   bash scripts/spark-server.sh stop [--name N]    ends it
#
# Options of start:
#   --port N           default: a free one
#   --name N           several servers at once; default: default
#   --delta --iceberg  with these table formats (their jars are fetched from Maven Central on the first use); Delta becomes
#                      part of the catalog spark_catalog, Iceberg is the catalog "local"
#   --catalog hive     tables outlive the server, in .cache/spark/warehouses/NAME; default: in-memory
#   --memory 1g        heap of the JVM
#   --cores 2          tasks at once
#   --token T          clients must send it
#   --conf K=V         any setting of Spark, repeatable
# Everything it writes is below .cache/spark. SP_PYSPARK_VERSION (4.1.*), SP_MAVEN_URL and JAVA_HOME are respected.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
base=$root/.cache/spark
venv=$base/venv
pyspark_version=${SP_PYSPARK_VERSION:-4.1.*}
maven_url=${SP_MAVEN_URL:-https://repo1.maven.org/maven2}
delta_version=4.4.0
iceberg_version=1.12.0

fail() {
  printf 'spark-server: %s\n' "$1" >&2
  [ $# -gt 1 ] && printf '  %s\n' "${@:2}" >&2
  exit 1
}

find_java() {
  java=${JAVA_HOME:+$JAVA_HOME/bin/java}
  java=${java:-$(command -v java || true)}
  [ -n "$java" ] && [ -x "$java" ] || fail 'Spark needs Java 17 or 21, and no java was found.' \
    'Debian, Ubuntu: apt-get install -y openjdk-17-jre-headless' 'macOS: brew install openjdk@17' 'or set JAVA_HOME.'
  local version
  version=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
  [ "${version:-0}" -ge 17 ] || fail "Spark 4 needs Java 17 or later; $java is version ${version:-unknown}." \
    'Debian, Ubuntu: apt-get install -y openjdk-17-jre-headless' 'or set JAVA_HOME to a newer one.'
}

spark_home() {
  "$venv/bin/python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))' 2>/dev/null
}

is_installed() {
  [ -x "$venv/bin/python" ] && [ -n "$(spark_home || true)" ]
}

install() {
  find_java
  if is_installed; then
    echo "spark-server: Spark is installed: $(spark_home)" >&2
    return
  fi
  local python
  python=$(command -v python3 || true)
  [ -n "$python" ] || fail 'pip is needed to fetch Spark, and no python3 was found.' \
    'Debian, Ubuntu: apt-get install -y python3 python3-venv'
  mkdir -p "$base"
  "$python" -m venv "$venv" >"$base/install.log" 2>&1 || fail "python3 -m venv failed; see $base/install.log" \
    'Debian, Ubuntu: apt-get install -y python3-venv'
  echo "spark-server: installing pyspark $pyspark_version (0.5 GB, about a minute)" >&2
  "$venv/bin/pip" install --no-cache-dir "pyspark==$pyspark_version" >>"$base/install.log" 2>&1 ||
    fail "pip install pyspark==$pyspark_version failed; see $base/install.log"
}

# fetch_jar GROUP ARTIFACT VERSION: a file of Maven Central in .cache/spark/jars
fetch_jar() {
  local file=$base/jars/$2-$3.jar
  if [ ! -f "$file" ]; then
    mkdir -p "$base/jars"
    echo "spark-server: fetching $2 $3" >&2
    curl -fsSL --retry 3 -o "$file.part" "$maven_url/${1//.//}/$2/$3/$2-$3.jar" ||
      fail "cannot fetch $2 $3 from $maven_url" 'Another mirror: SP_MAVEN_URL=https://… bash scripts/spark-server.sh start …'
    mv "$file.part" "$file"
  fi
  jars+=${jars:+,}$file
}

is_running() {
  [ -f "$folder/pid" ] && kill -0 "$(cat "$folder/pid")" 2>/dev/null
}

print_remote() {
  echo "SP_SPARK_REMOTE=sc://127.0.0.1:$(cat "$folder/port")"
}

# Warnings, and that the server is ready; Spark's own setting writes some dozen lines a statement.
write_log_settings() {
  mkdir -p "$folder/conf"
  cat >"$folder/conf/log4j2.properties" <<'LOG4J'
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{yy/MM/dd HH:mm:ss} %p %c{1}: %m%n%ex
logger.connect.name = org.apache.spark.sql.connect.service.SparkConnectServer
logger.connect.level = info
LOG4J
}

start() {
  if is_running && [ -s "$folder/port" ]; then
    echo "spark-server: $name runs already; its options are those it was started with" >&2
    print_remote
    return
  fi
  is_installed || install
  find_java
  local home conf=() extensions='' jars='' minor data=$folder
  home=$(spark_home)
  minor=$("$venv/bin/python" -c 'import pyspark; print(".".join(pyspark.__version__.split(".")[:2]))')
  rm -rf "$folder"
  [ "$catalog" = hive ] && data=$base/warehouses/$name
  mkdir -p "$folder/tmp" "$folder/artifacts" "$data"
  : >"$folder/server.log"
  write_log_settings
  [ "$with_delta$with_iceberg" = nono ] || [ "$minor" = 4.1 ] ||
    fail "Delta and Iceberg are fetched for Spark 4.1; $minor is installed." 'rm -r .cache/spark/venv, then install again.'
  if [ "$with_delta" = yes ]; then
    fetch_jar io.delta delta-spark_4.1_2.13 "$delta_version"
    fetch_jar io.delta delta-storage "$delta_version"
    extensions+=io.delta.sql.DeltaSparkSessionExtension
    conf+=(--conf spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog)
    # With the default (50) every statement after a commit takes several times longer on a small machine.
    conf+=(--conf spark.databricks.delta.snapshotPartitions=2)
  fi
  if [ "$with_iceberg" = yes ]; then
    fetch_jar org.apache.iceberg iceberg-spark-runtime-4.1_2.13 "$iceberg_version"
    extensions+=${extensions:+,}org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions
    conf+=(--conf spark.sql.catalog.local=org.apache.iceberg.spark.SparkCatalog --conf spark.sql.catalog.local.type=hadoop)
    conf+=(--conf "spark.sql.catalog.local.warehouse=$data/iceberg" --conf spark.sql.catalog.local.cache-enabled=false)
  fi
  [ -n "$extensions" ] && conf+=(--conf "spark.sql.extensions=$extensions" --jars "$jars")
  [ "$catalog" = hive ] && conf+=(--conf "spark.hadoop.javax.jdo.option.ConnectionURL=jdbc:derby:;databaseName=$data/metastore;create=true")
  [ -n "$token" ] && conf+=(--conf "spark.connect.authenticate.token=$token")
  for pair in ${extra[@]+"${extra[@]}"}; do conf+=(--conf "$pair"); done

  # Only 0-2 are open in the server: it would hold pipes and locks of whoever started it.
  (
    cd "$folder"
    export SPARK_HOME=$home SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_HOSTNAME=localhost JAVA_HOME=${JAVA_HOME:-}
    [ -n "$JAVA_HOME" ] || unset JAVA_HOME
    export SPARK_CONF_DIR=$folder/conf
    unset SPARK_REMOTE SPARK_CONNECT_MODE_ENABLED
    for fd in $(ls /proc/self/fd /dev/fd 2>/dev/null | grep -E '^[0-9]+$' | sort -un); do
      [ "$fd" -gt 2 ] && [ "$fd" -ne 255 ] && eval "exec $fd>&-" 2>/dev/null
    done
    detach=$(command -v setsid || command -v nohup)
    exec "$detach" "$home/bin/spark-submit" --class org.apache.spark.sql.connect.service.SparkConnectServer --name "sp-$name" \
      --master "local[$cores]" --driver-memory "$memory" \
      --conf spark.connect.grpc.binding.address=127.0.0.1 --conf "spark.connect.grpc.binding.port=$port" \
      --conf spark.driver.bindAddress=127.0.0.1 --conf spark.driver.host=127.0.0.1 --conf spark.ui.enabled=false \
      --conf "spark.sql.catalogImplementation=$catalog" --conf "spark.sql.warehouse.dir=$data/warehouse" \
      --conf "spark.local.dir=$folder/tmp" --conf "spark.sql.artifact.dir=$folder/artifacts" \
      --conf "spark.sql.shuffle.partitions=$cores" --conf "spark.default.parallelism=$cores" \
      --conf spark.sql.session.timeZone=UTC --conf spark.scheduler.mode=FAIR \
      ${conf[@]+"${conf[@]}"} \
      --driver-java-options "-Djava.net.preferIPv4Stack=true -XX:+UseSerialGC -Dderby.system.home=$folder" \
      </dev/null >"$folder/server.log" 2>&1
  ) &
  echo $! >"$folder/pid"
  local deadline=$((SECONDS + 120)) found=
  while [ $SECONDS -lt $deadline ]; do
    found=$(sed -n 's/.*Spark Connect server started at: .*:\([0-9][0-9]*\)$/\1/p' "$folder/server.log" 2>/dev/null | tail -n 1)
    [ -n "$found" ] && break
    is_running || { tail -n 5 "$folder/server.log" >&2 || true; fail "the server ended; its log is $folder/server.log"; }
    sleep 0.2
  done
  [ -n "$found" ] || { stop; fail "the server was not ready within 2 minutes; its log is $folder/server.log"; }
  echo "$found" >"$folder/port"
  print_remote
}

stop() {
  if ! is_running; then
    echo "spark-server: $name does not run" >&2
    return
  fi
  local pid
  pid=$(cat "$folder/pid")
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null || true
  rm -f "$folder/pid" "$folder/port"
  echo "spark-server: $name is stopped" >&2
}

status() {
  if is_running && [ -s "$folder/port" ]; then
    echo "spark-server: $name runs, process $(cat "$folder/pid"), log $folder/server.log" >&2
    print_remote
  else
    echo "spark-server: $name does not run" >&2
    exit 1
  fi
}

usage() {
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"
}

command=${1:-}
[ $# -gt 0 ] && shift
name=default port=0 with_delta=no with_iceberg=no catalog=in-memory memory=1g cores=2 token='' extra=()
while [ $# -gt 0 ]; do
  case $1 in
    --delta) with_delta=yes ;;
    --iceberg) with_iceberg=yes ;;
    --name | --port | --catalog | --memory | --cores | --token | --conf)
      [ $# -gt 1 ] || fail "$1 needs a value"
      case $1 in
        --name) name=$2 ;;
        --port) port=$2 ;;
        --catalog) catalog=$2 ;;
        --memory) memory=$2 ;;
        --cores) cores=$2 ;;
        --token) token=$2 ;;
        --conf) extra+=("$2") ;;
      esac
      shift
      ;;
    *) fail "unknown option $1" 'bash scripts/spark-server.sh help' ;;
  esac
  shift
done
case $catalog in in-memory | hive) ;; *) fail "--catalog is in-memory or hive, not $catalog" ;; esac
case $name in *[!A-Za-z0-9_-]* | '') fail '--name takes letters, digits, - and _' ;; esac
folder=$base/servers/$name
case $command in
  install | start | stop | status) "$command" ;;
  help | --help | -h) usage ;;
  *) usage >&2; exit 2 ;;
esac
