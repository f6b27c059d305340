/* The state of the page in its address: `#1` and the state as JSON, deflated, in base64url. No server sees it. */

const FORMAT = "1";
const MOST = 200_000;

async function through(stream, bytes) {
  const piped = new Blob([bytes]).stream().pipeThrough(stream);
  const reader = piped.getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    // A short link can hold a long text: one that was made to fill the memory is not read to its end.
    if (size > MOST) throw new RangeError("too long");
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The hash for a state. */
export async function pack(state) {
  const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(JSON.stringify(state)));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return FORMAT + btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

const text = (value, otherwise = "") => (typeof value === "string" ? value : otherwise);

/** What was drawn, where the program was: a few words and numbers, whatever a link may hold. */
function drawing(value) {
  if (typeof value !== "object" || value === null || !Number.isSafeInteger(value.seed)) return null;
  const known = ["seed", "tier", "topic", "machine", "solved", "guided"].filter((name) => ["number", "string", "boolean"].includes(typeof value[name]));
  return Object.fromEntries(known.map((name) => [name, value[name]]));
}

/** The state in a hash; null where there is none, an Error where it cannot be read. */
export async function unpack(hash) {
  const packed = hash.replace(/^#/, "");
  if (!packed) return null;
  try {
    if (packed[0] !== FORMAT) throw new RangeError("another format");
    const binary = atob(packed.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const plain = await through(new DecompressionStream("deflate-raw"), bytes);
    const state = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain));
    const examples = Array.isArray(state.examples) ? state.examples.slice(0, 16) : [];
    return {
      code: text(state.code),
      input: text(state.input),
      guide: text(state.guide),
      examples: examples.map((each) => ({ code: text(each?.code), output: text(each?.output) })),
      language: typeof state.language === "string" ? state.language : null,
      drawn: drawing(state.drawn),
    };
  } catch {
    throw new Error("This link cannot be read: part of it is missing.");
  }
}
