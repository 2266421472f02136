// Notifications: shown, pressed, and the subscription looked after.
/* global NEUTRAL, PUSH_KEY */

const ANSWERED_WITHIN = 4000; // ms: after that the page opens, where the person can say it themselves
const REMINDER = /^\/reminders\/[0-9a-z]{26}$/;

// Every push shows something: iOS ends a subscription after pushes that do not.
async function notify(data) {
  const { notification, app_badge } = message(data);
  const { title, body, navigate, tag, lang, actions } = { ...NEUTRAL, ...notification };
  const { icon, badge } = NEUTRAL;
  const buttons = buttonsOf(actions);
  await registration.showNotification(title, { body, tag, lang, dir: "auto", icon, badge, actions: buttons, data: { navigate, buttons } });
  await markIcon(app_badge);
}

// A Declarative Web Push message; empty when it cannot be read.
function message(data) {
  try {
    return data.json() ?? {};
  } catch {
    return {};
  }
}

// As many as this phone shows: elsewhere the page that opens has the same.
function buttonsOf(actions) {
  if (!Array.isArray(actions)) return [];
  const most = globalThis.Notification?.maxActions ?? 0;
  const whole = actions.filter((one) => one?.action && one.title);
  return whole.slice(0, most).map(({ action, title, navigate }) => ({ action: `${action}`, title: `${title}`, navigate }));
}

// Whoever looks at the app already sees what there is; a page that opens puts its own number in place of this one.
async function markIcon(number) {
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!Number.isInteger(number) || windows.some((window) => window.visibilityState === "visible")) return;
  await navigator.setAppBadge?.(number).catch(() => {}); // not installed
}

async function press({ notification, action }) {
  notification.close();
  const { navigate, buttons = [] } = notification.data ?? {};
  const button = buttons.find((one) => one.action === action);
  if (!button || action === "opened") return open(navigate);
  const { pathname } = new URL(ownAddress(button.navigate));
  const taken = REMINDER.test(pathname) && await answer(`${pathname}/answers`, action).catch(() => false);
  return taken || open(button.navigate);
}

// Told to the server or, without a network, kept in the outbox of an own phone. False where nobody is signed in.
async function answer(path, words) {
  const fields = new URLSearchParams({ answer: words, once: crypto.randomUUID() });
  try {
    return await Promise.race([tellServer(path, fields), tooLate(ANSWERED_WITHIN)]);
  } catch {
    return keepAnswer(path, fields);
  }
}

async function tellServer(path, fields) {
  const signedIn = await whoIsSignedIn();
  if (!signedIn) return false;
  const form = { path, body: fields.toString(), key: await keyOf(path, fields), at: Date.now() };
  return isDone(await post(form, signedIn.csrf_token));
}

// An own phone is one that keeps pages.
async function keepAnswer(path, fields) {
  const who = await owner();
  if (!await read("keys", `pages ${who}`)) return false;
  const key = await keyOf(path, fields); // as it was perhaps sent already
  fields.set("writer", who);
  const kept = await putIn(path, fields, key);
  await sendInBackground();
  return kept !== null;
}

async function open(navigate) {
  const address = ownAddress(navigate);
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const already = windows.find((window) => window.url === address);
  // Never send another window there: somebody may be writing in it.
  return already ? already.focus() : clients.openWindow(address);
}

// Only a path is used, so a notification cannot lead away from here.
function ownAddress(navigate) {
  try {
    const { pathname, search, hash } = new URL(navigate);
    if (pathname.startsWith("/")) return location.origin + pathname + search + hash;
  } catch {
    // Not an address.
  }
  return `${location.origin}/`;
}

// Whose reminders come to this phone is the fact "reminders": { who, address, key, at }, with the push address that the
// server knows, the server's key that it was made with, and when the server last said so.

const DEVICES = "/reminders/devices";
const A_DAY = 24 * 3600_000;

const onReminders = (act) => navigator.locks.request("reminders", act);
const remindersHere = () => read("facts", "reminders").catch(() => null);
const noteReminders = (known) => write("facts", { ...known, at: Date.now() }, "reminders").catch(() => {});

// Browsers rarely say that a subscription ended or changed, so it is looked after with each page. The server hears of it
// when it changed, when somebody has signed in, and once a day. Reminders stay with who turned them on here: another who
// signs in neither gets nor ends any. Gives the server's id of this phone, once it was told.
const lookAfterReminders = (now) => onReminders(async () => {
  if (globalThis.Notification?.permission !== "granted") return null;
  const who = await owner();
  const known = await remindersHere() ?? { who, key: PUSH_KEY };
  const subscription = await registration.pushManager.getSubscription();
  const wasTold = subscription?.endpoint === known.address && known.key === PUSH_KEY;
  if (!subscription && !known.address || wasTold && !now && Date.now() - known.at < A_DAY) return null;
  if (who === NOBODY) return known.address && endIfWithdrawn(known);
  if (who !== known.who) return null;
  let answer = await tellDevice("/renewal", known.key === PUSH_KEY && subscription || await subscribeAnew(), known);
  if (answer?.status === 410) answer = await tellDevice("/renewal", await subscribeAnew(), known);
  if (answer?.status === 404) await (known.address ? forgetReminders() : noteReminders({ who: NOBODY, key: PUSH_KEY }));
  return answer?.ok ? (await answer.json()).id : null;
});

// The page has subscribed, after the tap of the person who is signed in.
const turnOnReminders = () => onReminders(async () => {
  const subscription = await registration.pushManager.getSubscription();
  return (await tellDevice("", subscription, { address: (await remindersHere())?.address }))?.ok;
});

const turnOffReminders = async () => endReminders(await owner());

async function tellDevice(path, subscription, { who, address }) {
  const signedIn = await whoIsSignedIn();
  if (!signedIn || signedIn.writer !== (who ?? signedIn.writer)) return null;
  const answer = await fetch(DEVICES + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": signedIn.csrf_token },
    body: JSON.stringify({ ...subscription.toJSON(), previous: address }),
    signal: AbortSignal.timeout(ANSWER_WITHIN),
  });
  if (answer.ok) await noteReminders({ who: signedIn.writer, address: subscription.endpoint, key: PUSH_KEY });
  return answer;
}

async function subscribeAnew() {
  const { pushManager } = registration;
  await (await pushManager.getSubscription())?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: PUSH_KEY });
}

// A sign-in that only ran out goes on being reminded. One that was withdrawn is not, and the server says so.
async function endIfWithdrawn(known) {
  const answer = await fetch(DEVICES, { headers: { "X-Push-Address": known.address } });
  const { here } = await answer.json();
  await (here === false ? forgetReminders() : noteReminders(known));
}

// Not those of somebody else.
async function endReminders(who) {
  const known = await remindersHere();
  if (!known || [who, NOBODY].includes(known.who)) await forgetReminders();
}

async function forgetReminders() {
  await remove("facts", "reminders").catch(() => {});
  const subscription = await registration.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}

const REMINDER_ASKS = {
  "reminders?": () => lookAfterReminders(true), "reminders on": turnOnReminders, "reminders off": turnOffReminders,
};
