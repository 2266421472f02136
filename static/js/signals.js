// What can be felt or heard at a change: a short vibration and a quiet tone, both off until asked for.
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
    if (isOn(this.tone)) play(strong ? 396 : 297);
  }
}

const isOn = (label) => label.querySelector("input").checked;

/** A soft sine of half a second: it swells and fades, so nothing clicks. */
function play(hertz) {
  sound ??= new AudioContext();
  sound.resume();
  const tone = new OscillatorNode(sound, { frequency: hertz }), loudness = new GainNode(sound, { gain: 0 });
  const now = sound.currentTime;
  loudness.gain.linearRampToValueAtTime(0.06, now + 0.05);
  loudness.gain.linearRampToValueAtTime(0, now + 0.5);
  tone.connect(loudness).connect(sound.destination);
  tone.start(now);
  tone.stop(now + 0.5);
}
