// The outbox: every form that may wait is sealed here first, then sent, in the order in which it was written, each
// with a key that makes a repeat harmless. It leaves only when the server has it, or when the person says so.

const SAVED = "/offline/saved";
const QUESTIONNAIRES = "/assessments/";
const ANSWERED = "/offline/answered"; // with help on it: such an answer may ask for it
const WAITING = "/offline/waiting";
const UNSAVED = "/offline/unsaved";
const RECEIVED = "/journals/received";
const NEW_ENTRY = "/journals/new";
const ANSWER_WITHIN = 20_000; // ms, for one form
const PERSON_WAITS = 10_000;
const FORM = "application/x-www-form-urlencoded";
const TOKENS = ["csrf_token", "once", "writer"];
const NOT_WORDS = [...TOKENS, "answer", "started", "drawing", "visibility", "share", "from_now_on",
  "draft", "continues", "entry", "template", "revision", "dial_was", "emotions", "triggers", "days_ago", "at",
  "version", "safe_now", "leave_out"];

async function submit(event) {
  const path = new URL(event.request.url).pathname;
  const fields = new URLSearchParams(await event.request.text());
  const id = await putIn(path, fields).catch(() => null);
  await draftKept;
  await remove("outbox", draftOf(fields)).catch(() => {}); // saved or waiting to be: no longer a draft
  if (id === null) return sendUnkept(path, fields);
  await remove("pages", MIDWAY + path).catch(() => {});
  const sent = sendWaiting(id);
  event.waitUntil(sent.catch(() => {}).then(sendInBackground));
  const answer = await Promise.race([sent, tooLate(PERSON_WAITS)]).catch(() => null);
  return answer ?? seeOther(path.startsWith(QUESTIONNAIRES) ? ANSWERED : SAVED);
}

// Without a writer the phone is shared and keeps nothing; a writer who is not signed in here has to come back first.
async function putIn(path, fields, key, id) {
  const who = fields.get("writer");
  if (!who || ![who, NOBODY, undefined].includes(await owner())) return null;
  const at = Date.now();
  const form = JSON.stringify({ path, body: fields.toString(), key: key ?? await keyOf(path, fields) });
  return write("outbox", { ...id && { id }, who, at, ...await seal(`outbox ${who}`, at, form) });
}

// What is being typed waits like any other form, but a newer state takes the place of the one before. It lies behind
// the saved forms: the ids of those are numbers.
const draftOf = (fields) => `draft ${fields.get("draft")}`;

let draftKept = Promise.resolve();

function keepDraft({ path, body }) {
  const fields = new URLSearchParams(body);
  draftKept = putIn(path, fields, null, draftOf(fields)).catch(() => null);
  return draftKept;
}

