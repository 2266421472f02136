// <wall-timer>: counts down by the time of day, so the screen may sleep meanwhile.
import { Signals } from "./signals.js";
import { clock } from "./timed.js";
import { stayAwake } from "./wakefulness.js";

const SHOWN = { ready: ["start"], running: ["pause", "stop"], paused: ["resume", "stop"] };

class WallTimer extends HTMLElement {
  connectedCallback() {
    this.face = this.querySelector("[data-face]");
    this.querySelector(".timer").hidden = false;
    this.signals = new Signals(this);
    for (const button of this.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this[button.dataset.do]());
    }
    document.addEventListener("visibilitychange", this);
    this.stop();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this);
    clearInterval(this.timer);
  }

  handleEvent() {
    if (document.visibilityState === "visible" && this.endsAt) this.tick(), stayAwake(true);
  }

  start() {
    this.left = this.dataset.seconds * 1000;
    this.resume();
  }

  resume() {
    this.endsAt = Date.now() + this.left;
    this.timer = setInterval(() => this.tick(), 250);
    this.turn("running", this.dataset.running);
    stayAwake(true);
    this.tick();
  }

  pause() {
    this.left = this.endsAt - Date.now();
    this.rest("paused", this.dataset.paused);
  }

  stop(words = this.dataset.ready) {
    this.left = this.dataset.seconds * 1000;
    this.rest("ready", words);
    this.draw();
  }

  rest(state, words) {
    clearInterval(this.timer);
    this.endsAt = null;
    this.turn(state, words);
    stayAwake(false);
  }

  /** The time that is left, once it has begun. */
  get reached() {
    const left = this.endsAt ? this.endsAt - Date.now() : this.left;
    return left < this.dataset.seconds * 1000 && left;
  }

  set reached(left) {
    this.left = left;
    this.rest("paused", this.dataset.paused);
    this.draw();
  }

  tick() {
    this.left = this.endsAt - Date.now();
    if (this.left > 0) return this.draw();
    this.signals.give();
    this.stop(this.dataset.done);
  }

  draw() {
    this.face.textContent = clock(this.left);
    this.querySelector("progress").value = 1 - this.left / (this.dataset.seconds * 1000);
  }

  turn(state, words) {
    const hadFocus = this.contains(document.activeElement) && document.activeElement.matches("[data-do]");
    for (const button of this.querySelectorAll("[data-do]")) button.hidden = !SHOWN[state].includes(button.dataset.do);
    if (hadFocus) this.querySelector(`[data-do=${SHOWN[state][0]}]`).focus();
    this.querySelector("[data-said]").textContent = words;
  }
}

customElements.define("wall-timer", WallTimer);
