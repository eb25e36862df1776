import { messageOf } from "../../kernel/index.js";
import type { RouteHttpRequest } from "./route-app.js";

/** The JSON value of a body, or the problem with it. */
export type ReadBody =
  { readonly value: unknown } | { readonly status: 400 | 413 | 415; readonly detail: string };

const jsonType = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** Reads the JSON body of a request, of at most so many bytes, however it is sent. */
export async function readBody(request: RouteHttpRequest, maxBytes: number): Promise<ReadBody> {
  const type = request.header("content-type");
  if (type === undefined || !jsonType.test(type))
    return { status: 415, detail: "The body has to be JSON, with the content type application/json." };
  const text = await readText(request, maxBytes);
  if (text === undefined) return { status: 413, detail: `The body has more than ${maxBytes} bytes.` };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { status: 400, detail: `The body is not valid JSON: ${messageOf(error)}.` };
  }
}

/** The text of a body; `undefined` if it is too long. A length that is announced is the server's to hold it to. */
async function readText(request: RouteHttpRequest, maxBytes: number): Promise<string | undefined> {
  const length = request.header("content-length");
  if (length !== undefined) return Number(length) <= maxBytes ? request.text() : undefined;
  if (request.raw.bodyUsed || request.raw.body === null) return request.text();
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  for await (const chunk of request.raw.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
