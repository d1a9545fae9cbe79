# shellcheck shell=bash
# Secrets: drawn once from /dev/urandom, kept in secrets.env (0600), never on a command line.

# secret NAME [BYTES]: prints the secret in hex, drawing it on first use. Callers hold the home's lock.
secret() {
  local name=$1 bytes=${2:-16} key value=''
  if [[ ! -f $SECRETS_FILE ]]; then put "$SECRETS_FILE" 0600 </dev/null; fi
  while IFS='=' read -r key value && [[ $key != "$name" ]]; do value=''; done <"$SECRETS_FILE"
  if [[ -z $value ]]; then
    value=$(od -An -v -N "$bytes" -tx1 /dev/urandom | tr -d ' \n')
    { cat "$SECRETS_FILE" && printf '%s=%s\n' "$name" "$value"; } | put "$SECRETS_FILE" 0600
  fi
  printf '%s' "$value"
}

# region_secret KIND REGION [BYTES]
region_secret() { secret "${1^^}_${2^^}" "${3:-16}"; }

# The API's key text, and what the warehouse may know of it.
api_key() { printf 'cw_%s' "$(secret API_KEY 24)"; }
api_key_sha256() { api_key | sha256_of; }
