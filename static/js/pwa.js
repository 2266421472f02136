// Installs the service worker. Every page does it, signed out too: signing out clears the worker away with the rest.

const WORKER = "/sw.js";

// The one door for script addresses (Trusted Types), and it lets one address through.
const policy = globalThis.trustedTypes?.createPolicy("waymark", {
  createScriptURL(address) {
    if (address !== WORKER) throw new TypeError(`not a script of ours: ${address}`);
    return address;
  },
});

if ("serviceWorker" in navigator) {
  // Some browsers refuse in private windows. All but offline and reminders works without it.
  navigator.serviceWorker.register(policy?.createScriptURL(WORKER) ?? WORKER, { updateViaCache: "none" }).catch(() => {});
}
