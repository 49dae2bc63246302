/** What the page asks of the program. */

/**
 * Asks; where there is a body, for something to be done.
 *
 * @param body text, or what becomes JSON
 * @throws Error with what the program says where it refuses
 */
export async function ask(path, body) {
  const reply = await fetch(`/api/${path}`, body === undefined ? {} : {
    method: "POST", body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const json = await reply.json();
  if (!reply.ok) {
    throw new Error(json.error ?? reply.statusText);
  }
  return json;
}
