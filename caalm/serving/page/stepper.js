/* The predicted run as a debugger: forwards, backwards, by itself; the line, the variables, the frames, the output. */

import { percent } from "./answer.js";
import { moments, next, START } from "./trace.js";

const UNSURE = 0.5;
const PACE = 700;

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

export class Stepper {
  constructor(section, editor) {
    this.section = section;
    this.editor = editor;
    for (const part of ["first", "back", "play", "next", "last", "slider", "where", "what", "source", "notes", "frames", "printed", "marks"]) {
      this[part] = section.querySelector(`[data-part=${part}]`);
    }
    this.first.addEventListener("click", () => this.go(0));
    this.back.addEventListener("click", () => this.go(this.at - 1));
    this.next.addEventListener("click", () => this.go(this.at + 1));
    this.last.addEventListener("click", () => this.go(this.steps.length));
    this.play.addEventListener("click", () => this.toggle());
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    section.addEventListener("keydown", (event) => {
      if (event.target.closest("input, textarea, select") && event.target !== this.slider) return;
      this.key(event);
    });
    this.clear();
  }

  clear() {
    this.stop();
    this.steps = [];
    this.moments = [];
    this.at = 0;
    this.problem = null;
    this.wrong = null;
    this.isWriting = false;
    this.follows = true;
    this.final = null;
    this.section.hidden = true;
  }

  begin() {
    this.clear();
    this.isWriting = true;
  }

  /** A step that the model has just written; the newest one is shown until somebody steps by hand. */
  add(step) {
    this.steps.push(step);
    this.moments.push(next(this.moments.at(-1) ?? START, step));
    this.section.hidden = false;
    this.show(this.follows ? this.steps.length : this.at);
  }

  result(prediction) {
    this.isWriting = false;
    this.steps = prediction.steps ?? [];
    this.moments = moments(this.steps);
    this.problem = prediction.problem;
    this.final = prediction.output;
    this.section.hidden = this.steps.length === 0;
    // The run is over: it starts again from the top, unless somebody is in the middle of it.
    if (!this.section.hidden) this.show(this.follows ? this.steps.length : Math.min(this.at, this.steps.length));
  }

  /** The first wrong step, from 0; null where every step is right. */
  markWrong(index) {
    this.wrong = index;
    if (this.steps.length) this.show(this.at);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = {
      ArrowRight: () => this.go(this.at + 1), ArrowDown: () => this.go(this.at + 1),
      ArrowLeft: () => this.go(this.at - 1), ArrowUp: () => this.go(this.at - 1),
      Home: () => this.go(0), End: () => this.go(this.steps.length),
    };
    if (event.key === " " && !event.target.closest("button, summary, a")) moves[" "] = () => this.toggle();
    const move = moves[event.key];
    if (move && this.steps.length) {
      event.preventDefault();
      move();
    }
  }

  /** Somebody asks for a moment: the run no longer follows the model, and stops playing. */
  go(at, isPlaying = false) {
    this.follows = false;
    if (!isPlaying) this.stop();
    this.show(Math.max(0, Math.min(at, this.steps.length)));
  }

  toggle() {
    if (this.timer) {
      this.stop();
      return;
    }
    if (this.at >= this.steps.length) this.go(0);
    this.play.textContent = "Pause";
    this.play.setAttribute("aria-pressed", "true");
    this.timer = setInterval(() => {
      if (this.at >= this.steps.length) this.stop();
      else this.go(this.at + 1, true);
    }, PACE);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.play.textContent = "Play";
    this.play.setAttribute("aria-pressed", "false");
  }

  show(at) {
    this.at = at;
    const count = this.steps.length;
    const moment = at > 0 ? this.moments[at - 1] : null;
    const step = moment?.step ?? null;
    this.slider.max = String(count);
    this.slider.value = String(at);
    this.slider.setAttribute("aria-valuetext", step ? `step ${at} of ${count}, line ${step.line ?? "unknown"}` : "before the first step");
    this.first.disabled = this.back.disabled = at === 0;
    this.next.disabled = this.last.disabled = at === count;
    this.where.textContent = step ? `Step ${at} of ${count}${this.isWriting ? " so far" : ""}` : `Before the first of ${count} steps`;
    const lines = this.editor.lines();
    const known = step?.line && step.line <= lines.length ? lines[step.line - 1] : null;
    this.source.replaceChildren(...(step ? [element("span", step.line ?? "?", "number"), element("code", known === null ? "no such line" : known.trim())] : []));
    this.what.replaceChildren(...(step ? [element("code", step.readable ? step.what || "nothing to see" : step.text)] : []));
    this.editor.mark(known === null ? null : step.line);
    this.drawNotes(moment);
    this.drawFrames(moment);
    this.drawPrinted(moment);
    this.drawMarks();
  }

