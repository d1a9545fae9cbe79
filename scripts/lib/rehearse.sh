# shellcheck shell=bash disable=SC2030,SC2031 # the rehearsal is a subshell on purpose
# Rehearses the edge after a build: a start and some clicks against a throw-away Redis, from which Java makes an AOT cache
# (classes loaded and linked, methods profiled). Edges that start with it are up sooner, warm sooner and take less memory.

# What every edge runs with; the cache serves only the same collector and object headers. A small young generation: events
# live for milliseconds. The cache is mapped where it was made for, so that its pages stay those of the file.
EDGE_JVM_FLAGS=(-XX:+UseSerialGC -Xmx128m -Xmn16m -XX:+UseCompactObjectHeaders -XX:-UsePerfData
  -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0)

REHEARSAL_CACHE=app.aot
REHEARSAL_CLICKS=4000
# LinkShard and LinkManifest (links.proto) of one link "rehearsal" with one rule, and the shard's name.
REHEARSAL_SHARD=Ck0IARABGAEiASoqCXJlaGVhcnNhbDI3aHR0cHM6Ly9leGFtcGxlLmNvbS8/Yz17Y2xpY2tfaWR9JnM9e3N1YjF9JnQ9e3V0bV90ZXJtfRJxCAEQARoJcmVoZWFyc2FsMmAIARIGbW9iaWxlIAEqCggHIgZtb2JpbGUqBggBIgJVUzI+CAEqOGh0dHBzOi8vZXhhbXBsZS5jb20vbT9jPXtjbGlja19pZH0mcz17c3ViMX0mdD17dXRtX3Rlcm19MGQaBggBEAEgAQ==
REHEARSAL_MANIFEST=CAEQARonCiBM9cs9AVHRc04v8bxNVkSgxU3Uy4htfvmthnJWgy8ADBABGMoB
REHEARSAL_SHA256=4cf5cb3d0151d1734e2ff1bc4d5644a0c54dd4cb886d7ef9ad867256832f000c

# rehearse_edge APP_DIR LOG: makes the cache, unless it is there. A rehearsal that fails costs the cache, nothing else.
rehearse_edge() {
  local app=$1 log=$2 began
  [[ ! -s $app/$REHEARSAL_CACHE ]] || return 0
  command -v redis-server >/dev/null && command -v redis-cli >/dev/null && command -v curl >/dev/null || return 0
  began=$(now_ms)
  if rehearse "$app" >"$log" 2>&1 </dev/null && [[ -s $app/$REHEARSAL_CACHE ]]; then
    say "rehearsal of the edge: done in $(seconds_since "$began") s"
  else
    rm -f "$app/$REHEARSAL_CACHE"
    warn "the edge could not be rehearsed (log: $log): it starts without its AOT cache"
  fi
}

rehearse() {
  (
    set -euo pipefail
    local app=$1 work address redis='' edge='' key=000102030405060708090a0b0c0d0e0f
    work=$(mktemp -d)
    trap 'end_rehearsal' EXIT
    # Of 127.93.0.0/16, so that two rehearsals and whatever else runs here don't meet.
    address=127.93.$((RANDOM % 254 + 1)).$((RANDOM % 254 + 1))
    redis-server --bind "$address" --port 6379 --dir "$work" --save "" --protected-mode no --daemonize no &
    redis=$!
    wait_until 10 redis-cli -h "$address" ping
    redis_hold "$address" "cfg:shard:$REHEARSAL_SHA256" "$REHEARSAL_SHARD"
    redis_hold "$address" cfg:manifest "$REHEARSAL_MANIFEST"
    redis-cli -h "$address" set cfg:version 1
    EDGE_NAME=rehearsal EDGE_REGION=none EDGE_LOOPS=1 EDGE_DATA_DIR=$work/data EDGE_REDIS_URI=redis://$address:6379 \
      EDGE_ID_KEYS=1:$key EDGE_VISITOR_KEY=$key EDGE_SEAL_KEY=$key$key EDGE_ADDRESS_KEY=1:$key$key \
      EDGE_HTTP_HOST=$address QUARKUS_MANAGEMENT_HOST=$address \
      "$JDK/bin/java" "${EDGE_JVM_FLAGS[@]}" --enable-native-access=ALL-UNNAMED "-XX:AOTCacheOutput=$app/$REHEARSAL_CACHE" \
      -jar "$app/quarkus-run.jar" &
    edge=$!
    wait_until 60 curl -fs -o /dev/null --max-time 2 "http://$address:9000/q/health/ready"
    curl -fs -o /dev/null "http://$address:9000/q/metrics" "http://$address:8080/robots.txt" || true
    curl -s -o /dev/null -A "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36" \
      -H 'Accept-Language: de-DE,de;q=0.9' -e https://www.google.com/ --max-time 60 \
      "http://$address:8080/rehearsal?sub1=a[1-$REHEARSAL_CLICKS]&utm_source=google&utm_term=shoes&gclid=Cj0KCQjw"
    curl -s -o /dev/null -d body=1 "http://$address:8080/rehearsal?sub1=post"
    curl -s -o /dev/null "http://$address:8080/nosuchlink"
    kill "$edge"
    wait "$edge"
    edge=''
  )
}

redis_hold() { # ADDRESS KEY BASE64
  base64 -d <<<"$3" | redis-cli -h "$1" -x set "$2"
}

end_rehearsal() {
  [[ -z $edge ]] || kill -9 "$edge" 2>/dev/null || true
  [[ -z $redis ]] || kill "$redis" 2>/dev/null || true
  wait
  rm -rf "$work"
}
