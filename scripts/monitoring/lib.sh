# shellcheck shell=bash disable=SC2154 # work is the caller's
# What scripts/monitoring/check looks at. Each check prints what is wrong and what to do, and fails, or says nothing that matters.

METRICS_DOC=$ROOT_DIR/docs/metrics.md
RUNBOOK=$ROOT_DIR/docs/runbook.md
PASSED=0
FAILED=0

# examine WHAT COMMAND...: counts, and shows what a failing command said.
examine() {
  local what=$1 said
  shift
  if said=$("$@" 2>&1); then
    PASSED=$((PASSED + 1))
  else
    FAILED=$((FAILED + 1))
    printf 'FAILED %s\n' "$what"
    printf '%s\n' "$said" | sed 's/^/  | /'
  fi
}

# The files beside one another, since one takes seconds; each test of a file counts.
run_rule_tests() {
  local file all bad
  for file in tests/*.yml; do promtool test rules "$file" >"$work/${file##*/}.out" 2>&1 & done
  wait
  for file in tests/*.yml; do
    all=$(grep -c '^  - name: ' "$file")
    if grep -q SUCCESS "$work/${file##*/}.out"; then
      PASSED=$((PASSED + all))
      continue
    fi
    # What can't be read at all names no test: then all count as failed.
    bad=$(grep '^    name: ' "$work/${file##*/}.out" | sort -u | grep -c '' || true)
    if [[ $bad -eq 0 ]]; then bad=$all; fi
    PASSED=$((PASSED + all - bad)) FAILED=$((FAILED + bad))
    printf 'FAILED %s\n' "$file"
    sed 's/^/  | /' "$work/${file##*/}.out"
  done
}

alerts() { sed -n 's/^      - alert: //p' rules/clickway.yml; }
rule_expressions() { sed -n 's/^        expr: //p' rules/clickway.yml; }
recorded() { sed -n 's/^      - record: //p' rules/clickway.yml; }

