// Times in the reader's own zone, and Slack's date tokens.

const LOCALE = "en-GB";
const format = (options) => new Intl.DateTimeFormat(LOCALE, options);
const FORMATS = {
  clock: format({ hour: "2-digit", minute: "2-digit" }),
  seconds: format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  date: format({ day: "numeric", month: "long", year: "numeric" }),
  short: format({ day: "numeric", month: "short", year: "numeric" }),
  long: format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
  full: format({ dateStyle: "full", timeStyle: "long" }),
};

/** Return the Date of a message id ("1700000000.000100"). */
export const fromTs = (ts) => new Date(Number(ts) * 1000);

/** Return hours and minutes. */
export const clock = (date) => FORMATS.clock.format(date);

/** Return a date and time with its zone, for a tooltip. */
export const full = (date) => FORMATS.full.format(date);

/** Return a key that is the same for all times of one local day. */
export const dayKey = (date) => `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;

function near(date, now) {
  const start = (d) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  const days = Math.round((start(date) - start(now)) / 86400000);
  return { 0: "today", "-1": "yesterday", 1: "tomorrow" }[days];
}

/** Return a day as a heading: "Today", "Saturday 21 November 2026". */
export function dayName(date, now = new Date()) {
  const word = near(date, now);
  return word ? word[0].toUpperCase() + word.slice(1) : FORMATS.long.format(date);
}

/** Return how long ago or ahead a time is: "3 min ago", "in 2 h". */
export function distance(date, now = new Date()) {
  const seconds = Math.round((date - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 45) return seconds > 0 ? "in a moment" : "just now";
  const units = [[86400, "d"], [3600, "h"], [60, "min"]];
  const [unit, name] = units.find(([u]) => size >= u) || [60, "min"];
  const words = `${Math.round(size / unit)} ${name}`;
  return seconds > 0 ? `in ${words}` : `${words} ago`;
}

/** Return what Slack shows for <!date^seconds^tokens|fallback>; null where a token is not known. */
export function dateToken(seconds, tokens, now = new Date()) {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  const pretty = (formatter) => near(date, now) || formatter.format(date);
  const iso = `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
  const values = {
    date_num: () => iso,
    date: () => FORMATS.date.format(date),
    date_short: () => FORMATS.short.format(date),
    date_long: () => FORMATS.long.format(date),
    date_pretty: () => pretty(FORMATS.date),
    date_short_pretty: () => pretty(FORMATS.short),
    date_long_pretty: () => pretty(FORMATS.long),
    time: () => FORMATS.clock.format(date),
    time_secs: () => FORMATS.seconds.format(date),
    ago: () => distance(date, now),
  };
  let known = true;
  const out = tokens.replace(/\{(\w+)\}/g, (all, name) => {
    if (values[name]) return values[name]();
    known = false;
    return all;
  });
  return known ? out : null;
}
