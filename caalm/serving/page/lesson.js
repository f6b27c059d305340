/* What teaches a language before the question: solved programs, a guide. */

export class Lesson extends EventTarget {
  constructor(section, most = 16) {
    super();
    this.most = most;
    this.list = section.querySelector("[data-part=solved]");
    this.template = section.querySelector("template");
    this.add = section.querySelector("[data-part=add]");
    this.guideArea = section.querySelector("[data-part=guide]");
    this.count = section.querySelector("[data-part=count]");
    this.add.addEventListener("click", () => {
      this.put("", "").querySelector("textarea").focus();
      this.changed();
    });
    /** Whether all of it was drawn with the program: then it goes when the program goes. */
    this.isDrawn = true;
    section.addEventListener("input", () => {
      this.isDrawn = false;
      this.changed();
    });
    this.changed();
  }

  put(code, output) {
    const item = this.template.content.firstElementChild.cloneNode(true);
    const [codeArea, outputArea] = item.querySelectorAll("textarea");
    codeArea.value = code;
    outputArea.value = output;
    codeArea.rows = Math.min(10, Math.max(2, code.split("\n").length));
    outputArea.rows = Math.min(10, Math.max(2, output.split("\n").length));
    item.querySelector("button").addEventListener("click", () => {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      this.changed();
      (next?.querySelector("button") ?? this.add).focus();
    });
    this.list.append(item);
    return item;
  }

  /** Pairs of which both halves are there to be taught; an output may be empty. */
  get examples() {
    return [...this.list.children]
      .map((item) => [...item.querySelectorAll("textarea")].map((area) => area.value))
      .filter(([code]) => code.trim() !== "")
      .map(([code, output]) => ({ code, output }));
  }

  get guide() {
    return this.guideArea.value.trim() === "" ? null : this.guideArea.value;
  }

  get isEmpty() {
    return this.examples.length === 0 && this.guide === null;
  }

  set({ examples = [], guide = "" }) {
    this.list.replaceChildren();
    examples.slice(0, this.most).forEach(({ code, output }) => this.put(code, output));
    this.guideArea.value = guide ?? "";
    this.isDrawn = true;
    this.changed();
  }

  /** What a person wrote stays, what was drawn for another program does not. */
  dropDrawn() {
    if (this.isDrawn) this.set({});
  }

  changed() {
    [...this.list.children].forEach((item, index) => {
      item.querySelector(".ordinal").textContent = `Solved program ${index + 1}`;
      item.querySelector("button").setAttribute("aria-label", `Remove solved program ${index + 1}`);
      item.querySelectorAll("textarea")[0].setAttribute("aria-label", `Code of solved program ${index + 1}`);
      item.querySelectorAll("textarea")[1].setAttribute("aria-label", `Output of solved program ${index + 1}`);
    });
    const given = this.examples.length;
    this.add.disabled = this.list.children.length >= this.most;
    const parts = [given ? `${given} solved` : "", this.guide ? "a guide" : ""].filter(Boolean);
    this.count.textContent = parts.length ? parts.join(", ") : "nothing yet";
    this.dispatchEvent(new Event("change"));
  }
}
