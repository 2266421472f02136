// What can be felt or heard at a change: a short vibration and a quiet tone, both off until asked for.
const HIGH = 396, LOW = 297; // hertz
let sound = null;

export class Signals {
  /** Finds the two switches within `place` and shows those that this phone can follow. */
  constructor(place) {
    this.vibration = place.querySelector("[data-vibration]");
    this.tone = place.querySelector("[data-tone]");
    this.vibration.hidden = !navigator.vibrate;
    this.tone.hidden = !window.AudioContext;
    this.tone.addEventListener("change", () => this.give()); // also the touch that lets a phone play at all
  }

  /** `strong` at a beginning: longer to feel, higher to hear. */
  give(strong = true) {
    if (isOn(this.vibration)) navigator.vibrate?.(strong ? 60 : 30);
    if (isOn(this.tone) && !this.planned) play(strong ? HIGH : LOW);
  }

  /**
   * The tones of all changes to come, each {at, strong} on performance.now(): handed to the sound's own clock, which
   * goes on when a dark screen slows down every timer of a page.
   */
  async plan(changes) {
    this.cancel();
    if (!isOn(this.tone)) return;
    const tones = this.planned = [];
    await context().resume();
    const now = performance.now();
    for (const { at, strong } of this.planned === tones ? changes : []) {
      tones.push(play(strong ? HIGH : LOW, Math.max(0, at - now) / 1000));
    }
  }

  cancel() {
    this.planned?.forEach((tone) => tone.disconnect());
    this.planned = null;
  }
}

const isOn = (label) => label.querySelector("input").checked;
const context = () => sound ??= new AudioContext();

/** A soft sine of half a second: it swells and fades, so nothing clicks. */
function play(hertz, wait = 0) {
  const sound = context(), from = sound.currentTime + wait;
  sound.resume();
  const tone = new OscillatorNode(sound, { frequency: hertz }), loudness = new GainNode(sound, { gain: 0 });
  loudness.gain.setValueAtTime(0, from);
  loudness.gain.linearRampToValueAtTime(0.06, from + 0.05);
  loudness.gain.linearRampToValueAtTime(0, from + 0.5);
  tone.connect(loudness).connect(sound.destination);
  tone.start(from);
  tone.stop(from + 0.5);
  return loudness;
}
