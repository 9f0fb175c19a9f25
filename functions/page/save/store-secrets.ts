import type { Message } from "#functions/page/message.ts";
import { loadSettings } from "#functions/page/settings-state.ts";
import { settingsView } from "#functions/page/settings-view.ts";
import { changedTexts, seenIn } from "#functions/page/typed-texts.ts";
import { parseCredentials } from "#shared/config/credentials.ts";
import { pasted } from "#shared/config/pasted-text.ts";
import { parseSettings } from "#shared/config/settings.ts";
import type { StoredSettings } from "#shared/domain/settings/merged-settings.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { tryLogin } from "#shared/operator/try-login.ts";
import type { Credentials } from "#shared/ports/directory.ts";
import type { SaveAnswer, SavePorts, SaveRequest } from "./save-request.ts";

/** Tries the login once with the secrets that were typed, and stores them if it works; the form comes back without. */
export async function storeSecrets({ event, place, deadline }: SaveRequest, ports: SavePorts): Promise<SaveAnswer> {
  const { tenantId, forms } = event;
  const stored = await ports.settings.read(tenantId);
  const { message, result } = await tried({ event, deadline, stored }, ports);
  const seen = seenIn(forms);
  const typed = seen === undefined ? {} : changedTexts(forms, seen);
  const state = await loadSettings({ tenantId, typed, stored }, ports);
  return { view: "settings", content: settingsView({ state, message }, place), result };
}

async function tried(
  { event, deadline, stored }: Pick<SaveRequest, "event" | "deadline"> & { readonly stored: StoredSettings },
  ports: SavePorts,
): Promise<{ readonly message: Message; readonly result: string }> {
  const { tenantId, forms } = event;
  const typed = { clientSecret: pasted(forms["clientSecret"] ?? ""), jwt: pasted(forms["jwt"] ?? "") };
  if (typed.clientSecret === "" && typed.jwt === "") {
    return { message: { kind: "warn", text: "No secret was typed, so nothing was stored." }, result: "nothing typed" };
  }
  const credentials = await completed(typed, { tenantId, ports });
  if (credentials === undefined) {
    const text =
      "Nothing was stored: the stored secret lacks the other part or cannot be used, so both client secret and JWT are needed.";
    return { message: { kind: "bad", text }, result: "incomplete" };
  }
  const parsed = parseSettings({ tenantId, stored, allowedUrlHosts: ports.config.allowedUrlHosts });
  const settings = parsed.kind === "valid" ? parsed.settings : parsed.readable;
  const login = await tryLogin({ tenantId, settings, credentials, deadline }, ports);
  if (login.kind !== "accepted") {
    const next = login.kind === "refused" ? "" : " Save those settings first, then store the secrets.";
    return { message: { kind: "bad", text: `Nothing was stored. ${login.why}${next}` }, result: login.kind };
  }
  await ports.secrets.write(tenantId, JSON.stringify(credentials));
  return {
    message: { kind: "good", text: "Stored: the login works. Both fields are empty again on purpose." },
    result: "stored",
  };
}

/** What was typed, with what is stored for the field that was left empty; `undefined` where that is missing. */
async function completed(
  typed: Credentials,
  { tenantId, ports }: { readonly tenantId: SaveRequest["event"]["tenantId"]; readonly ports: SavePorts },
): Promise<Credentials | undefined> {
  if (typed.clientSecret !== "" && typed.jwt !== "") return typed;
  const secretId = ports.secrets.idOf(tenantId);
  const stored = await ports.secrets.read(tenantId);
  try {
    const kept = storedPart(stored);
    return parseCredentials(JSON.stringify({ ...kept, ...present(typed) }), { tenantId, secretId });
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    return undefined;
  }
}

function storedPart(text: string | undefined): object {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    // The parser's message would quote the secret.
    return {};
  }
}

function present(typed: Credentials): Partial<Credentials> {
  return Object.fromEntries(Object.entries(typed).filter(([, text]) => text !== ""));
}
