/* The service, as docs/service.md describes it. Addresses are relative: the page may live under any path. */

export class ServiceError extends Error {
  constructor(message, { param = null, status = 0, retryAfter = null } = {}) {
    super(message);
    this.param = param;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

async function failure(response) {
  const detail = await response.json().then((body) => body.error, () => null);
  const retryAfter = response.headers.get("Retry-After");
  const wait = response.status === 429 && retryAfter ? ` Try again in ${retryAfter} s.` : "";
  const message = detail?.message ?? `The service answered ${response.status} and gave no reason.`;
  return new ServiceError(message + wait, { param: detail?.param ?? null, status: response.status, retryAfter });
}

async function ask(path, { body, signal } = {}) {
  const request = body === undefined
    ? { signal }
    : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal };
  let response;
  try {
    response = await fetch(path, request);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServiceError("The service does not answer. Is it still running?");
  }
  if (!response.ok) throw await failure(response);
  return response;
}

const json = async (path, options) => (await ask(path, options)).json();

export const about = () => json("api/about");
export const examples = async () => (await json("api/examples")).examples;
export const invent = (body) => json("api/invent", { body });
export const verify = (body, signal) => json("api/verify", { body, signal });

export const shell = (body, signal) => json("api/shell", { body, signal });
export const verifyShell = (body, signal) => json("api/shell/verify", { body, signal });

/** One server-sent event at a time: { name, data }. */
export async function* serverEvents(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      held += value.replaceAll("\r", "");
      const whole = held.split("\n\n");
      held = whole.pop();
      for (const block of whole) {
        let name = "message";
        const data = [];
        for (const line of block.split("\n")) {
          if (line.startsWith("event:")) name = line.slice(6).trim();
          else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
        }
        if (data.length) yield { name, data: JSON.parse(data.join("\n")) };
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** A prediction as it is written; `on` has a function for begin, characters and step. Gives the result. */
export async function predict(body, on, signal) {
  const response = await ask("api/predict/stream", { body, signal });
  try {
    for await (const { name, data } of serverEvents(response)) {
      if (name === "result") return data;
      if (name === "error") throw new ServiceError(data.error.message, { param: data.error.param });
      on[name]?.(data);
    }
  } catch (error) {
    if (error instanceof ServiceError || error.name === "AbortError") throw error;
    throw new ServiceError("The answer broke off: the connection was lost.");
  }
  throw new ServiceError("The answer broke off before its end.");
}
