// <tap-counter>: one big button to tap for each thing found; words beside it are optional.
import "./steps.js";

class TapCounter extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.dots = [...this.querySelectorAll(".tap-dot")];
    this.found = 0;
    this.hidden = false;
    this.button.addEventListener("click", () => this.count());
  }

  /** One more; after the last one a tap begins anew, so a slip is no harm. */
  count() {
    this.found = (this.found + 1) % (this.dots.length + 1);
    this.dots.forEach((dot, index) => dot.toggleAttribute("data-found", index < this.found));
    this.querySelector("[data-count]").textContent = this.found === this.dots.length
      ? this.dataset.full : this.dataset.some.replace("{now}", this.found).replace("{all}", this.dots.length);
  }
}

customElements.define("tap-counter", TapCounter);
