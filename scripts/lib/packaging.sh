# shellcheck shell=bash
# What scripts/test checks of packages without building them: Dockerfiles, compose.yaml, units, manifests, capacity. Each check
# is a function that says what is wrong and fails; PACKAGING_CHECKS counts those that passed.

PACKAGING_CHECKS=0
PACKAGING_TOOLS=$ROOT_DIR/target/packaging-tools
DOCKERFILES=("$ROOT_DIR"/*/src/main/docker/Dockerfile.* "$SCRIPTS_DIR/compose/servers.Dockerfile")
# What systemd-analyze may call a unit's exposure: 0 is none, 10 all. A JVM must write the code it runs, and needs a network.
UNIT_EXPOSURE=20 # tenths

# check_packaging: all, the first that fails ends it.
check_packaging() {
  local check
  for check in dockerfiles java_flags health_check compose units manifests capacity; do
    "check_$check" || { warn "packages: the check of ${check//_/ } failed"; return 1; }
    PACKAGING_CHECKS=$((PACKAGING_CHECKS + 1))
  done
}

# The linters, as package-lock.json names them, installed once and without running anything of theirs.
packaging_tools() {
  local source=$SCRIPTS_DIR/lib/packaging wanted
  wanted=$(cat "$source"/package*.json | sha256_of)
  if [[ ! -f $PACKAGING_TOOLS/stamp || $(<"$PACKAGING_TOOLS/stamp") != "$wanted" ]]; then
    rm -rf "$PACKAGING_TOOLS"
    mkdir -p "$PACKAGING_TOOLS"
    cp "$source"/package*.json "$PACKAGING_TOOLS/"
    (cd "$PACKAGING_TOOLS" && timeout 300 npm ci --silent --ignore-scripts --no-audit --no-fund >npm.log 2>&1) \
      || { show_log_tail "$PACKAGING_TOOLS/npm.log"; warn "the linters could not be installed from npm"; return 1; }
    printf '%s\n' "$wanted" >"$PACKAGING_TOOLS/stamp"
  fi
  cp "$source"/*.mjs "$source/dclint.json" "$PACKAGING_TOOLS/"
}

check_dockerfiles() {
  local file
  packaging_tools || return 1
  for file in "${DOCKERFILES[@]}"; do
    case $file in *.dockerignore) ;; *) node "$PACKAGING_TOOLS/dockerfiles.mjs" "$file" || return 1 ;; esac
  done
}

# The images start the JVMs as scripts/up does.
check_java_flags() {
  has_flags edge-function "${EDGE_JVM_FLAGS[@]}" && has_flags forwarder "${FORWARDER_JVM_FLAGS[@]}" \
    && has_flags warehouse-service "${WAREHOUSE_JVM_FLAGS[@]}"
}

has_flags() { # MODULE FLAG...
  local module=$1 file flag
  shift
  file=$ROOT_DIR/$module/src/main/docker/Dockerfile.jvm
  for flag in "$@"; do
    grep -E '^ENTRYPOINT' "$file" | grep -qF "\"$flag\"" || { warn "$file lacks $flag, with which scripts/up runs it"; return 1; }
  done
}

# The images' health check against a server that is ready, one that is not, and none.
check_health_check() {
  local script=$ROOT_DIR/src-shared/src/main/docker/healthy
  node -e '
    const { createServer } = require("node:http");
    const { spawn } = require("node:child_process");
    const asked = [];
    const server = createServer(({ url }, answer) => { asked.push(url); answer.writeHead(asked.length === 1 ? 200 : 503).end("{}"); });
    const run = (port) => new Promise((done) => spawn(process.argv[1], [String(port)], { env: { PATH: "" }, stdio: "ignore" }).on("exit", done));
    server.listen(0, "127.0.0.1", async () => {
      const { port } = server.address();
      const codes = [await run(port), await run(port)];
      server.close();
      codes.push(await run(port));
      const right = codes[0] === 0 && codes[1] === 1 && codes[2] === 1 && asked[0] === "/q/health/ready";
      if (!right) console.error("healthy ended with " + codes + " for ready, not ready, nobody; it asked for " + asked);
      process.exit(right ? 0 : 1);
    });' "$script"
}

# compose.yaml by its schema and by ours; and what it mounts and reads is what prepare writes.
check_compose() {
  local file=$SCRIPTS_DIR/compose/compose.yaml files missing=''
  packaging_tools || return 1
  (cd "$PACKAGING_TOOLS" && node_modules/.bin/dclint -c dclint.json "$file") || return 1
  node "$PACKAGING_TOOLS/compose.mjs" "$file" || return 1
  files=$(mktemp -d)
  "$SCRIPTS_DIR/compose/prepare" --as-here --no-geo --dir "$files" >/dev/null || { rm -rf "$files" && return 1; }
  while read -r path; do
    if [[ ! -e $files/$path ]]; then missing+=" $path"; fi
  done < <(grep -oE '\$\{CLICKWAY_DIR[^}]*\}/[a-z/.-]+' "$file" | sed 's/^[^}]*}//; s|^/||' | sort -u)
  rm -rf "$files"
  [[ -z $missing ]] || { warn "compose.yaml names what scripts/compose/prepare does not write:$missing"; return 1; }
}

# Units as they would lie on a machine, but for the paths of commands, which must be there.
check_units() {
  local folder unit result=0 said
  command -v systemd-analyze >/dev/null || { warn "systemd-analyze is missing: apt-get install systemd"; return 1; }
  folder=$(mktemp -d)
  for unit in "$SCRIPTS_DIR"/systemd/*.service; do sed "s|/opt/clickway/|$ROOT_DIR/|" "$unit" >"$folder/${unit##*/}"; done
  said=$(systemd-analyze verify --man=no "$folder"/*.service 2>&1) || result=1
  # It ends with 0 for a key that it doesn't know.
  if [[ $result -ne 0 || $said == *"$folder"* ]]; then
    printf '%s\n' "$said" >&2
    result=1
  fi
  systemd-analyze security --no-pager --offline=true --threshold=$UNIT_EXPOSURE "$folder"/*.service >"$folder/security" 2>&1 \
    || { grep -E 'Overall exposure|^[^ ]*error' "$folder/security" >&2; warn "a unit is more exposed than $UNIT_EXPOSURE tenths"; result=1; }
  rm -rf "$folder"
  return "$result"
}

check_manifests() {
  local place
  packaging_tools || return 1
  "$SCRIPTS_DIR/kubernetes/generate" --check-rules || return 1
  command -v kubectl >/dev/null || { warn "no kubectl here: the Kubernetes manifests are not checked"; return 0; }
  for place in region centre example-eu; do
    kubectl kustomize "$SCRIPTS_DIR/kubernetes/$place" | node "$PACKAGING_TOOLS/kubernetes.mjs" "$place" || return 1
  done
}

check_capacity() {
  local log
  log=$(mktemp)
  if ! node --test "$SCRIPTS_DIR/lib/capacity/plan.test.mjs" >"$log" 2>&1; then
    grep -A 12 '^not ok' "$log" >&2 || cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}
