#!/usr/bin/env bash
# Keeps one comment on the pull request up to date: it is found by a mark that readers do not see.
set -euo pipefail

mark="<!-- sloscope -->"
if [ ! -f "$BODY" ]; then
  echo "there is nothing to comment: the results could not be read"
  exit 0
fi
text=$(mktemp)
# A comment may have 65,536 characters. What is cut ends between two characters.
{
  echo "$mark"
  head -c 65000 "$BODY" | iconv --from-code UTF-8 --to-code UTF-8 -c
  [ "$(wc -c < "$BODY")" -le 65000 ] || printf '\n\nThis is cut: the whole is in the files of the job.\n'
} > "$text"
id=$(gh api --paginate "repos/$REPOSITORY/issues/$NUMBER/comments" --jq ".[] | select(.body | startswith(\"$mark\")) | .id" | head -n 1)
if [ -n "$id" ]; then
  gh api --method PATCH "repos/$REPOSITORY/issues/comments/$id" --field "body=@$text" --silent
else
  gh api --method POST "repos/$REPOSITORY/issues/$NUMBER/comments" --field "body=@$text" --silent
fi
rm "$text"
