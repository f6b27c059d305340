# ls -l with one owner, folders of 4,096 bytes, blocks of 4 KiB, and columns as wide as they then must be.
function flush(   i, wide, widest) {
  for (i = 1; i <= n; i++) {
    if (length(links[i]) > wide) wide = length(links[i])
    if (length(size[i]) > widest) widest = length(size[i])
  }
  if (total) print "total " sum + 0
  for (i = 1; i <= n; i++)
    print mode[i] " " sprintf("%" wide "s", links[i]) " user user " sprintf("%" widest "s", size[i]) " " name[i]
  n = 0; sum = 0; total = 0
}
/^total [0-9]+$/ && !n && !total { total = 1; next }
match($0, /^[-dlps][-rwxsStT]+[.+@]? +[0-9]+ +[^ ]+ +[^ ]+ +[0-9]+  /) {
  n++
  name[n] = substr($0, RLENGTH + 1)
  mode[n] = substr($1, 1, 10)
  links[n] = $2
  size[n] = substr($1, 1, 1) == "d" ? 4096 : $5
  sum += int((size[n] + 4095) / 4096) * 4
  next
}
{ flush(); print }
END { flush() }
