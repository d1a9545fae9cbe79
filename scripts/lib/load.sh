# shellcheck shell=bash disable=SC2034
# Loads the parts every command needs. Set strict mode before sourcing this.
SCRIPTS_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
ROOT_DIR=$(dirname "$SCRIPTS_DIR")
export LC_ALL=C.UTF-8
for part in common layout accounts secrets process postgres redis rabbitmq rabbitmq-words queues links backlog definitions packages rehearse servers dns stop monitoring; do
  # shellcheck source=/dev/null
  . "$SCRIPTS_DIR/lib/$part.sh"
done
unset part
