// The page's way to its server: asking, doing, and hearing what happens.

const token = document.querySelector('meta[name="kp-token"]').content;
const page = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2);

/** The id of this page; views open on the page that was clicked. */
export const pageId = page;

async function answer(promise) {
  try {
    const response = await promise;
    return await response.json();
  } catch {
    return { ok: false, error: "offline", text: "The bot is not running. Start it again with kp run." };
  }
}

/** Ask for something. */
export const get = (path) => answer(fetch(path, { headers: { accept: "application/json" } }));

/** Do something; the answer has `ok`, and `text` for a person where it failed. */
export const post = (path, body) => answer(fetch(path, {
  method: "POST",
  headers: { "content-type": "application/json", "x-kp-token": token, "x-kp-page": page },
  body: JSON.stringify(body || {}),
}));

/** Hear what happens: `heard(event)` for each, `connection(up)` when the server comes and goes. */
export function live(heard, connection) {
  let boot = null;
  const source = new EventSource("/ui/events");
  source.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    if (event.kind !== "hello") {
      heard(event);
      return;
    }
    const again = boot !== null;
    if (again && boot !== event.boot) location.reload(); // the bot was started anew: so is this page
    boot = event.boot;
    connection(true, again);
  };
  source.onerror = () => {
    connection(false, false);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 5000);
  };
}
