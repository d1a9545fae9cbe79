# shellcheck shell=bash
# endpoints.json: what runs where, for people and programs. Holds the API key and passwords, so 0600.

# Names that are about to go: whoever sends clicks by endpoints.json turns away before they stop.
LEAVING=()

# Every record as "key=value" lines, each record ended by an empty line.
print_records() {
  local name
  for name in $(recorded_names); do
    if [[ " ${LEAVING[*]} " == *" $name "* ]]; then continue; fi
    printf 'name=%s\ndataDir=%s\nlog=%s\n' "$name" "$(data_dir "$name")" "$(log_file "$name")"
    cat "$RUN_DIR/$name.proc"
    printf '\n'
  done
}

# Secrets reach jq by its environment: arguments would show in the process list.
write_endpoints() {
  local text
  text=$(print_records \
    | CLICKWAY_API_KEY=$(api_key) CLICKWAY_POSTGRES=$(postgres_url clickway_admin POSTGRES_ADMIN) \
      CLICKWAY_REPORTING=$(postgres_url reporting POSTGRES_REPORTING) \
      jq -Rs '{processes: [split("\n\n")[] | select(. != "")
          | [split("\n")[] | capture("^(?<key>[A-Za-z]+)=(?<value>.*)$")] | from_entries
          | {name, role, region, pid: (.pid | tonumber), address, port: (.port | tonumber), dataDir, log}],
        apiKey: env.CLICKWAY_API_KEY, postgresUrl: env.CLICKWAY_POSTGRES, reportingUrl: env.CLICKWAY_REPORTING}') || return
  put "$ENDPOINTS_FILE" 0600 <<<"$text"
}
