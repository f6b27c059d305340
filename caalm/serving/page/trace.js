/* What a predicted trace says about every moment of the run: frames, variables, output. No page in here.
 *
 *   const [, second] = moments(["1 a=10", "2 a=10+5:15;b=15"]);
 *   second.frames[0].variables.get("b")  -> { text: "15", mark: "changed" }
 *
 * The form of a trace is that of caalm/program/trace.py. A model writes what it likes: a step in no form of the trace
 * changes nothing and is marked as one that cannot be read.
 */

const NAME = /[^\s=;:<>!"0-9+*/%][^\s=;:<>!"+*/%]*/y;
const FUNCTION = /[^\s=;:<>!"0-9+*/%(,)^][^\s=;:<>!"+*/%(,)]*/y;
const BARE = /(?:-?[0-9][0-9.]*(?:e[-+]?[0-9]+)?|-?inf|nan|[TF](?!\w)|(?:None|nil|null|undefined|-?Infinity|-?nan|NaN)(?!\w))/y;
const OPERATOR = /(?: and | or | in | not in | is | is not |\*\*|\/\/|<<|>>>?|==|!=|<=|>=|\?\?|[-+*/%<>|&^@])/y;
const UNARY = /(?:not |[-+~])/y;

function match(pattern, text, at) {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found ? at + found[0].length : -1;
}

function endOfString(text, at) {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') return i + 1;
  }
  return -1;
}

function endOfGroup(text, at) {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text[i] === '"') {
      i = endOfString(text, i) - 1;
      if (i < 0) return -1;
    } else if ("([{".includes(text[i])) depth++;
    else if (")]}".includes(text[i]) && --depth === 0) return i + 1;
  }
  return -1;
}

/** Where the value that begins here ends; -1 where none does. */
function endOfValue(text, at) {
  const char = text[at];
  if (char === undefined) return -1;
  if (char === '"') return endOfString(text, at);
  if ("([{".includes(char)) return endOfGroup(text, at);
  if (char === "@") {
    let end = match(/@[\w.$]*/y, text, at);
    if ("([{".includes(text[end] ?? " ")) end = endOfGroup(text, end);
    return end;
  }
  return match(BARE, text, at);
}

/** `name=value` or `value`; null where neither stands here. */
function operand(text, at, pattern = NAME) {
  const nameEnd = match(pattern, text, at);
  if (nameEnd > 0 && text[nameEnd] === "=") {
    const end = endOfValue(text, nameEnd + 1);
    if (end > 0) return { name: text.slice(at, nameEnd), value: text.slice(nameEnd + 1, end), end };
  }
  const end = endOfValue(text, at);
  return end > 0 ? { name: null, value: text.slice(at, end), end } : null;
}

const isEnd = (text, at) => at === text.length || text[at] === ";";

function bindings(text, at, close) {
  const found = [];
  let end = at;
  while (!(close && text[end] === close)) {
    const one = operand(text, end, FUNCTION);
    if (!one || one.name === null) return null;
    found.push({ name: one.name, value: one.value });
    end = one.end;
    if (text[end] === ",") end++;
    else break;
  }
  return { found, end };
}

/** The end of the result of an operation: the next separator outside of strings and groups. */
function endOfEvent(text, at) {
  for (let i = at; i < text.length; i++) {
    if (text[i] === '"') {
      i = endOfString(text, i) - 1;
      if (i < 0) return text.length;
    } else if (text[i] === ";") return i;
  }
  return text.length;
}

