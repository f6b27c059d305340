/* Colours for a program in any language, also in one that was invented a second ago: nothing here knows a grammar.
 *
 *   tokens("bind total 3 # sum").map((each) => each.kind)
 *   -> ["word", "", "name", "", "number", "", "comment"]
 *
 * Strings, numbers and comments look alike almost everywhere. A word counts as one of the language's own where it is
 * common in programming languages, or where it opens a line and is not what that line assigns to or calls.
 */

const COMMON = new Set(
  ("and as async await break case catch class const continue def default del do elif else elseif end except export " +
   "false finally fn for foreach func function global if import in is lambda let local loop match nil none not null or " +
   "pass print println puts raise repeat return switch then throw true try undefined until unless var when while with yield " +
   "display move add subtract multiply divide compute perform varying evaluate accept stop run giving by to from " +
   "identification environment data working-storage procedure division section program-id pic value end-if end-perform " +
   "end-evaluate occurs times output call").split(" "));

const QUOTES = { "“": "”", "«": "»", "‹": "›", "「": "」", "『": "』", "„": "“" };
const WORD = /[\p{L}\p{N}_$@][\p{L}\p{N}\p{M}_$@']*(?:-[\p{L}\p{N}\p{M}_]+)*[?!]?/uy;
const PLAIN_WORD = /[\p{L}\p{N}_$@][\p{L}\p{N}\p{M}_$@]*/uy;
const NUMBER = /(?:0x[\da-f]+|0b[01]+|\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?)(?![\p{L}_])/iuy;

const MARKS = ["*>", "#", "//", "--", ";", "%", "'", "REM", "!", "::", "~~", "⍝", "||", "※", "¶"];

/** Whether a text opens with a mark, perhaps written several times (##, ///), and then a blank or nothing. */
function opensWith(text, mark) {
  if (!text.startsWith(mark)) return false;
  let rest = text.slice(mark.length);
  while (rest.startsWith(mark.at(-1))) rest = rest.slice(1);
  return rest === "" || /^(?:\s|!\/)/.test(rest);
}

/** Which marks open a comment here: one that opens a line somewhere is believed everywhere. */
function commentMarks(text) {
  const lines = text.split("\n").map((line) => line.trimStart());
  return MARKS.filter((mark) => lines.some((line) => opensWith(line, mark)));
}

function startsComment(line, at, marks) {
  if (at > 0 && !/\s/.test(line[at - 1])) return false;
  const rest = line.slice(at);
  if (marks.some((mark) => opensWith(rest, mark))) return true;
  // Marks that hardly mean anything else behind a statement.
  if (/^(?:# |\*> )/.test(rest)) return true;
  if (rest.startsWith("-- ")) return line.slice(0, at).trim() !== "";
  return rest.startsWith("// ") && /[;{})]\s*$/.test(line.slice(0, at));
}

function endOfString(line, at) {
  const close = QUOTES[line[at]] ?? line[at];
  for (let i = at + 1; i < line.length; i++) {
    if (line[i] === "\\") i++;
    else if (line[i] === close) return i + 1;
  }
  return -1;
}

function opensString(line, at) {
  const char = line[at];
  if (char in QUOTES || char === '"' || char === "`") return true;
  // An apostrophe inside a word (x', don't) opens nothing.
  return char === "'" && !(at > 0 && /[\p{L}\p{N}]/u.test(line[at - 1]));
}

function lineTokens(line, marks, hyphenated) {
  const found = [];
  const push = (text, kind) => {
    const last = found.at(-1);
    if (last && last.kind === kind && kind === "") last.text += text;
    else found.push({ text, kind });
  };
  let at = 0;
  let isHead = true;
  while (at < line.length) {
    if (startsComment(line, at, marks)) {
      push(line.slice(at), "comment");
      break;
    }
    if (line.startsWith("/*", at)) {
      const end = line.indexOf("*/", at + 2);
      push(line.slice(at, end < 0 ? undefined : end + 2), "comment");
      at = end < 0 ? line.length : end + 2;
      continue;
    }
    if (opensString(line, at)) {
      const end = endOfString(line, at);
      if (end > 0) {
        push(line.slice(at, end), "string");
        at = end;
        isHead = false;
        continue;
      }
    }
    NUMBER.lastIndex = at;
    const number = NUMBER.exec(line);
    if (number) {
      push(number[0], "number");
      at += number[0].length;
      isHead = false;
      continue;
    }
    const pattern = hyphenated ? WORD : PLAIN_WORD;
    pattern.lastIndex = at;
    const word = pattern.exec(line);
    if (word) {
      const rest = line.slice(at + word[0].length);
      const assigns = /^\s*(?:[-+*/%.]?=(?!=)|:=|<-|←|→|⇐|≔|\[|,|\.|:\s*$)/.test(rest);
      const calls = /^\s?\(/.test(rest);
      const common = COMMON.has(word[0].toLowerCase());
      const kind = common ? "word" : calls ? "call" : isHead && !assigns && rest.trim() !== "" ? "word" : "name";
      push(word[0], kind);
      at += word[0].length;
      isHead = false;
      continue;
    }
    if (/\S/.test(line[at])) {
      push(line[at], "mark");
    } else {
      push(line[at], "");
    }
    at += 1;
  }
  return found;
}

/** The tokens of every line of a program. */
export function linesOfTokens(text) {
  const marks = commentMarks(text);
  const hyphenated = /[a-z]-[a-z]/i.test(text) && !/\w-\w+\s*=|=.*\b[a-z]-[a-z]\b/i.test(text);
  return text.split("\n").map((line) => lineTokens(line, marks, hyphenated));
}

/** The same without lines. */
export function tokens(text) {
  return linesOfTokens(text).flat();
}

/** One line as DOM nodes; text only, never markup. */
export function lineNodes(parts) {
  return parts.map(({ text, kind }) => {
    if (kind === "") return document.createTextNode(text);
    const span = document.createElement("span");
    span.className = `t-${kind}`;
    span.textContent = text;
    return span;
  });
}
