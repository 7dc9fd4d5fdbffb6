// Asks the server on behalf of a panel. What it refuses becomes an Error in its own words: what is wrong, what to do.

export interface Question {
  method?: string;
  body?: unknown;
  csrf?: string;
}

export async function ask<Answer>(address: string, { method = "GET", body, csrf = "" }: Question = {}): Promise<Answer> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrf;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const sent: RequestInit = { method, headers };
  if (body !== undefined) sent.body = JSON.stringify(body);
  let answer: Response;
  try {
    answer = await fetch(address, sent);
  } catch {
    throw new Error("The server does not answer. Try again in a moment.");
  }
  if (answer.redirected) throw new Error("You are signed out. Load the page again.");
  const said = (await answer.json().catch(() => ({}))) as { error?: { title: string; remedy: string } };
  if (!answer.ok) throw new Error(said.error ? `${said.error.title} ${said.error.remedy}`.trim() : "The server cannot answer this.");
  return said as Answer;
}
