# shellcheck shell=bash
# The deterministic simulations: production classes of edge, forwarder and warehouse with a virtual clock and faulty fakes
# at the ports; and the proof that they see: each named bug, put back into a copy of the tree, must turn them red.

MUTANTS_DIR=$ROOT_DIR/scripts/e2e/mutants

# A line "MODULE TEST" for each simulation.
simulations() {
  cat <<'EOT'
edge-function io.clickway.edge.simulation.KeepSimulationTest
forwarder io.clickway.forwarder.simulation.CarrySimulationTest
warehouse-service io.clickway.warehouse.simulation.ConsumeSimulationTest
EOT
}

# simulate FOLDER MODULE TEST SEEDS LOG: green, or not.
simulate() {
  (
    cd "$1" || exit
    export JAVA_HOME=$JDK
    exec ./mvnw -B -ntp -q -pl "$2" -am -Dtest="$3" -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip=true \
      "-Dsimulation.seeds=$4" -DskipITs -Dquarkus.build.skip=true test
  ) >"$5" 2>&1 </dev/null
}

# Where the test stands in the sources; empty when there is none.
test_source() { find "$ROOT_DIR/$1/src/test/java" -path "*/${2//.//}.java" 2>/dev/null; }

patch_word() { sed -n "1,10s/^# $2: *//p" "$1" | head -n 1; }

# run_simulations SEEDS
run_simulations() {
  local seeds=$1 module test patch name began log failed=()
  [[ $seeds =~ ^[1-9][0-9]*$ ]] || usage_error "simulation takes a number of seeds, not '$seeds'"
  SIMULATION_WORK=$(mktemp -d "${TMPDIR:-/tmp}/clickway-simulation-XXXXXX")
  trap 'rm -rf "$SIMULATION_WORK"' EXIT
  trap 'exit 130' INT TERM HUP
  log=$SIMULATION_WORK/log
  while read -r module test; do
    began=$(now_ms)
    if [[ -z $(test_source "$module" "$test") ]]; then
      failed+=("$test (missing)")
      say "$module: there is no $test"
    elif simulate "$ROOT_DIR" "$module" "$test" "$seeds" "$log"; then
      say "$module: $seeds seeds hold ($(seconds_since "$began") s)"
    else
      failed+=("$test")
      say "$module: NOT GREEN"
      show_log_tail "$log" 30
    fi
  done < <(simulations)
  for patch in "$MUTANTS_DIR"/*.patch; do
    [[ -f $patch ]] || { failed+=("no named bugs in scripts/e2e/mutants"); continue; }
    name=$(basename "$patch" .patch)
    module=$(patch_word "$patch" module)
    test=$(patch_word "$patch" test)
    began=$(now_ms)
    copy_tree "$SIMULATION_WORK/tree"
    if ! (cd "$SIMULATION_WORK/tree" && git apply "$patch") 2>"$log"; then
      failed+=("bug $name")
      say "bug $name: the patch does not fit any more: $(head -n 1 "$log")"
    elif simulate "$SIMULATION_WORK/tree" "$module" "$test" "$seeds" "$log"; then
      failed+=("bug $name")
      say "bug $name: NOT SEEN by $test"
    elif grep -q 'COMPILATION ERROR' "$log" || ! grep -qE 'Tests run:.*(Failures: [1-9]|Errors: [1-9])' "$log"; then
      failed+=("bug $name")
      say "bug $name: no test failed, the build did"
      show_log_tail "$log" 15
    else
      say "bug $name: turns ${test##*.} red, as it must ($(seconds_since "$began") s)"
    fi
  done
  [[ ${#failed[@]} -eq 0 ]] || die "not as they must: $(joined "${failed[@]}")"
}

# The working tree as it is, without what is built.
copy_tree() {
  rm -rf "$1"
  mkdir -p "$1"
  (cd "$ROOT_DIR" && git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -cf - -T - 2>/dev/null) | tar -xf - -C "$1"
  git -C "$1" init -q
}
