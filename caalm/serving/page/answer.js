/* A predicted output: each character shaded by how sure the model was of it. */

const LEVELS = [[0.95, ""], [0.8, "unsure-1"], [0.6, "unsure-2"], [0.35, "unsure-3"], [-1, "unsure-4"]];
const level = (confidence) => LEVELS.find(([from]) => confidence >= from)[1];

export const percent = (share) => {
  const rounded = Math.round(100 * share);
  // Nothing is told to be certain that is not, and nothing to be impossible.
  return `${rounded === 100 && share < 0.9995 ? "> 99" : rounded === 0 ? "< 1" : rounded} %`;
};

const sentence = (text) => text && `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function visible(char) {
  const code = char.codePointAt(0);
  return code < 0x20 && char !== "\n" && char !== "\t" ? String.fromCodePoint(0x2400 + code) : char;
}

/** The output as nodes: one span for each run of characters of one level. `wrong` is the index of the first wrong one. */
export function shaded(output, characters, wrong = null) {
  const nodes = [];
  let run = null;
  [...output].forEach((char, index) => {
    const confidence = characters?.[index] ?? 1;
    const kind = index === wrong ? "first-wrong" : level(confidence);
    if (!run || run.kind !== kind || index === wrong) {
      run = { kind, text: "", least: 1 };
      nodes.push(run);
    }
    run.least = Math.min(run.least, confidence);
    // An end of line has no body to shade: where it is unsure it gets one.
    run.text += char === "\n" && kind !== "" ? "↵\n" : visible(char);
  });
  return nodes.map(({ kind, text, least }) => {
    if (kind === "") return document.createTextNode(text);
    const span = document.createElement(kind === "first-wrong" ? "mark" : "span");
    span.className = kind;
    span.title = kind === "first-wrong" ? "the first wrong character" : `${percent(least)} sure`;
    span.textContent = text;
    return span;
  });
}

/** Index of the first character in which two texts differ; null where they are equal. */
export function firstDifference(one, other) {
  const [a, b] = [[...one], [...other]];
  for (let i = 0; i < Math.max(a.length, b.length); i++) if (a[i] !== b[i]) return i;
  return null;
}

/** Where an index stands, as people count: line and character from 1. */
export function place(output, index) {
  const before = [...output].slice(0, index).join("").split("\n");
  return { line: before.length, column: [...before.at(-1)].length + 1 };
}

export class Answer {
  constructor(card) {
    this.card = card;
    this.out = card.querySelector(".out");
    this.sure = card.querySelector(".sure");
    this.meter = card.querySelector("meter");
    this.note = card.querySelector(".note");
    this.clear();
  }

  clear() {
    this.prediction = null;
    this.text = "";
    this.characters = [];
    this.card.className = "answer is-empty";
    this.out.replaceChildren();
    this.sure.textContent = "";
    this.meter.hidden = true;
    this.note.textContent = "";
  }

  begin() {
    this.clear();
    this.card.className = "answer is-writing";
  }

  write({ text, confidence }) {
    this.text += text;
    this.characters.push(...[...text].map(() => confidence));
    this.out.replaceChildren(...shaded(this.text, this.characters));
  }

  result(prediction) {
    this.prediction = prediction;
    this.card.className = "answer";
    this.draw();
    this.sure.textContent = percent(prediction.confidence);
    this.meter.hidden = false;
    this.meter.value = prediction.confidence;
    this.meter.textContent = percent(prediction.confidence);
    this.note.textContent = sentence(prediction.note ?? "");
  }

  draw(wrong = null) {
    const { output, characters } = this.prediction;
    if (output === "") {
      const nothing = document.createElement("i");
      nothing.textContent = "nothing is printed";
      this.out.replaceChildren(nothing);
    } else {
      this.out.replaceChildren(...shaded(output, characters, wrong));
      if (wrong !== null && wrong >= [...output].length) {
        const end = document.createElement("mark");
        end.className = "first-wrong";
        end.title = "here something is missing";
        end.textContent = "∎";
        this.out.append(end);
      }
    }
  }

  /** Against the truth: right, or where it goes wrong first. */
  check(truth) {
    if (!this.prediction) return null;
    const wrong = firstDifference(this.prediction.output, truth);
    this.draw(wrong);
    this.card.classList.toggle("is-right", wrong === null);
    this.card.classList.toggle("is-false", wrong !== null);
    return wrong;
  }

  fail() {
    this.clear();
  }
}
