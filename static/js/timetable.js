// The timetable of a paced breath: phases with seconds, repeated for a number of rounds. No page, no clock.

/** Where a pace stands after `elapsed` milliseconds, or null when it is over. */
export function position(phases, rounds, elapsed) {
  const roundLength = phases.reduce((sum, phase) => sum + phase.seconds, 0) * 1000;
  if (elapsed >= roundLength * rounds) return null;
  let into = elapsed % roundLength, at = 0;
  while (into >= phases[at].seconds * 1000) into -= phases[at++].seconds * 1000;
  return { round: Math.floor(elapsed / roundLength) + 1, at, into, phase: phases[at] };
}

/** Every change of a pace: when it comes, in milliseconds, and what one does then. */
export function changes(phases, rounds) {
  let at = 0;
  return Array.from({ length: rounds }, () => phases).flat().map(({ seconds, move }) => {
    const change = { at, move };
    at += seconds * 1000;
    return change;
  });
}
