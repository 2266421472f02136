// The service worker, first part. The server joins the parts and puts these facts in front of them (webapp/pwa.py):
//   VERSION     changes with everything in SHELL
//   SHELL       what is kept in the clear: public files and public pages, the same for everyone
//   SENT_LATER  patterns of the addresses whose forms may wait in the outbox
//   NEUTRAL     title, body, icon and badge of a notification when nothing better can be read
//   PUSH_KEY    the key by which push services know the server
/* global VERSION, SHELL, SENT_LATER */

const CACHE = `shell-${VERSION}`;
const HELP_NOW = "/help-now";
const OFFLINE = "/offline";
const HELP_WITHIN = 3000; // ms: on a network that is there but does not answer, help must not wait
const PAGE_WITHIN = 4000; // and neither should a page that this phone has
const PAINT_FIRST = 500; // until then a weak phone has its hands full with showing the page

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", route);
addEventListener("message", (event) => event.waitUntil(hear(event.data, event.ports[0])));
addEventListener("sync", (event) => event.waitUntil(sendOrAskAgain()));
addEventListener("push", (event) => event.waitUntil(notify(event.data)));
addEventListener("notificationclick", (event) => event.waitUntil(press(event)));
addEventListener("pushsubscriptionchange", (event) => event.waitUntil(lookAfterReminders(true)));

// A new version then waits until no page of the old one is open, or until the person says "Reload".
async function install() {
  const cache = await caches.open(CACHE);
  // Without cookies: what is kept is what anyone would get.
  await cache.addAll(SHELL.map((address) => new Request(address, { credentials: "omit", cache: "no-cache" })));
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await fetchAheadSoon().catch(() => {}); // the kept pages name files of the old version
  await registration.navigationPreload?.enable(); // the request need not wait for this worker to start
  await clients.claim();
}

// Cases, first match. What is not answered here goes to the network as if there were no worker.
function route(event) {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);

  if (origin !== location.origin) return;

  if (request.method === "POST" && request.mode === "navigate" && pathname === RECEIVED) {
    event.respondWith(receive(event));
    return;
  }
  if (request.method === "POST" && request.mode === "navigate" && isFromHere(request)) {
    event.waitUntil(sawSomebody().catch(() => {}));
    if (pathname === SIGN_OUT) event.respondWith(leave(event));
    else if (SENT_LATER.some((pattern) => new RegExp(pattern).test(pathname))) event.respondWith(submit(event));
    else event.waitUntil(forgetAround(pathname).catch(() => {}));
    return;
  }
  if (request.method !== "GET") return;

  if (request.mode === "navigate" && pathname === HELP_NOW) {
    event.respondWith(helpNow(event));
    return;
  }
  if (request.mode === "navigate" && SHELL.includes(pathname)) {
    event.respondWith(shellPage(pathname, event));
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(unlockedPage(event, pathname));
    return;
  }
  if (pathname.startsWith("/static/")) {
    event.respondWith(file(request, pathname));
    return;
  }
}

// Requests of this worker count as our own, so it passes on no form that another site sent.
function isFromHere(request) {
  try {
    return new URL(request.referrer).origin === location.origin;
  } catch {
    return false;
  }
}

async function hear(message, port) {
  if (message.ask === "take over") return skipWaiting();
  const act = LOCK_ASKS[message.ask] ?? REMINDER_ASKS[message.ask];
  if (act) return port?.postMessage(await act(message).catch(() => "failed"));
  if (message.ask === "keep draft") {
    const id = await keepDraft(message);
    port.postMessage(await whatWaits().catch(() => []));
    return id && sendWaiting(id).catch(() => {}).then(sendInBackground);
  }
  if (message.ask === "send") await sendWaiting();
  if (message.ask === "send again") await sendAgain(message.id);
  if (message.ask === "delete") await deleteWaiting(message.id);
  if (message.ask === "keep midway") await keepMidway(message).catch(() => {});
  if (message.ask === "midway") return port.postMessage(await openSealed(MIDWAY + message.path).catch(() => null));
  port?.postMessage(await whatWaits().catch(() => []));
}

async function helpNow(event) {
  try {
    const answer = await Promise.race([fromNetwork(event), tooLate(HELP_WITHIN)]);
    if (answer.ok) return answer;
  } catch {
    // No network, or too slow: the kept page says the same.
  }
  return inShell(HELP_NOW);
}

async function shellPage(pathname, event) {
  return (await inShell(pathname)) ?? fromNetwork(event);
}

// Behind the app lock the address stays as it is, and leads on once it is open.
async function unlockedPage(event, pathname) {
  if (await mustUnlock(pathname).catch(() => false)) return inShell(LOCKED);
  return page(event);
}

// From the network; when that fails or takes too long, as it was kept; when it was not kept, in the end "No network".
async function page(event) {
  const address = keptAddress(new URL(event.request.url));
  const answer = fromServer(event, address);
  event.waitUntil(answer.catch(() => {}));
  try {
    return await Promise.race([answer, tooLate(PAGE_WITHIN)]);
  } catch {
    // No network, or too slow.
  }
  const kept = await openKept(address).catch(() => null);
  return kept ?? answer.catch(() => inShell(OFFLINE));
}

// The page that a reminder opens is the same page, when there is no network to ask about the reminder.
function keptAddress({ pathname, search, searchParams }) {
  if (!searchParams.has("reminder")) return pathname + search;
  searchParams.delete("reminder");
  return searchParams.size ? `${pathname}?${searchParams}` : pathname;
}

async function fromServer(event, address) {
  const hadLeft = await finishLeaving();
  const answer = hadLeft ? await fetch(event.request) : await fromNetwork(event);
  await recognise(answer).catch(() => {}); // without storage nothing is kept, and nothing need be forgotten
  event.waitUntil(afterwards(address, answer.clone()).catch(() => {}));
  return answer;
}

// With the page on its way: keep it, send what waits, look after reminders, have the shell back if the browser cleared it away, fetch what may
// be wanted later. Without storage the first fails, and the rest matters all the same.
async function afterwards(address, answer) {
  await new Promise((resolve) => setTimeout(resolve, PAINT_FIRST));
  await keep(address, answer).catch(() => {});
  await sendWaiting().catch(() => {});
  await lookAfterReminders().catch(() => {});
  if (!await caches.has(CACHE)) await install();
  if (answer.headers.has("X-Keep")) await fetchAhead();
}

// A page kept by another version asks for files by that version's address: the same file of this version will do.
async function file(request, pathname) {
  const exact = await caches.match(request, { ignoreVary: true });
  if (exact) return exact;
  const answer = await fetch(request).catch(() => null);
  if (answer?.ok) return answer;
  const name = pathname.split("/").slice(3).join("/");
  const same = SHELL.find((address) => address.startsWith("/static/") && address.split("/").slice(3).join("/") === name);
  return (same && await inShell(same)) ?? answer ?? Response.error();
}

async function fromNetwork(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

async function inShell(address) {
  const cache = await caches.open(CACHE);
  return cache.match(address, { ignoreVary: true });
}

// A public page of the shell with pieces of its text replaced.
async function inShellWith(address, pieces) {
  const blank = await inShell(address);
  let html = await blank.text();
  for (const [mark, text] of Object.entries(pieces)) html = html.replace(mark, () => text);
  return new Response(html, { headers: blank.headers });
}

function escaped(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function seeOther(pathname) {
  return Response.redirect(location.origin + pathname, 303);
}

function tooLate(milliseconds) {
  return new Promise((_, reject) => setTimeout(reject, milliseconds, new Error("too late")));
}
