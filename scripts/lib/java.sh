# shellcheck shell=bash
# Finds the JDK that builds and runs the modules: JAVA_HOME if it is new enough, else the newest under /usr/lib/jvm.

JAVA_MIN=25

# java_major HOME: its feature release, from the release file; nothing when this is no JDK.
java_major() {
  [[ -x $1/bin/java && -x $1/bin/javac && -r $1/release ]] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Sets JDK.
find_jdk() {
  local candidate major newest=0
  JDK=
  major=$(java_major "${JAVA_HOME:-/nonexistent}")
  if [[ -n $major && $major -ge $JAVA_MIN ]]; then
    JDK=$(realpath "$JAVA_HOME")
  else
    for candidate in /usr/lib/jvm/*; do
      major=$(java_major "$candidate")
      if [[ -n $major && $major -ge $JAVA_MIN && $major -gt $newest ]]; then
        newest=$major
        JDK=$(realpath "$candidate")
      fi
    done
  fi
  [[ -n $JDK ]] || die "no JDK $JAVA_MIN or newer in JAVA_HOME or /usr/lib/jvm: install Temurin $JAVA_MIN (https://adoptium.net) or openjdk-$JAVA_MIN-jdk"
}

# The server account runs it, too.
require_jdk_for() {
  run_as "$1" "$JDK/bin/java" -XX:-UsePerfData -version >/dev/null 2>&1 || die "account $1 cannot run $JDK/bin/java: install the JDK where everybody may read it"
}
