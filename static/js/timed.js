// <timed-steps>: leads from step to step by the clock. It can be held, gone back, skipped and stopped at any moment.
// The time of day is what counts, so a phone that slept is at the right step when it wakes.

import { Signals } from "./signals.js";
import { position } from "./timetable.js";
import { stayAwake } from "./wakefulness.js";

const SHOWN = { ready: ["start"], running: ["back", "pause", "next", "stop"], paused: ["resume", "stop"] };
const FIRST = { ready: "start", running: "pause", paused: "resume" };

export class TimedSteps extends HTMLElement {
  connectedCallback() {
    this.steps = [...this.querySelectorAll(".step-cards > li")];
    this.phases = this.steps.map(({ dataset }) => ({ seconds: Number(dataset.seconds) }));
    this.total = this.startOf(this.steps.length);
    for (const part of this.querySelectorAll(".step-controls, [data-more]")) part.hidden = false;
    this.signals = new Signals(this);
    this.querySelectorAll(".step-seconds").forEach((words) => { words.hidden = true; });
    for (const button of this.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this[button.dataset.do]());
    }
    document.addEventListener("visibilitychange", this);
    this.stop();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this);
    this.halt();
  }

  handleEvent() { // back on the page: catch up at once, and keep the screen awake again
    if (document.visibilityState === "visible" && this.startedAt) this.tick(), stayAwake(true);
  }

  get elapsed() {
    return this.startedAt ? Date.now() - this.startedAt : this.heldAt;
  }

  /** Where it is, to be taken up again there. */
  get reached() {
    return this.elapsed;
  }

  set reached(elapsed) {
    const now = position(this.phases, 1, elapsed);
    if (!now) return;
    this.heldAt = elapsed;
    this.place(now.at, elapsed);
    this.pause();
  }

  startOf(step) {
    return this.phases.slice(0, step).reduce((sum, { seconds }) => sum + seconds * 1000, 0);
  }

  start() {
    this.at = -1;
    this.goTo(0);
  }

  resume() {
    this.goTo(this.heldAt);
  }

  pause() {
    this.halt();
    this.show("paused");
    this.say(this.dataset.paused);
  }

  back() { // shortly after its beginning to the step before, else to the beginning of this one
    const early = this.elapsed - this.startOf(this.at) < 3000;
    this.goTo(this.startOf(Math.max(this.at - (early ? 1 : 0), 0)));
  }

  next() {
    this.goTo(this.startOf(this.at + 1));
  }

  stop(words = this.dataset.ready) {
    this.halt();
    this.heldAt = 0;
    this.place(0, 0);
    this.show("ready");
    this.say(words);
  }

  halt() {
    clearTimeout(this.timer);
    this.heldAt = this.elapsed ?? 0;
    this.startedAt = null;
    stayAwake(false);
  }

  goTo(elapsed) {
    this.startedAt = Date.now() - elapsed;
    this.show("running");
    stayAwake(true);
    this.tick();
  }

  tick() {
    clearTimeout(this.timer);
    const elapsed = this.elapsed, now = position(this.phases, 1, elapsed);
    if (!now) return this.finish();
    const changed = now.at !== this.at || !this.running;
    this.place(now.at, elapsed);
    if (changed) this.change(now);
    this.timer = setTimeout(() => this.tick(), 1000 - (now.into % 1000));
  }

  change({ at }) {
    this.running = true;
    this.say(this.steps[at].innerText);
    this.signals.give(true);
  }

  finish() {
    this.signals.give(false);
    this.stop(this.dataset.done);
    this.dispatchEvent(new CustomEvent("finished", { bubbles: true }));
  }

  /** Shows a moment: its step, the seconds left of the step, and how far along the whole is. */
  place(at, elapsed) {
    this.at = at;
    this.steps.forEach((step, index) => { step.hidden = index !== at; });
    this.querySelector("[data-left]").textContent = Math.ceil((this.startOf(at + 1) - elapsed) / 1000);
    this.querySelector("progress").value = elapsed / this.total;
    this.querySelector("[data-where]").textContent = this.dataset.count
      .replace("{now}", at + 1).replace("{all}", this.steps.length).replace("{left}", clock(this.total - elapsed));
  }

  show(state) {
    this.running = state === "running" && this.running;
    this.dataset.state = state;
    const focused = document.activeElement;
    for (const button of this.querySelectorAll("[data-do]")) button.hidden = !SHOWN[state].includes(button.dataset.do);
    if (this.contains(focused) && focused.hidden) this.querySelector(`[data-do=${FIRST[state]}]`).focus();
  }

  say(words) {
    this.querySelector("[data-said]").textContent = words;
    this.querySelector("[data-shown]").textContent = this.running ? "" : words; // a step stands there to be read
  }
}

/** Milliseconds as minutes and seconds, "4:05". */
export function clock(ms) {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

customElements.define("timed-steps", TimedSteps);
