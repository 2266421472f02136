// <question-pages>: one question a screen, the answers to look over at the end, and what is answered kept as it is given.
// Without it the form is one plain list.
class QuestionPages extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.controls = this.querySelector(".question-controls");
    this.review = this.querySelector(".review");
    this.review.hidden = false;
    this.querySelector("[data-later]").hidden = true; // it is kept by itself
    for (const button of this.controls.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this.go(button.dataset.do === "next" ? 1 : -1));
    }
    this.addEventListener("change", ({ target }) => this.changed(target));
    this.form.addEventListener("submit", (event) => this.askAboutMissing(event));
    addEventListener("hashchange", () => this.goTo(document.getElementById(location.hash.slice(1))));
    const refused = this.querySelector("[data-invalid]");
    this.at = refused ? this.screens.indexOf(refused.closest(".question")) : 0;
    this.show();
  }

  // Those of the answers given so far: one may pass over others.
  get screens() {
    const ends = this.querySelector("[data-ends]:checked")?.closest(".question");
    return [...this.querySelectorAll(".question")].filter((one) => !ends || !one.dataset.item || one === ends);
  }

  go(by) {
    this.at = Math.min(Math.max(this.at + by, 0), this.screens.length - 1);
    this.show();
    this.focusOn(this.screens[this.at]);
  }

  goTo(element) {
    const screen = element?.closest(".question");
    if (!screen || !this.contains(screen)) return;
    this.at = this.screens.indexOf(screen);
    this.show();
    element.focus();
  }

  // So that a screen reader reads the new screen: the answer given, the first one, the heading, or all of it.
  focusOn(screen) {
    (screen.querySelector(":checked") ?? screen.querySelector("input[type=radio]") ?? screen.querySelector("[tabindex]") ?? screen).focus();
    scrollTo(0, 0);
  }

  show() {
    const { screens } = this;
    const now = screens[this.at];
    for (const one of this.querySelectorAll(".question")) one.hidden = one !== now;
    const items = screens.filter((one) => one.dataset.item);
    const number = items.indexOf(now) + 1;
    this.controls.querySelector("[data-where]").textContent =
      number ? this.dataset.count.replace("{now}", number).replace("{all}", items.length) : "";
    this.controls.querySelector("[data-do=back]").hidden = this.at === 0;
    this.controls.querySelector("[data-do=next]").hidden = this.at === screens.length - 1;
    if ("end" in now.dataset) this.lookOver(items);
  }

  lookOver(items) {
    this.querySelector("[data-leave-out]").hidden = items.every((item) => item.querySelector("fieldset :checked"));
    const template = this.review.querySelector("template").content.firstElementChild;
    this.review.querySelector("ol").replaceChildren(...items.map((item) => {
      const row = template.cloneNode(true);
      const [words, answer] = row.querySelectorAll(".row-text > span");
      words.textContent = item.querySelector(".item-words").textContent;
      answer.textContent = item.querySelector("fieldset :checked")?.closest("label").textContent.trim() ?? this.dataset.none;
      row.querySelector("button .visually-hidden").textContent = `: ${words.textContent}`;
      row.querySelector("button").addEventListener("click", () => this.goTo(item.querySelector(":checked") ?? item.querySelector("input")));
      return row;
    }));
  }

  // The server asks too; but without a network it cannot.
  askAboutMissing(event) {
    const leaveOut = this.querySelector("[data-leave-out]");
    if (leaveOut.hidden || leaveOut.querySelector("input").checked) return;
    event.preventDefault();
    leaveOut.querySelector("input").focus();
  }

  changed(target) {
    this.show();
    this.offerHelp(target.closest(".question"));
    // One after the other, each with all of the answers: the last word is the last one given.
    this.keeping = (this.keeping ?? Promise.resolve()).then(() => this.keep());
  }

  // Help fills the screen when the answer first asks for it; choosing another answer moves nothing any more.
  offerHelp(question) {
    if (question.offersHelp || !question.querySelector("[data-support]:checked")) return;
    question.offersHelp = true;
    question.querySelector(".support").scrollIntoView();
  }

  async keep() {
    const body = new URLSearchParams(new FormData(this.form));
    const sent = await fetch(this.dataset.keep, { method: "POST", body, redirect: "manual" }).catch(() => null);
    const isKept = sent?.type === "opaqueredirect";
    this.controls.querySelector("[data-state]").textContent = isKept ? this.dataset.kept : this.dataset.notKept;
  }
}

customElements.define("question-pages", QuestionPages);
