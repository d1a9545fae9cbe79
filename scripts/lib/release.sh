# shellcheck shell=bash disable=SC2154 # work, out, sbom and version are scripts/release's
# A release: packed, and tried.

# What of scripts/ a machine needs that has neither Maven nor sources.
RELEASE_COMMANDS=(cli doctor down drain install-certificate logs quarantine rebuild-queue recover-stderr reporting-login salvage-redis status up)
RELEASE_FOLDERS=(lib monitoring systemd)
RELEASE_FILES=(README.md LICENSE CHANGELOG.md SECURITY.md)
PACKED=''
UNIT_PIDS=()

pom_version() { sed -n '0,/<version>/s|.*<version>\(.*\)</version>.*|\1|p' "$ROOT_DIR/pom.xml"; }

# One moment for all files: that of the sources' pom, so that a clone without history has it, too.
release_time() { sed -n 's|.*<project.build.outputTimestamp>\(.*\)</project.build.outputTimestamp>.*|\1|p' "$ROOT_DIR/pom.xml"; }

source_commit() {
  local commit
  commit=$(git -C "$ROOT_DIR" rev-parse HEAD 2>/dev/null) || { printf 'unknown' && return; }
  if [[ -n $(git -C "$ROOT_DIR" status --porcelain --untracked-files=no) ]]; then commit+=-changed; fi
  printf '%s' "$commit"
}

# The parts of all modules, tests left out, as the plugin pinned in pom.xml lists them.
make_sbom() {
  local log=$work/sbom.log
  maven -q org.cyclonedx:cyclonedx-maven-plugin:makeAggregateBom >"$log" 2>&1 </dev/null \
    || { show_log_tail "$log"; die "the list of parts could not be made; --no-sbom packs without"; }
  jq -e '.bomFormat == "CycloneDX" and ([.components[] | select(.purl | startswith("pkg:maven/"))] | length) > 100' \
    "$ROOT_DIR/target/bom.json" >/dev/null || die "target/bom.json is no CycloneDX list of more than a hundred parts"
}

# pack_release: stages, sums and packs; PACKED is the file.
pack_release() {
  local name=clickway-$version stage module
  stage=$work/stage/$name
  is_built || die "nothing is built yet: run scripts/release without --no-build"
  mkdir -p "$stage/scripts" "$stage/apps" "$out"
  for module in "${APP_MODULES[@]}"; do
    cp -r "$(built_app "$module")" "$stage/apps/$module"
    rm -f "$stage/apps/$module/$REHEARSAL_CACHE" # another machine's JDK couldn't use it
  done
  (cd "$SCRIPTS_DIR" && cp -r "${RELEASE_COMMANDS[@]}" "${RELEASE_FOLDERS[@]}" README.md "$stage/scripts/")
  (cd "$ROOT_DIR" && cp -r docs "${RELEASE_FILES[@]}" "$stage/")
  if [[ -n $sbom ]]; then
    make_sbom
    cp "$ROOT_DIR/target/bom.json" "$stage/sbom.cdx.json"
  fi
  printf 'version=%s\ncommit=%s\n' "$version" "$(source_commit)" >"$stage/RELEASE"
  chmod -R u=rwX,go=rX "$stage"
  (cd "$stage" && find . -type f -printf '%P\0' | sort -z | xargs -0 sha256sum) >"$work/sums"
  mv "$work/sums" "$stage/SHA256SUMS"
  chmod 0644 "$stage/SHA256SUMS"
  ln -s scripts/systemd/install "$stage/install"
  PACKED=$out/$name-linux-x86_64.tar.gz
  tar --sort=name --mtime="$(release_time)" --owner=0 --group=0 --numeric-owner --format=gnu -C "$work/stage" -cf - "$name" \
    | gzip -n -6 >"$PACKED.new"
  mv "$PACKED.new" "$PACKED"
  (cd "$out" && sha256sum "${PACKED##*/}") >"$out/SHA256SUMS"
  rm -rf "$work/stage"
}

end_release() {
  local pid
  for pid in "${UNIT_PIDS[@]}"; do
    if kill "$pid" 2>/dev/null; then wait "$pid" 2>/dev/null || true; fi
  done
  if [[ -x $work/unpacked/scripts/down && -d $work/home ]]; then "$work/unpacked/scripts/down" --home "$work/home" --wipe >/dev/null || true; fi
  rm -rf "$work"
}

