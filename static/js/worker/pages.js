// Sealed pages: a participant's own pages as the server wrote them, for the time without a network. The server says
// with each answer who is signed in (X-Signed-In) and whether the page may be kept, and until when (X-Keep).

const MOST_PAGES = 250; // the whole library, the calendar and the newest entries; some 20 kB each
const AHEAD_EVERY = 3600_000; // ms
const NOBODY = "nobody";
const HTML = "text/html; charset=utf-8";
const MIDWAY = "midway "; // before an address, which begins with a slash
const MIDWAY_LASTS = 12 * 3600_000;

const onPages = (act) => navigator.locks.request("pages", act);
const owner = () => read("facts", "owner");

// Whoever is signed in now is whose phone this is. What was kept for another goes before they see a page. The server is
// to hear under which sign-in reminders come.
async function recognise(answer) {
  const who = answer.headers.get("X-Signed-In");
  if (!who || who === await owner()) return;
  await onPages(async () => {
    await forgetPages();
    await forgetLock(); // it was the other person's
    await write("facts", who, "owner");
  });
  const known = await read("facts", "reminders");
  if (known) await write("facts", { ...known, at: 0 }, "reminders");
}

// The key first: from then on the rest is noise.
async function forgetPages() {
  const wrapped = (await keysOf("facts")).filter((name) => name.startsWith("wrapped ")).map((name) => name.slice(8));
  for (const name of [...await keysOf("keys"), ...wrapped]) if (name.startsWith("pages ")) await forgetKey(name);
  await clear("pages");
  await remove("facts", "ahead");
}

async function keep(address, answer) {
  const until = Number(answer.headers.get("X-Keep"));
  const who = answer.headers.get("X-Signed-In");
  if (answer.status === 404) return remove("pages", address);
  if (!until) return;
  const pages = await pagesIn(address, answer);
  const headers = [...answer.headers].map(([name, value]) => [name, name === "content-type" ? HTML : value]);
  await onPages(async () => {
    if (who !== await owner()) return; // signed out meanwhile
    for (const [place, html] of pages) await sealPage(who, place, until, JSON.stringify({ headers, html }));
    await dropOldest();
  });
}

// Mostly the one page; every exercise comes in one answer, as a mapping of addresses, so that what they share is sent once.
async function pagesIn(address, answer) {
  const isOne = answer.headers.get("content-type")?.startsWith("text/html");
  return isOne ? [[address, await answer.text()]] : Object.entries(await answer.json());
}

async function sealPage(who, address, until, text) {
  await write("pages", { address, who, until, at: Date.now(), ...await seal(`pages ${who}`, address, text) });
}

async function dropOldest() {
  if ((await keysOf("pages")).length <= MOST_PAGES) return;
  const newestFirst = (await readAll("pages")).sort((one, other) => other.at - one.at);
  for (const page of newestFirst.slice(MOST_PAGES)) await remove("pages", page.address);
}

async function openSealed(address) {
  const page = await read("pages", address);
  if (!page || page.who !== await owner() || page.until < Date.now()) return null;
  return unseal(`pages ${page.who}`, address, page);
}

async function openKept(address) {
  const text = await openSealed(address);
  if (!text) return null;
  const { headers, html } = JSON.parse(text);
  return new Response(asOfNow(html), { headers });
}

// What a person is in the middle of, by the form it belongs to: sealed beside the pages, and gone when the form is
// sent, the sign-in ends, or half a day later.
async function keepMidway({ path, writer, state }) {
  const who = await owner();
  if (writer !== who) return;
  if (!state) return remove("pages", MIDWAY + path);
  await onPages(() => sealPage(who, MIDWAY + path, Date.now() + MIDWAY_LASTS, state));
}

// What was true of the moment when it came: its messages are old, its form was perhaps sent already.
function asOfNow(html) {
  return html
    .replace("data-kept hidden", "data-kept")
    .replace('class="messages"', 'class="messages" hidden')
    .replace(/(name="once"[^>]* value=")[^"]*/g, (_, before) => before + crypto.randomUUID())
    .replace(/(name="started"[^>]* value=")[^"]*/g, (_, before) => before + Date.now());
}

// A form sent to /journals/<id>/deletion changes /journals/<id> and /journals/: as they were, they are not shown again.
async function forgetAround(pathname) {
  for (const address of await keysOf("pages")) {
    const [path] = address.split("?");
    if (path !== "/" && pathname.startsWith(path)) await remove("pages", address);
  }
}

const fetchAheadSoon = () => remove("facts", "ahead");

// Now and then, the pages that the server thinks will be wanted. Marked, so that nothing counts as seen.
async function fetchAhead() {
  if (navigator.connection?.saveData) return;
  await navigator.locks.request("ahead", { ifAvailable: true }, async (lock) => {
    const last = await read("facts", "ahead") ?? 0;
    if (!lock || Date.now() - last < AHEAD_EVERY) return;
    const answer = await fetch("/offline/pages", { redirect: "manual" });
    if (!answer.ok) return;
    for (const address of (await answer.json()).pages) {
      const kept = await read("pages", address);
      if (kept?.at > last && Date.now() - kept.at < AHEAD_EVERY) continue;
      await keep(address, await fetch(address, { headers: { "X-Ahead": "1" }, redirect: "manual" }));
    }
    await write("facts", Date.now(), "ahead");
  });
}
