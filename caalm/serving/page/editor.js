/* A small editor: a textarea, its text once more in colours behind it, and line numbers beside it.
 *
 * The textarea is as large as its text, and the box around both scrolls, so nothing has to be kept in step by hand.
 * Everything that a browser knows about text (undo, spelling of other scripts, touch, screen readers) stays as it is.
 */

import { lineNodes, linesOfTokens } from "./highlight.js";

const INDENT = "    ";

export class Editor extends EventTarget {
  constructor(box) {
    super();
    this.box = box;
    this.area = box.querySelector("textarea");
    this.paint = box.querySelector(".paint");
    this.gutter = box.querySelector(".gutter");
    this.current = null;
    this.wrong = null;
    this.escaped = false;
    this.shown = [];
    this.area.addEventListener("input", () => this.changed());
    this.area.addEventListener("keydown", (event) => this.key(event));
    this.area.addEventListener("blur", () => { this.escaped = false; });
    this.draw();
  }

  get text() {
    return this.area.value;
  }

  set text(value) {
    this.area.value = value;
    this.changed();
  }

  changed() {
    this.mark(null);
    this.markWrong(null);
    this.draw();
    this.dispatchEvent(new Event("change"));
  }

  /** Tab indents. Escape, then Tab, leaves: nobody is caught in here. */
  key(event) {
    if (event.key === "Escape") {
      this.escaped = true;
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Tab" && !this.escaped) {
      event.preventDefault();
      this.indent(event.shiftKey);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      const before = this.text.slice(0, this.area.selectionStart);
      const line = before.slice(before.lastIndexOf("\n") + 1);
      this.type("\n" + /^[ \t]*/.exec(line)[0]);
    }
    if (event.key !== "Shift") this.escaped = false;
  }

  /** Type as a person would, so that undo knows it. */
  type(text) {
    if (!document.execCommand("insertText", false, text)) {
      this.area.setRangeText(text, this.area.selectionStart, this.area.selectionEnd, "end");
      this.changed();
    }
  }

  indent(isBack) {
    const { selectionStart: start, selectionEnd: end } = this.area;
    if (start === end && !isBack) {
      this.type(INDENT);
      return;
    }
    const first = this.text.lastIndexOf("\n", start - 1) + 1;
    const block = this.text.slice(first, end);
    const moved = isBack ? block.replace(/^(?: {1,4}|\t)/gm, "") : block.replace(/^(?=.)/gm, INDENT);
    if (moved === block) return;
    this.area.setSelectionRange(first, end);
    this.type(moved);
    this.area.setSelectionRange(start === end ? first + moved.length : first, first + moved.length);
  }

  draw() {
    const lines = linesOfTokens(this.text);
    // Only the lines that changed are built anew.
    lines.forEach((parts, index) => {
      const key = parts.map((each) => each.kind + each.text).join("\u0000");
      if (this.shown[index] === key) return;
      this.shown[index] = key;
      const line = this.paint.children[index] ?? this.paint.appendChild(document.createElement("div"));
      line.className = "line";
      line.replaceChildren(...(parts.length ? lineNodes(parts) : [document.createTextNode("\u200b")]));
      if (!this.gutter.children[index]) {
        const number = this.gutter.appendChild(document.createElement("div"));
        number.textContent = String(index + 1);
      }
    });
    while (this.paint.children.length > lines.length) this.paint.lastChild.remove();
    while (this.gutter.children.length > lines.length) this.gutter.lastChild.remove();
    this.shown.length = lines.length;
  }

  /** The line that a step runs, from 1; it is brought into sight inside the box, the page itself stays put. */
  mark(line) {
    this.current = this.move("is-current", this.current, line);
    const shown = line === null ? null : this.paint.children[line - 1];
    if (!shown) return;
    const top = shown.offsetTop;
    if (top < this.box.scrollTop + 8) this.box.scrollTop = top - 40;
    const bottom = top + shown.offsetHeight;
    if (bottom > this.box.scrollTop + this.box.clientHeight - 8) this.box.scrollTop = bottom - this.box.clientHeight + 40;
  }

  /** The line of the first wrong step. */
  markWrong(line) {
    this.wrong = this.move("is-wrong", this.wrong, line);
  }

  move(name, from, to) {
    for (const column of [this.paint, this.gutter]) {
      if (from !== null) column.children[from - 1]?.classList.remove(name);
      if (to !== null) column.children[to - 1]?.classList.add(name);
    }
    return to;
  }

  lines() {
    return this.text.split("\n");
  }
}
