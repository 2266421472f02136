// The app lock, if the person wants one: while it is locked, the keys of what this phone keeps are on it only wrapped
// in a key that a PIN or a passkey makes (docs/offline.md tells how far each of the two protects).
//
// facts "lock": { who, how, salt, iv, wrapped, wrong, credential }; keys "lock": the opened key, while unlocked.

const LOCKED = "/offline/locked";
const LOCK_AFTER = 5 * 60_000; // ms without a page opened or a form sent
const MOST_WRONG = 10; // PINs; after that nothing of the person is left on the phone
const ROUNDS = 600_000; // of PBKDF2 for a PIN
const OPEN_WHILE_LOCKED = [HELP_NOW, "/help-now/leaving", OFFLINE, LOCKED, "/offline/left", "/sign-in", "/signed-out"];

const lockOf = () => read("facts", "lock").catch(() => null);
const isLocked = async () => Boolean(await lockOf()) && !await read("keys", "lock");

// Whether this navigation has to wait for the PIN or the passkey. Locks first, if the phone lay idle.
async function mustUnlock(pathname) {
  if (!await lockOf()) return false;
  const idle = Date.now() - (await read("facts", "seen") ?? 0);
  if (idle > LOCK_AFTER) await lockNow();
  if (await isLocked()) return !OPEN_WHILE_LOCKED.includes(pathname);
  await sawSomebody();
  return false;
}

const sawSomebody = () => write("facts", Date.now(), "seen");

// The opened keys go; what they sealed stays, and their wrapped copies.
async function lockNow() {
  if (!await lockOf()) return;
  for (const name of await keysOf("keys")) await remove("keys", name);
}

// `secret` is the PIN's text, or the bytes that the passkey makes of our salt.
async function setLock({ how, secret, salt, credential }) {
  if ((await keysOf("outbox")).length) return "waiting";
  const who = await owner();
  if (!await read("keys", `pages ${who}`)) return "not here"; // a phone that keeps nothing has nothing to lock
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const wrapped = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyFrom(how, secret, salt), bytes);
  // What was sealed before the lock has keys that cannot be wrapped any more: it goes, and comes back from the server.
  await onPages(async () => {
    await forgetPages();
    await forgetKey(`outbox ${who}`);
    await write("facts", { who, how, salt, iv, wrapped, wrong: 0, credential }, "lock");
    await write("keys", await importLock(bytes), "lock");
  });
  await sawSomebody();
  return "done";
}

async function unlock({ secret }) {
  const lock = await lockOf();
  if (!lock) return "done";
  // Counted before it is tried, so that switching the phone off does not give one more try.
  if (lock.how === "pin") await write("facts", { ...lock, wrong: lock.wrong + 1 }, "lock");
  let bytes;
  try {
    const key = await keyFrom(lock.how, secret, lock.salt);
    bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: lock.iv }, key, lock.wrapped);
  } catch {
    if (lock.how !== "pin" || lock.wrong + 1 < MOST_WRONG) return "wrong";
    await forgetAll();
    return "gone";
  }
  const opened = await importLock(bytes);
  await write("keys", opened, "lock");
  for (const name of await keysOf("facts")) {
    if (name.startsWith("wrapped ")) await write("keys", await unwrap(opened, await read("facts", name)), name.slice(8));
  }
  await write("facts", { ...lock, wrong: 0 }, "lock");
  await sawSomebody();
  return "done";
}

// Only who can unlock it takes it away; what it wrapped goes, and comes back from the server.
async function removeLock() {
  if (await isLocked()) return "wrong";
  if ((await keysOf("outbox")).length) return "waiting";
  const lock = await lockOf();
  if (!lock) return "done";
  await onPages(async () => {
    await forgetPages();
    await forgetKey(`outbox ${lock.who}`);
    await forgetLock();
  });
  return "done";
}

async function forgetLock() {
  for (const name of ["lock", "seen"]) await remove("facts", name);
  await remove("keys", "lock");
}

// For who does not know the PIN any more: nothing of the person stays, the server hears that they left (leaving.js), and
// they sign in anew.
async function forgetAll() {
  const who = await owner();
  await forgetOwner();
  await endReminders(who);
  await write("facts", true, "leaving");
  return "done";
}

async function keyFrom(how, secret, salt) {
  const material = how === "pin" ? bytesOf(secret) : secret;
  const derive = how === "pin"
    ? { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }
    : { name: "HKDF", hash: "SHA-256", salt, info: bytesOf("app lock") };
  const raw = await crypto.subtle.importKey("raw", material, derive.name, false, ["deriveKey"]);
  return crypto.subtle.deriveKey(derive, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

const importLock = (bytes) => crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["wrapKey", "unwrapKey"]);

// A new key for sealing, and its wrapped copy beside it.
async function lockedKey(name) {
  const lock = await read("keys", "lock");
  if (!lock) throw new Error("locked");
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const kept = { iv, key: await crypto.subtle.wrapKey("raw", made, lock, { name: "AES-GCM", iv }) };
  await write("facts", kept, `wrapped ${name}`);
  return unwrap(lock, kept);
}

const unwrap = (lock, { iv, key }) => crypto.subtle.unwrapKey(
  "raw", key, lock, { name: "AES-GCM", iv }, "AES-GCM", false, ["encrypt", "decrypt"],
);

async function aboutLock() {
  const lock = await lockOf();
  return lock
    ? { how: lock.how, salt: lock.salt, credential: lock.credential, locked: await isLocked(), left: MOST_WRONG - lock.wrong }
    : { how: null };
}

const LOCK_ASKS = { "lock?": aboutLock, "set lock": setLock, unlock, lock: lockNow, "remove lock": removeLock, "forget all": forgetAll };
