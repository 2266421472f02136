// <breath-pacer>: leads through the phases of a pace, exactly on its timetable.
// Every moment is reckoned from one starting point on performance.now(), so late timers never add up to drift.

import { Signals } from "./signals.js";
import { changes, position } from "./timetable.js";
import { stayAwake } from "./wakefulness.js";

const BEGIN = "#begin";
const AT_ONCE = 50; // ms: a beginning that is so recent is now

class BreathPacer extends HTMLElement {
  connectedCallback() {
    const find = (selector) => this.querySelector(selector);
    this.paces = [...this.querySelectorAll(".pace")];
    this.choice = find("select");
    this.shape = find(".pacer-shape");
    this.count = find(".pacer-count");
    this.said = find(".pacer-phase");
    this.bar = find(".pacer-bar");
    this.round = find(".pacer-round");
    this.signals = new Signals(this);
    find(".pacer").hidden = false;
    this.paces.forEach((pace) => { pace.hidden = true; });
    for (const button of this.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this[button.dataset.do]());
    }
    this.choice.addEventListener("change", () => this.stop());
    find("[data-tone]").addEventListener("change", () => this.planTones());
    document.addEventListener("visibilitychange", this);
    this.stop();
    if (location.hash === BEGIN) this.beginAtOnce();
  }

  /** Asked for on the page before, beside its caution: no more tap is needed here. */
  beginAtOnce() {
    this.start();
    this.querySelector(".pacer-stage").scrollIntoView({ block: "center" });
    this.querySelector("[data-do=pause]").focus({ preventScroll: true });
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this);
    this.pause();
  }

  handleEvent() { // back on the page: catch up at once, and keep the screen awake again
    if (document.visibilityState === "visible" && this.startedAt !== null) this.tick(), stayAwake(true);
  }

  start() {
    this.elapsed = 0;
    this.resume();
  }

  resume() {
    this.startedAt = performance.now() - this.elapsed;
    this.last = null;
    this.show("running");
    stayAwake(true);
    this.planTones();
    this.tick();
  }

  /** Every change from here to the end. */
  planTones() {
    if (this.startedAt === null) return;
    const ahead = changes(this.phases, this.rounds).map(({ at, move }) => ({ at: this.startedAt + at, strong: move === "in" }));
    this.signals.plan(ahead.filter(({ at }) => at > performance.now() - AT_ONCE));
  }

  pause() {
    clearTimeout(this.timer);
    this.signals.cancel();
    if (this.startedAt === null) return;
    this.elapsed = performance.now() - this.startedAt;
    this.startedAt = null;
    this.freeze();
    this.show("paused");
    this.say(this.dataset.paused);
    stayAwake(false);
  }

  stop(words = this.dataset.ready) {
    clearTimeout(this.timer);
    this.signals.cancel();
    this.startedAt = null;
    this.elapsed = 0;
    this.last = null;
    const pace = this.paces[this.choice.value];
    this.rounds = Number(pace.dataset.rounds);
    this.phases = [...pace.querySelectorAll("[data-move]")].map(({ dataset }) => (
      { say: dataset.say, move: dataset.move, seconds: Number(dataset.seconds) }));
    this.grow("out", 0.4);
    this.count.textContent = this.round.textContent = "";
    this.bar.value = 0;
    this.show("ready");
    this.say(words);
    stayAwake(false);
  }

  /** Where it is, to be taken up again there; nothing while it has not begun. */
  get reached() {
    const at = this.startedAt === null ? this.elapsed : performance.now() - this.startedAt;
    return at && { pace: this.choice.value, at };
  }

  set reached({ pace, at }) {
    this.choice.value = pace;
    this.stop(this.dataset.paused);
    this.elapsed = at;
    this.show("paused");
  }

  /** Shows the moment it is, and wakes again exactly at the next full second or change of phase. */
  tick() {
    clearTimeout(this.timer);
    const elapsed = performance.now() - this.startedAt;
    const now = position(this.phases, this.rounds, elapsed);
    if (!now) return this.finish();
    const whole = now.phase.seconds * 1000;
    const beat = `${now.round} ${now.at}`;
    if (beat !== this.last) this.change(now, elapsed, whole - now.into);
    this.last = beat;
    this.count.textContent = Math.ceil((whole - now.into) / 1000 - 0.001);
    this.bar.value = (now.into + 1000) / whole;
    this.timer = setTimeout(() => this.tick(), Math.min(1000 - (now.into % 1000), whole - now.into));
  }

  change(now, elapsed, left) {
    this.say(now.phase.say);
    this.round.textContent = this.dataset.round.replace("{now}", now.round).replace("{all}", this.rounds);
    this.grow(now.phase.move, left / 1000);
    this.signals.give(now.phase.move === "in");
    this.dispatchEvent(new CustomEvent("phase", { detail: { ...now, elapsed }, bubbles: true }));
  }

  finish() {
    this.stop(this.dataset.done);
    this.dispatchEvent(new CustomEvent("finished", { bubbles: true }));
  }

  /** The shape moves by itself over the seconds that are left; holding keeps it where it is. */
  grow(move, seconds) {
    if (move === "hold") return;
    this.shape.style.transitionDuration = `${seconds}s`;
    this.shape.style.transform = move === "in" ? "scale(1)" : "scale(.45)";
  }

  freeze() {
    this.shape.style.transform = getComputedStyle(this.shape).transform;
    this.shape.style.transitionDuration = "0s";
  }

  show(state) {
    const visible = { ready: ["start"], running: ["pause", "stop"], paused: ["resume", "stop"] }[state];
    const hadFocus = this.contains(document.activeElement) && document.activeElement.matches("[data-do]");
    for (const button of this.querySelectorAll("[data-do]")) button.hidden = !visible.includes(button.dataset.do);
    if (hadFocus) this.querySelector(`[data-do=${visible[0]}]`).focus();
  }

  say(words) {
    if (this.said.textContent !== words) this.said.textContent = words;
  }
}

customElements.define("breath-pacer", BreathPacer);
