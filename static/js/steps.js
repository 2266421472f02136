// <step-list>: shows the steps of a list one at a time.
class StepList extends HTMLElement {
  connectedCallback() {
    this.steps = [...this.querySelectorAll("ol > li")];
    this.controls = this.querySelector(".step-controls");
    this.controls.hidden = false;
    for (const button of this.controls.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this.go(button.dataset.do === "next" ? 1 : -1));
    }
    this.at = 0;
    this.show();
  }

  go(by) {
    this.at = Math.min(Math.max(this.at + by, 0), this.steps.length - 1);
    this.show();
    this.steps[this.at].querySelector("h3").focus(); // so that a screen reader reads the new step
  }

  /** The step that is open, to be taken up again there. */
  get reached() {
    return this.at;
  }

  set reached(step) {
    this.at = step;
    this.show();
  }

  show() {
    this.steps.forEach((step, index) => { step.hidden = index !== this.at; });
    this.controls.querySelector("[data-where]").textContent =
      this.dataset.count.replace("{now}", this.at + 1).replace("{all}", this.steps.length);
    this.controls.querySelector("[data-do=back]").hidden = this.at === 0;
    this.controls.querySelector("[data-do=next]").hidden = this.at === this.steps.length - 1;
  }
}

customElements.define("step-list", StepList);
