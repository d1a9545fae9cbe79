# shellcheck shell=bash
# Builds the modules when their sources changed, and copies what runs out of target/. A release has nothing to build: its
# applications lie in apps/ beside scripts/, and its file RELEASE says which they are.

APP_MODULES=(edge-function forwarder warehouse-service)

is_release() { [[ -f $ROOT_DIR/RELEASE ]]; }

# built_app MODULE: where the built application lies.
built_app() {
  if is_release; then printf '%s/apps/%s' "$ROOT_DIR" "$1"; else printf '%s/%s/target/quarkus-app' "$ROOT_DIR" "$1"; fi
}

source_hash() {
  (
    cd "$ROOT_DIR" || exit
    printf '%s\n' "$JDK"
    find pom.xml .mvn src-shared "${APP_MODULES[@]}" -type f -not -path '*/target/*' -print0 | sort -z | xargs -0 sha256sum
  ) | sha256_of
}

is_built() {
  local module
  for module in "${APP_MODULES[@]}"; do
    [[ -f $(built_app "$module")/quarkus-run.jar ]] || return 1
  done
}

# maven ARGUMENT...: the wrapper with the JDK found; quiet about downloads.
# The subshell becomes Maven itself, so that its pid is Maven's when it runs in the background.
maven() {
  (
    cd "$ROOT_DIR" || exit
    export JAVA_HOME=$JDK
    exec ./mvnw -B -ntp "$@"
  )
}

BUILD_STAMP=$ROOT_DIR/target/clickway-build.stamp

# mark_built HASH: what target/ holds now was built from the sources of that hash.
mark_built() {
  mkdir -p "${BUILD_STAMP%/*}"
  printf '%s\n' "$1" >"$BUILD_STAMP"
}

# A release's cache is made on the machine that runs it, by the JDK that runs it: another JDK couldn't use it.
rehearse_release() {
  local edge made_by
  edge=$(built_app edge-function)
  made_by=$edge/$REHEARSAL_CACHE.jdk
  is_built || die "$ROOT_DIR is a release, but its applications are incomplete: unpack it again"
  if [[ ! -w $edge ]]; then return 0; fi
  if ! cmp -s "$JDK/release" "$made_by"; then rm -f "$edge/$REHEARSAL_CACHE" "$made_by"; fi
  rehearse_edge "$edge" "${LOG_DIR:-$ROOT_DIR}/rehearsal.log"
  if [[ -s $edge/$REHEARSAL_CACHE ]]; then put "$made_by" 0644 <"$JDK/release"; fi
}

# Builds without tests; two systems started from one clone wait for each other.
build_apps() {
  if is_release; then
    rehearse_release
    return
  fi
  local log=$ROOT_DIR/target/clickway-build.log hash began told build
  mkdir -p "$ROOT_DIR/target"
  exec {BUILD_LOCK}>>"$BUILD_STAMP.lock"
  flock "$BUILD_LOCK"
  hash=$(source_hash)
  if is_built && [[ -f $BUILD_STAMP && $(cat "$BUILD_STAMP") == "$hash" ]]; then
    say "build: up to date"
  else
    began=$(now_ms)
    told=$began
    say "build: sources changed, building (log: target/clickway-build.log)"
    rm -f "$BUILD_STAMP"
    maven -T 1C -DskipTests -Dspotless.check.skip=true package >"$log" 2>&1 </dev/null {BUILD_LOCK}>&- &
    build=$!
    while kill -0 "$build" 2>/dev/null; do
      if (($(now_ms) - told > 10000)); then
        told=$(now_ms)
        say "  building: $(grep -oE 'Building Clickway.*\]' "$log" | tail -n 1 || true) ($(seconds_since "$began") s)"
      fi
      sleep 0.3
    done
    wait "$build" || { grep -E '^\[ERROR\]' "$log" | head -n 15 >&2 || tail -n 15 "$log" >&2; die "the build failed (whole log: $log)"; }
    mark_built "$hash"
    say "build: done in $(seconds_since "$began") s"
  fi
  rehearse_edge "$(built_app edge-function)" "$ROOT_DIR/target/rehearsal.log"
  exec {BUILD_LOCK}>&-
}

# app_dir MODULE: the folder of the copy that is to run; its name is the hash of its content.
declare -gA APP_DIRS=()
app_dir() { printf '%s' "${APP_DIRS[$1]}"; }

install_apps() {
  local module hash target
  is_built || die "nothing is built yet: run scripts/up without --no-build"
  for module in "${APP_MODULES[@]}"; do
    hash=$(cd "$(built_app "$module")" && find . -type f -print0 | sort -z | xargs -0 sha256sum | sha256_of)
    target=$STORE_DIR/apps/$module/${hash:0:16}
    if [[ ! -d $target ]]; then
      install -d -m "$(shared_mode)" "$STORE_DIR/apps/$module"
      rm -rf "$target.new"
      # With their times: the AOT cache knows its jars by them.
      cp -rp "$(built_app "$module")" "$target.new"
      chmod -R u=rwX,go=rX "$target.new"
      mv "$target.new" "$target"
    fi
    APP_DIRS[$module]=$target
  done
}

# Copies that nothing runs from any more.
drop_old_apps() {
  local module folder
  for module in "${APP_MODULES[@]}"; do
    for folder in "$STORE_DIR/apps/$module"/*; do
      if [[ -d $folder && $folder != "${APP_DIRS[$module]}" ]]; then rm -rf "$folder"; fi
    done
  done
}
