# shellcheck shell=bash
# endpoints.json: what runs where, for people and programs. Holds the API key and passwords, so 0600.

process_json() { # NAME
  jq -n --arg name "$1" --arg role "$(proc "$1" role)" --arg region "$(proc "$1" region)" --arg address "$(proc "$1" address)" \
    --arg dataDir "$(data_dir "$1")" --arg log "$(log_file "$1")" --argjson pid "$(proc "$1" pid)" --argjson port "$(proc "$1" port)" \
    '{$name, $role, $region, $pid, $address, $port, $dataDir, $log}'
}

# Secrets reach jq by its environment: arguments would show in the process list.
write_endpoints() {
  local name
  for name in $(recorded_names); do process_json "$name"; done \
    | CLICKWAY_API_KEY=$(api_key) CLICKWAY_POSTGRES=$(postgres_url clickway_admin POSTGRES_ADMIN) \
      CLICKWAY_REPORTING=$(postgres_url reporting POSTGRES_REPORTING) \
      jq -s '{processes: ., apiKey: env.CLICKWAY_API_KEY, postgresUrl: env.CLICKWAY_POSTGRES, reportingUrl: env.CLICKWAY_REPORTING}' \
    | put "$ENDPOINTS_FILE" 0600
}
