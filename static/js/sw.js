// The service worker. The server puts three constants in front of this file (webapp/pwa.py):
//   VERSION  changes with everything in SHELL
//   SHELL    the only addresses whose answers are ever kept: public files, /help-now and /offline
//   NEUTRAL  title, body, icon and badge of a notification when nothing better can be read
/* global VERSION, SHELL, NEUTRAL */

const CACHE = `shell-${VERSION}`;
const HELP_NOW = "/help-now";
const OFFLINE = "/offline";
const HELP_WITHIN = 3000; // ms: on a network that is there but does not answer, help must not wait

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", route);
addEventListener("push", (event) => event.waitUntil(notify(event.data)));
addEventListener("notificationclick", (event) => event.waitUntil(open(event.notification)));
addEventListener("pushsubscriptionchange", (event) => event.waitUntil(subscribeAgain(event)));

async function install() {
  const cache = await caches.open(CACHE);
  // Without cookies: what is kept is what anyone would get.
  await cache.addAll(SHELL.map((address) => new Request(address, { credentials: "omit", cache: "no-cache" })));
  await skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await registration.navigationPreload?.enable(); // the request need not wait for this worker to start
  await clients.claim();
}

// Cases, first match. What is not answered here goes to the network as if there were no worker.
function route(event) {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);

  if (request.method !== "GET" || origin !== location.origin) return;

  if (request.mode === "navigate" && pathname === HELP_NOW) {
    event.respondWith(helpNow(event));
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(page(event));
    return;
  }
  if (SHELL.includes(pathname) && pathname.startsWith("/static/")) {
    event.respondWith(file(request));
    return;
  }
}

async function helpNow(event) {
  try {
    const answer = await Promise.race([fromNetwork(event), tooLate(HELP_WITHIN)]);
    if (answer.ok) return answer;
  } catch {
    // No network, or too slow: the kept page says the same.
  }
  return kept(HELP_NOW);
}

async function page(event) {
  try {
    return await fromNetwork(event);
  } catch {
    return kept(OFFLINE);
  }
}

async function file(request) {
  return (await kept(request.url)) ?? fetch(request);
}

async function fromNetwork(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

async function kept(address) {
  const cache = await caches.open(CACHE);
  return cache.match(address, { ignoreVary: true });
}

function tooLate(milliseconds) {
  return new Promise((_, reject) => setTimeout(reject, milliseconds, new Error("too late")));
}

// Every push shows something: iOS ends a subscription after pushes that do not.
async function notify(data) {
  const { title, body, navigate, tag, lang } = { ...NEUTRAL, ...message(data) };
  const { icon, badge } = NEUTRAL;
  await registration.showNotification(title, { body, tag, lang, dir: "auto", icon, badge, data: { navigate } });
}

// The notification of a Declarative Web Push message; empty when it cannot be read.
function message(data) {
  try {
    return data.json().notification;
  } catch {
    return {};
  }
}

async function open(notification) {
  notification.close();
  const address = ownAddress(notification.data?.navigate);
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const already = windows.find((window) => window.url === address);
  // Never send another window there: somebody may be writing in it.
  return already ? already.focus() : clients.openWindow(address);
}

// Only a path is used, so a notification cannot lead away from here.
function ownAddress(navigate) {
  try {
    const { pathname, search } = new URL(navigate);
    if (pathname.startsWith("/")) return location.origin + pathname + search;
  } catch {
    // Not an address.
  }
  return `${location.origin}/`;
}

// Best effort, and rarely called: pages look after the subscription each time they are opened.
async function subscribeAgain({ oldSubscription }) {
  const options = oldSubscription?.options;
  if (options) await registration.pushManager.subscribe(options);
}