// From what was written and where: the same page sent twice is the same entry.
async function keyOf(path, fields) {
  const content = new URLSearchParams([...fields].filter(([name]) => name !== "csrf_token"));
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", bytesOf(`${path} ${content}`)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// On a shared or full phone the words live in the page alone: when they cannot be sent they come back in one.
async function sendUnkept(path, fields) {
  try {
    return await post({ path, body: fields.toString(), key: await keyOf(path, fields), at: Date.now() });
  } catch {
    return backInPage(path, fields);
  }
}

function backInPage(path, fields) {
  const input = ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`;
  return inShellWith(UNSAVED, {
    'action=""': `action="${escaped(path)}"`,
    "<!--fields-->": [...fields].map(input).join(""),
    "<!--words-->": escaped(wordsOf(fields).join("\n\n")),
  });
}

// Words that another app on the phone hands over: the server puts them into the form of a new entry; without a
// network the kept form takes them, and where none is kept they come back in a page. Nothing is saved before "Save".
async function receive(event) {
  const handed = event.request.clone();
  try {
    await finishLeaving();
    return await Promise.race([fetch(event.request), tooLate(PAGE_WITHIN)]);
  } catch {
    // No network, or too slow.
  }
  const fields = new URLSearchParams(await handed.text());
  const words = [...new Set(fields.values())].filter(Boolean).join("\n");
  const form = await openKept(NEW_ENTRY).catch(() => null);
  if (!form) return backInPage(RECEIVED, fields);
  const html = (await form.text()).replace(/(<textarea[^>]* name="words"[^>]*>)[^<]*/, (_, box) => `${box}\n${escaped(words)}`);
  return new Response(html, { headers: form.headers });
}

function post({ path, body, key, at }, token) {
  const fields = new URLSearchParams(body);
  if (token) fields.set("csrf_token", token);
  return fetch(path, {
    method: "POST",
    headers: { "Content-Type": FORM, "Idempotency-Key": key, "X-Written-Ago": String(Math.max(0, Date.now() - at)) },
    body: fields.toString(),
    redirect: "manual",
    signal: AbortSignal.timeout(ANSWER_WITHIN),
  });
}

// One sender at a time, whatever started it. The answer to the form `mine`, if it came to that.
async function sendWaiting(mine) {
  if (!(await keysOf("outbox")).length) return null;
  return navigator.locks.request("outbox", async () => {
    try {
      return await sendInOrder(mine);
    } finally {
      for (const page of await clients.matchAll({ includeUncontrolled: true })) page.postMessage({ outbox: "changed" });
    }
  });
}

async function sendInOrder(mine) {
  if (await isLocked()) return null; // their keys come back with the PIN or the passkey
  const waiting = (await readAll("outbox")).filter(({ refused }) => !refused);
  // Alone in the queue it has its page's own token. Otherwise ask who is signed in now: nothing goes out as another.
  let token = waiting.length === 1 && waiting[0].id === mine ? { writer: waiting[0].who } : null;
  for (const one of waiting) {
    token ??= await whoIsSignedIn();
    if (!token) return null;
    if (one.who !== token.writer) continue;
    if (!await canBeOpened(one)) { // its key was destroyed and the browser ended before the rest was
      await remove("outbox", one.id);
      continue;
    }
    const form = JSON.parse(await unseal(`outbox ${one.who}`, one.at, one));
    let answer = await post({ ...form, at: one.at }, token.csrf_token);
    if (answer.status === 400) { // the token was old: that of a page, or of a sign-in that has just been renewed
      token = await whoIsSignedIn();
      if (token?.writer !== one.who) return null;
      answer = await post({ ...form, at: one.at }, token.csrf_token);
    }
    if (mustWait(answer.status)) return null;
    if (typeof one.id === "string" && one.at !== (await read("outbox", one.id))?.at) continue; // a draft, typed on since
    const isMine = one.id === mine;
    if (isDone(answer) || (isMine && answer.status === 422)) await remove("outbox", one.id);
    else await write("outbox", { ...one, refused: answer.status, reason: reasonIn(await answer.text()) });
    if (isMine) return isDone(answer) || answer.status === 422 ? answer : seeOther(WAITING);
  }
  return null;
}

const canBeOpened = async ({ who }) => Boolean(await read("keys", `outbox ${who}`));

// The forms answer "done" with a redirect.
const isDone = (answer) => answer.type === "opaqueredirect" || answer.ok;
// Sign in again, too busy, not now: the words stay. Anything else would be refused for ever: the person has to look.
const mustWait = (status) => [401, 403, 408, 409, 425, 429].includes(status) || status >= 500;

// The first complaint of a refused form, as the server words it.
function reasonIn(html) {
  const [, reason = ""] = html.match(/class="error-list">[^]*?<span>([^<]*)</) ?? [];
  return reason.replace(/&#(\d+);/g, (_, number) => String.fromCharCode(number));
}

async function whoIsSignedIn() {
  const answer = await fetch("/offline/token", { redirect: "manual", signal: AbortSignal.timeout(ANSWER_WITHIN) });
  return answer.ok ? answer.json() : null;
}

async function sendInBackground() {
  if ((await keysOf("outbox")).length) await registration.sync?.register("outbox").catch(() => {});
}

// The browser comes back later, a few times, to what has failed.
async function sendOrAskAgain() {
  await sendWaiting();
  if ((await whatWaits()).some(({ refused }) => !refused)) throw new Error("not all sent");
}

// For the person signed in here, oldest first.
async function whatWaits() {
  const who = await owner();
  const own = await canBeOpened({ who }) ? (await readAll("outbox")).filter((one) => one.who === who) : [];
  return Promise.all(own.map(async (one) => {
    const { path, body } = JSON.parse(await unseal(`outbox ${who}`, one.at, one));
    const fields = new URLSearchParams(body);
    const isShared = ["shared", "raised"].includes(fields.get("visibility")) || fields.has("share")
      || path.startsWith(QUESTIONNAIRES);
    const { id, at, refused, reason } = one;
    return { id, at, refused, reason, path, body, isShared, words: wordsOf(fields), ratings: ratingsOf(fields) };
  }));
}

const answersOf = (fields) => [...fields].filter(([name, value]) => value && !NOT_WORDS.includes(name)).map(([, value]) => value);
const wordsOf = (fields) => answersOf(fields).filter((value) => !isRating(value));
const ratingsOf = (fields) => answersOf(fields).filter(isRating);
const isRating = (value) => /^\d{1,2}(\.5)?$/.test(value);

async function sendAgain(id) {
  const { refused, reason, ...one } = await read("outbox", id);
  if (refused && one.who === await owner()) await write("outbox", one);
  await sendWaiting();
}

async function deleteWaiting(id) {
  if ((await read("outbox", id))?.who === await owner()) await remove("outbox", id);
}
