// What is heard while the server is asked: its answer may be older than that, so it is taken in once more.

import { get } from "./api.js";

export class CatchUp {
  constructor() {
    this.open = new Set();
  }

  /** Note what happened. */
  hear(event) {
    for (const heard of this.open) heard.push(event);
  }

  /** Ask for something; resolves to the answer and what was heard until it came. */
  async get(path) {
    const heard = [];
    this.open.add(heard);
    const answer = await get(path);
    this.open.delete(heard);
    return [answer, heard];
  }
}