tried() { say "  ok: $*"; }

# try_release FILE: each step ends the trial when it fails.
try_release() {
  local release=$work/unpacked
  mkdir "$release"
  tar -xzf "$1" -C "$release" --strip-components=1 --no-same-owner
  try_install "$release"
  try_run "$release"
}

try_install() {
  local release=$1 prefix=$work/prefix first second newer=$work/newer
  "$release/install" --prefix "$prefix" --region eu --no-rehearsal >/dev/null
  [[ -x $prefix/opt/clickway/scripts/up && -f $prefix/etc/systemd/system/clickway-edge.service ]] || die "install left something out"
  grep -q '^EDGE_REDIS_URI=redis://edge:[0-9a-f]*@127.0.0.1:' "$prefix/etc/clickway/edge.env" || die "install wrote no login of Redis"
  first=$(installed_state "$prefix")
  "$release/install" --prefix "$prefix" --region eu --no-rehearsal >/dev/null
  [[ $(installed_state "$prefix") == "$first" ]] || die "install changed something when it ran again"
  tried "installed below a prefix; again: nothing changed"
  try_unit "$prefix"

  # A newer release: this one with another version in it, summed anew after it was refused.
  cp -r "$release" "$newer"
  sed -i 's/^version=.*/version=99/' "$newer/RELEASE"
  if "$newer/install" --prefix "$prefix" --no-rehearsal >/dev/null 2>&1; then die "install took a release that was changed after it was packed"; fi
  tried "a release that was changed is refused"
  (cd "$newer" && sed -i "s|.*  RELEASE\$|$(sha256sum RELEASE)|" SHA256SUMS)
  printf '# mine\n' >>"$prefix/etc/clickway/edge.env"
  mkdir -p "$prefix/var/lib/clickway/edge"
  printf 'spool' >"$prefix/var/lib/clickway/edge/spool"
  second=$(readlink "$prefix/opt/clickway")
  "$newer/install" --prefix "$prefix" --no-rehearsal >/dev/null
  [[ $(readlink "$prefix/opt/clickway") == clickway-99-* && -d $prefix/opt/$second ]] || die "the upgrade didn't turn the link, or took the older release away"
  [[ $(tail -n 1 "$prefix/etc/clickway/edge.env") == '# mine' && $(<"$prefix/var/lib/clickway/edge/spool") == spool ]] || die "the upgrade touched settings or data"
  tried "upgraded: settings, data and the older release stay"

  "$newer/install" --prefix "$prefix" --uninstall >/dev/null
  [[ ! -e $prefix/opt/clickway && ! -e $prefix/etc/systemd/system/clickway-edge.service && -f $prefix/var/lib/clickway/edge/spool ]] \
    || die "uninstall left something, or took data"
  "$newer/install" --prefix "$prefix" --uninstall --wipe >/dev/null
  [[ ! -e $prefix/etc/clickway && ! -e $prefix/var/lib/clickway ]] || die "--wipe left settings or data"
  rm -rf "$newer" "$prefix"
  tried "uninstalled: data stays; with --wipe nothing does"
}

