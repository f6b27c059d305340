# Runs sessions one after the other: session number i is the file $tools/i, its commands end with NUL bytes.
# Each starts in an empty home; after it follows what lies there.
tools=$1 nonce=$2 count=$3
for ((i = 0; i < count; i++)); do
  cd /home/user || exit 1
  /usr/bin/bash --norc --noprofile -i "$tools/driver" "$tools" "$nonce" 3<"$tools/$i" </dev/null 2>&1
  printf '\036%s end\n' "$nonce"
  cd /home/user && /usr/bin/find . -mindepth 1 -printf '%y %s %P\0' -type f -exec /usr/bin/cat {} \;
  printf '\036%s done\n' "$nonce"
  /usr/bin/find /home/user -mindepth 1 -delete
done