# none WHAT REMEDY < NAMES: fails when there are any.
none() {
  local names
  names=$(paste -sd ' ' -)
  [[ -z ${names// /} ]] || { printf '%s: %s; %s\n' "$1" "$names" "$2" && return 1; }
}

check_routes() {
  local line
  while read -r line; do
    # shellcheck disable=SC2086 # words
    [[ $(amtool config routes test --config.file=alertmanager.yml ${line#* }) == "${line%% *}" ]] \
      || { printf 'an alert with %s does not reach the receiver %s: mend alertmanager.yml\n' "${line#* }" "${line%% *}" && return 1; }
  done <<'EOF'
pages alertname=LedgerMissing severity=page region=eu
tickets alertname=QuarantineKept severity=ticket
watchdog alertname=Watchdog severity=none
EOF
}

# Of each test's expectations: "quiet NAME" or "fires NAME".
expectations() {
  awk '
    /^      - \{eval_time: .*exp_alerts: \[\]\}/ { name = $0; sub(/.*alertname: /, "", name); sub(/,.*/, "", name); print "quiet " name; next }
    /^        alertname: / { name = $2 }
    /^          - exp_labels: / { print "fires " name }' tests/*.yml | sort -u
}

check_tested() {
  expectations >"$work/expectations"
  alerts | sort | comm -23 - <(sed -n 's/^fires //p' "$work/expectations") | none "no test shows these firing" "add one to tests/" || return 1
  # It never keeps quiet.
  alerts | sort | comm -23 - <({ printf 'Watchdog\n' && sed -n 's/^quiet //p' "$work/expectations"; } | sort) | none "no test shows these keeping quiet" "add one to tests/"
}

check_annotated() {
  awk '
    function done() { if (alert != "" && (severity !~ /^(page|ticket|none)$/ || summary == "" || url != "docs/runbook.md#" tolower(alert)))
      print alert ": needs a severity (page, ticket), a summary and runbook_url: docs/runbook.md#" tolower(alert) }
    /^      - / { done(); alert = severity = summary = url = "" }
    /^      - alert: / { alert = $3 }
    /^        labels: / { severity = $0; sub(/.*severity: /, "", severity); sub(/[,}].*/, "", severity) }
    /^          summary: / { summary = $2 }
    /^          runbook_url: / { url = $2 }
    END { done() }' rules/clickway.yml >"$work/annotated"
  [[ ! -s $work/annotated ]] || { cat "$work/annotated" && return 1; }
}

check_runbook() {
  sed -n 's/^## //p' "$RUNBOOK" | sort >"$work/sections"
  alerts | sort | comm -23 - "$work/sections" | none "no section in docs/runbook.md" "write one: Means, Look, Do, Proven by" || return 1
  alerts | sort | comm -13 - "$work/sections" | none "sections of docs/runbook.md without an alert" "remove or rename them" || return 1
  awk '
    function done() { if (name != "" && parts != "Means.Look.Do.Proven by.") print name }
    /^## / { done(); name = $2; parts = "" }
    /^- \*\*/ { part = $0; sub(/^- \*\*/, "", part); sub(/\*\*.*/, "", part); parts = parts part }
    END { done() }' "$RUNBOOK" | none "sections without the parts Means, Look, Do, Proven by in this order" "write them" || return 1
  # What a section tells to run must be there.
  grep -oE '`scripts/[a-z-]+' "$RUNBOOK" | tr -d '`' | sort -u | while read -r command; do
    if [[ ! -x $ROOT_DIR/$command && ! -d $ROOT_DIR/$command ]]; then printf '%s\n' "$command"; fi
  done | none "commands of docs/runbook.md that are not there" "correct them"
}

# listed MODULE: the metrics of docs/metrics.md, as they are exposed; of one section, or of all for an empty one.
listed() {
  awk -F'|' -v module="$1" '
    /^## / { inside = module == "" || $0 == "## " module }
    inside && /^\| `[a-z_]+` \|/ {
      name = $2; type = $3; gsub(/[` ]/, "", name); gsub(/ /, "", type)
      if (type == "histogram") print name "_bucket"
      if (type == "summary" && /quantiles/) print name
      if (type == "histogram" || type == "summary") { print name "_count"; print name "_sum"; print name "_max" } else print name
    }' "$METRICS_DOC" | sort -u
}

# names_in < EXPRESSIONS: the metrics they ask for.
names_in() {
  jq -Rr '
    gsub("\"[^\"]*\""; "") | gsub("\\{[^}]*\\}"; "") | gsub("\\[[^\\]]*\\]"; "")
    | gsub("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)"; "")
    | scan("(?<![0-9A-Za-z_:.])[A-Za-z_:][A-Za-z0-9_:]*\\s*\\(?")
    | select(endswith("(") | not) | gsub("\\s"; "")
    | select(IN("and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "group_left", "group_right") | not)' | sort -u
}

check_names() {
  names_in <"$1" | comm -23 - <({ listed '' && recorded && printf 'ALERTS\n'; } | sort -u) \
    | none "names that docs/metrics.md doesn't list" "correct them, or list them"
}

make_dashboard() { jq -f dashboards/dashboard.jq "$1"; }

check_dashboards_made() {
  local source
  for source in dashboards/*.json; do
    make_dashboard "$source" | cmp -s - "grafana/dashboards/${source##*/}" || printf '%s\n' "${source##*/}"
  done | none "older than their sources" "run scripts/monitoring/check --write"
}

panel_expressions() { jq -r '[.panels[].targets[]?, .templating.list[].query] | .[] | objects | .expr // .query // empty' grafana/dashboards/*.json | sed -E 's/^label_values\((.*), [a-z]+\)$/\1/'; }

check_panels() {
  jq -r '
    . as $board | .panels as $panels
    | ($panels | group_by(.id)[] | select(length > 1) | "\($board.title): two panels with the number \(.[0].id)"),
      ($panels[] | select(.type != "row") | select((.targets | length) == 0) | "\($board.title), \(.title): no query"),
      ($panels[] | select(.gridPos.x + .gridPos.w > 24) | "\($board.title), \(.title): wider than the page"),
      ([$panels[].targets[]?, $board.templating.list[]] | .[].datasource.uid | select(IN("clickway-prometheus", "clickway-postgres") | not) | "\($board.title): data source \(.)"),
      ([range($panels | length) as $i | range($i) as $j | [$panels[$i], $panels[$j]]
        | select((.[0].gridPos as $a | .[1].gridPos as $b | $a.x < $b.x + $b.w and $b.x < $a.x + $a.w and $a.y < $b.y + $b.h and $b.y < $a.y + $a.h))
        | "\($board.title): \(.[0].title) lies upon \(.[1].title)"] | .[])' grafana/dashboards/*.json >"$work/panels"
  [[ ! -s $work/panels ]] || { cat "$work/panels" && return 1; }
}

# As recording rules, which promtool reads.
check_panel_queries() {
  panel_expressions | jq -Rs '{groups: [{name: "panels", rules: [split("\n")[] | select(. != "")] | unique | to_entries | map({record: "panel:\(.key)", expr: .value})}]}' >"$work/panels.json"
  promtool check rules "$work/panels.json"
}
