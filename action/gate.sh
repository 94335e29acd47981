#!/usr/bin/env bash
# The end of the job: that of sloscope, but for what is not certain, which the user decides.
set -euo pipefail

case "$CODE" in
  0) echo "sloscope: every objective and limit is met" ;;
  1) echo "::error::sloscope: an objective is missed, or a limit is exceeded"; exit 1 ;;
  3)
    text="sloscope: nothing is certain: the input is not whole, or too little for a verdict"
    if [ "$INCONCLUSIVE" = pass ]; then echo "::warning::$text"; else echo "::error::$text"; exit 3; fi
    ;;
  *) echo "::error::sloscope: the results could not be read"; exit 2 ;;
esac
