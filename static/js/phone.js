// What kind of phone this is, as far as a page can tell.

export const isInstalled = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

export const isAppleTouch = () => /iPhone|iPad|iPod/.test(navigator.userAgent)
  || (navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1);
