// Keeps the screen awake while something is followed with the eyes, where the browser can.
let lock = null, wish = false;

/** Ask again whenever the page comes back into view: the browser lets go of the lock when it is hidden. */
export async function stayAwake(wanted) {
  wish = wanted;
  try {
    if (wish && (!lock || lock.released)) lock = await navigator.wakeLock?.request("screen");
    if (!wish) await lock?.release();
  } catch { /* low battery or no permission: it goes on without */ }
}
