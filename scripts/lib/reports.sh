# shellcheck shell=bash
# Sums the XML reports that surefire and failsafe write.

# sum_reports surefire|failsafe SINCE_FILE: prints "PASSED FAILED" over the reports newer than the file.
sum_reports() {
  find "$ROOT_DIR" -path "*/target/$1-reports/TEST-*.xml" -newer "$2" -print0 | xargs -0 -r cat | awk '
    function number(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0 }
    /<testsuite / { tests += number("tests"); skipped += number("skipped"); bad += number("failures") + number("errors") }
    END { print tests - skipped - bad + 0, bad + 0 }'
}