  drawNotes(moment) {
    const notes = [];
    const note = (text, kind) => notes.push(element("li", text, kind));
    const step = moment?.step;
    if (step) {
      if (!step.readable) note("The model wrote no step here: this line cannot be read.", "bad");
      note(`${percent(step.confidence)} sure${step.confidence < UNSURE ? ": unsure" : ""}`, step.confidence < UNSURE ? "unsure" : "");
      if (step.call) note(`calls ${step.call.function}`);
      if (moment.returned) note(moment.returned.value === "" ? `${moment.returned.name} returns` : `${moment.returned.name} returns ${moment.returned.value}`);
      if (step.error) note(`stops: ${step.error}`, "bad");
    }
    if (this.problem && (this.problem.step === this.at - 1 || (this.problem.step === null && this.at === this.steps.length))) {
      note(`Contradicts itself: ${this.problem.reason}`, "bad");
    }
    if (this.wrong !== null && this.at === this.wrong + 1) note("This is the first wrong step.", "bad");
    this.notes.replaceChildren(...notes);
  }

  drawFrames(moment) {
    const frames = moment ? [...moment.frames].reverse() : [];
    const bodies = frames.map((frame, index) => {
      const body = document.createElement("tbody");
      const name = frame.name === "program" ? "program" : `${frame.name}()`;
      const head = element("th", frame.isOver ? `${name}, which returns now` : index === 0 && frames.length > 1 ? `${name}, running` : name, "frame");
      head.colSpan = 3;
      head.scope = "rowgroup";
      if (frames.length > 1) body.append(element("tr", undefined, index === 0 ? "is-top" : "")), body.lastChild.append(head);
      for (const [variable, { value, before, mark }] of frame.variables) {
        const row = element("tr", undefined, mark ? `is-${mark}` : "");
        const label = element("th", variable);
        label.scope = "row";
        const was = mark === "changed" ? (before === null ? "new" : `was ${before}`) : mark === "read" ? "read" : "";
        row.append(label, element("td", value, "value"), element("td", was, "was"));
        body.append(row);
      }
      return body;
    });
    const isBare = frames.every((frame) => frame.variables.size === 0);
    this.frames.querySelectorAll("tbody").forEach((body) => body.remove());
    if (isBare && frames.length < 2) {
      const body = document.createElement("tbody");
      const row = element("tr", undefined, "is-nothing");
      const cell = element("td", "no variables yet");
      cell.colSpan = 3;
      row.append(cell);
      body.append(row);
      bodies.splice(0, bodies.length, body);
    }
    this.frames.append(...bodies);
  }

  drawPrinted(moment) {
    const before = this.at > 1 ? this.moments[this.at - 2].output.length : 0;
    const lines = moment?.output ?? [];
    this.printed.replaceChildren(...lines.map((line, index) => element("div", line || "\u200b", index >= before ? "is-new" : "")));
    if (!lines.length) this.printed.append(element("i", "nothing printed yet"));
    this.printed.scrollTop = this.printed.scrollHeight;
  }

  /** Beside the slider: where the run is unsure, where it contradicts itself, where it is wrong. */
  drawMarks() {
    const count = this.steps.length;
    const marks = [];
    this.steps.forEach((step, index) => {
      const kind = index === this.wrong ? "wrong" : index === this.problem?.step || !step.readable ? "bad" : step.confidence < UNSURE ? "unsure" : "";
      if (!kind || marks.length > 200) return;
      const mark = element("span", undefined, kind);
      mark.style.left = `${(100 * (index + 1)) / count}%`;
      marks.push(mark);
    });
    this.marks.replaceChildren(...marks);
  }
}
