// <urge-wave>: timed steps, while the urge is rated again and again and drawn as the wave that it is.
import { TimedSteps } from "./timed.js";

const WIDTH = 320, HEIGHT = 150, EDGE = 10;

class UrgeWave extends TimedSteps {
  connectedCallback() {
    this.moments = [...this.querySelectorAll("[data-at]")];
    this.question = this.querySelector("[data-asked]");
    this.picture = this.querySelector("[data-picture]");
    this.picture.removeAttribute("hidden");
    this.querySelector(".wave-ask").hidden = false;
    this.querySelector(".wave-moments").open = false;
    for (const button of this.querySelectorAll("[data-level]")) {
      button.addEventListener("click", () => this.rate(button.dataset.level));
    }
    this.addEventListener("change", () => this.draw());
    super.connectedCallback();
    this.draw();
  }

  start() {
    const before = this.closest("form").elements.before?.value;
    if (before && !this.moments[0].value) this.moments[0].value = before;
    super.start();
  }

  /** The rating that is due: of the last moment that has come. */
  get due() {
    return this.moments.findLast(({ dataset }) => dataset.at * 1000 <= this.elapsed) ?? this.moments[0];
  }

  rate(level) {
    this.due.value = level;
    this.question.textContent = this.dataset.thanks;
    this.draw();
  }

  place(at, elapsed) {
    super.place(at, elapsed);
    const due = this.due;
    if (due === this.asked) return;
    this.asked = due;
    this.question.textContent = due.value ? this.dataset.thanks : this.dataset.ask;
    this.draw();
  }

  get rated() {
    return this.moments.filter(({ value }) => value)
      .map(({ dataset, value }) => ({ at: dataset.at, when: dataset.when, level: value }));
  }

  draw() {
    const points = this.rated.map(({ at, level }) => [
      EDGE + (WIDTH - 2 * EDGE) * at * 1000 / this.total, HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * level / 10]);
    this.picture.querySelector("polyline").setAttribute("points", points.map((point) => point.join()).join(" "));
    this.picture.querySelector("[data-dots]").replaceChildren(...points.map(dot));
    const words = this.rated.map(({ when, level }) => `${when}: ${level}`).join(", ");
    this.picture.setAttribute("aria-label", words || this.dataset.empty);
    const chosen = this.due.value;
    for (const button of this.querySelectorAll("[data-level]")) {
      button.setAttribute("aria-pressed", button.dataset.level === chosen);
    }
  }
}

function dot([x, y]) {
  const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  for (const [name, value] of Object.entries({ cx: x, cy: y, r: 4.5 })) circle.setAttribute(name, value);
  return circle;
}

customElements.define("urge-wave", UrgeWave);