function event(text, at) {
  const first = operand(text, at);
  if (first) {
    const operatorEnd = match(OPERATOR, text, first.end);
    const second = operatorEnd > 0 ? operand(text, operatorEnd) : null;
    if (second && text[second.end] === ":") {
      const named = [first, second].filter((each) => each.name !== null);
      return { kind: "operation", reads: named, end: endOfEvent(text, second.end) };
    }
    if (isEnd(text, first.end)) {
      return { kind: first.name === null ? "joined" : "bind", reads: first.name === null ? [] : [first], end: first.end };
    }
  }
  const unaryEnd = match(UNARY, text, at);
  const only = unaryEnd > 0 ? operand(text, unaryEnd) : null;
  if (only && text[only.end] === ":") {
    return { kind: "operation", reads: only.name === null ? [] : [only], end: endOfEvent(text, only.end) };
  }
  const together = bindings(text, at, null);
  if (together && together.found.length > 1 && isEnd(text, together.end)) {
    return { kind: "together", reads: together.found, end: together.end };
  }
  if (text[at] === "^") {
    const end = isEnd(text, at + 1) ? at + 1 : endOfValue(text, at + 1);
    if (end > 0 && isEnd(text, end)) return { kind: "return", value: text.slice(at + 1, end) || null, reads: [], end };
  }
  const functionEnd = match(FUNCTION, text, at);
  if (functionEnd > 0 && text[functionEnd] === "(") {
    const given = bindings(text, functionEnd + 1, ")");
    if (given && text[given.end] === ")" && isEnd(text, given.end + 1)) {
      return { kind: "call", name: text.slice(at, functionEnd), reads: given.found, end: given.end + 1 };
    }
  }
  if (text[at] === ">" || text[at] === "!") {
    const said = text.slice(at + 1).replace(/\\(.)/g, (_, char) => (char === "n" ? "\n" : char));
    return { kind: text[at] === ">" ? "output" : "error", text: said, reads: [], end: text.length };
  }
  return null;
}

/** A step's line and its events; `events` is null where it cannot be read. */
export function readStep(text) {
  const found = /^([0-9]{1,9}) /.exec(text) ?? /^([0-9]{1,9})$/.exec(text);
  if (!found) return { line: null, does: text, events: null };
  const line = Number(found[1]);
  const does = text.slice(found[0].length);
  const events = [];
  let at = 0;
  while (at < does.length) {
    const one = event(does, at);
    if (!one) return { line, does, events: null };
    events.push(one);
    at = one.end;
    if (at < does.length) {
      if (does[at] !== ";" || at + 1 === does.length) return { line, does, events: null };
      at++;
    }
  }
  return { line, does, events };
}

const isPlace = (name) => name.includes("[") || name.endsWith(")");

/** The state after each step. A frame is { name, variables: Map of name to { text, mark } }. */
export function moments(texts) {
  const called = new Set();
  let frames = [{ name: "program", variables: new Map() }];
  let output = [];
  return texts.map((text) => {
    const step = readStep(text);
    frames = frames.map((frame) => ({
      name: frame.name,
      variables: new Map([...frame.variables].map(([name, { text: value }]) => [name, { text: value, mark: "" }])),
    }));
    const places = [];
    let error = null;
    let returned = null;
    const name = (frame, variable, value, isNew) => {
      if (isPlace(variable) || (called.has(variable) && !frame.variables.has(variable))) {
        places.push({ name: variable, text: value });
        return;
      }
      const known = frame.variables.get(variable);
      // A function reads a variable of the program: it is shown where it lives.
      const outer = frames[0].variables.get(variable);
      if (!known && !isNew && frame !== frames[0] && outer && outer.text === value) {
        if (outer.mark === "") outer.mark = "read";
        return;
      }
      const isSame = known && known.text === value;
      frame.variables.set(variable, { text: value, mark: isSame ? known.mark || "read" : "changed" });
    };
    for (const each of step.events ?? []) {
      const top = frames.at(-1);
      if (each.kind === "call") {
        called.add(each.name);
        const frame = { name: each.name, variables: new Map() };
        frames.push(frame);
        each.reads.forEach((read) => name(frame, read.name, read.value, true));
      } else if (each.kind === "return") {
        returned = { name: top.name, value: each.value };
        if (frames.length > 1) frames.pop();
      } else if (each.kind === "output") output = [...output, each.text];
      else if (each.kind === "error") error = each.text;
      else each.reads.forEach((read) => name(top, read.name, read.value, each.kind === "together"));
    }
    return { ...step, frames, places, output, error, returned };
  });
}