# Redis and edge as the units start them, with the settings that install wrote; folders and addresses are the trial's.
try_unit() {
  local prefix=$1 address=127.$((64 + RANDOM % 190)).7.1 folder=$work/unit edge key
  key=$(sha256_of <<<"$address")
  mkdir -p "$folder/redis" "$folder/edge"
  sed -e "s|127.0.0.1|$address|; s|/var/lib/clickway/redis|$folder/redis|; s|/etc/clickway/|$prefix/etc/clickway/|" \
    "$prefix/etc/clickway/redis.conf" >"$folder/redis.conf"
  sed -E -e "s#127\.0\.0\.1|0\.0\.0\.0#$address#; s#/var/lib/clickway#$folder#" \
    -e "s#^(EDGE_ID_KEYS=1:|EDGE_VISITOR_KEY=)CHANGE_ME#\1${key:0:32}#; s#CHANGE_ME#$key#" "$prefix/etc/clickway/edge.env" >"$folder/edge.env"
  /usr/bin/redis-server "$folder/redis.conf" >"$folder/redis.log" 2>&1 </dev/null &
  UNIT_PIDS+=($!)
  (
    set -a
    # shellcheck source=/dev/null
    . "$folder/edge.env"
    set +a
    exec "$prefix/opt/clickway/scripts/systemd/run-app" edge-function
  ) >"$folder/edge.log" 2>&1 </dev/null &
  edge=$!
  UNIT_PIDS+=("$edge")
  wait_until 120 curl -fs -o /dev/null --max-time 2 "http://$address:9000/q/health/ready" \
    || { show_log_tail "$folder/redis.log" 5; show_log_tail "$folder/edge.log"; die "the edge of the installed unit is not ready"; }
  [[ $(curl -s -o /dev/null --max-time 5 -w '%{http_code}' "http://$address:8080/nosuchlink") == 404 ]] || die "the edge of the installed unit does not answer"
  wait_until 60 redis_has_events "$address" "$prefix" || die "the edge of the installed unit did not reach its Redis: $(tail -n 3 "$folder/edge.log")"
  kill "${UNIT_PIDS[@]}"
  wait "${UNIT_PIDS[@]}" || true
  UNIT_PIDS=()
  tried "Redis and edge of the unit, with the settings that install wrote"
}

# An edge speaks every second, clicks or none.
redis_has_events() { # ADDRESS PREFIX
  [[ $(REDISCLI_AUTH=$(sed -n 's/^REDIS_OPERATOR_EU=//p' "$2/etc/clickway/secrets.env") redis-cli -h "$1" -p "$REDIS_PORT" \
    --user operator --no-auth-warning xlen clickway:events) -gt 0 ]]
}

installed_state() { (cd "$1" && find . \( -type f -o -type l \) -printf '%P %s %m %T@ %l\n' | sort | sha256_of); }

# Maven and a clone are out of reach: nothing but the release, the JDK and Debian's packages.
try_run() {
  local release=$1 second began
  second=$((64 + RANDOM % 190))
  mkdir "$work/no-maven"
  printf '#!/bin/sh\necho "a release called Maven" >&2\nexit 97\n' | tee "$work/no-maven/mvn" >"$work/no-maven/mvnw"
  chmod +x "$work/no-maven"/*
  began=$(now_ms)
  PATH=$work/no-maven:$PATH "$release/scripts/up" --home "$work/home" --net "127.$second" --regions eu --no-demo >"$work/up.log" 2>&1 \
    || { show_log_tail "$work/up.log" 30; die "scripts/up of the release failed"; }
  tried "scripts/up of the release, without Maven and sources: $(seconds_since "$began") s"
  CENTRE=http://127.$second.0.1:8080 EDGE=http://127.$second.1.1:8080
  ask -o /dev/null "$CENTRE/api/campaigns" --data '{"name":"Trial","slug":"trial"}'
  ask -o /dev/null "$CENTRE/api/links" --data '{"slug":"trial","campaign":"trial","url":"https://example.com/?c={click_id}"}'
  ask -o /dev/null "$CENTRE/api/publish" --data '{}'
  wait_until 60 is_redirected || die "the link is not live: $(curl -si --max-time 5 "$EDGE/trial" | head -n 1)"
  wait_until 60 is_reported || die "not one click is in the report: $(report)"
  tried "a click was redirected and is in the report, once"
  "$release/scripts/down" --home "$work/home" --wipe >/dev/null || die "scripts/down --wipe of the release failed"
  [[ ! -e $work/home/endpoints.json && ! -d $work/home/data ]] || die "scripts/down --wipe left something in $work/home"
  tried "scripts/down --wipe left nothing"
}

ask() {
  curl -fsS --max-time 20 -H @<(printf 'Authorization: Bearer %s\n' "$(jq -r .apiKey "$work/home/endpoints.json")") \
    -H 'Content-Type: application/json' "$@"
}

# A link that is not live yet answers 404 and counts nothing.
is_redirected() { [[ $(curl -s -o /dev/null --max-time 5 -w '%{http_code} %{redirect_url}' "$EDGE/trial") == '302 https://example.com/?c='* ]]; }

report() { ask "$CENTRE/api/report?by=campaign&measures=clicks"; }
is_reported() { report | jq -e '.rows == [["trial", 1]]' >/dev/null; }
