const msPerDay = 86_400_000;

/** What is wrong with a JWT, without any of it: `what` follows "the JWT", `advice` is whole sentences. */
export interface JwtIssue {
  readonly what: string;
  readonly advice: string;
}

const copyAgain = "Copy the JWT again from the RingCentral developer portal, in one piece, and store it in the secret.";
/** Shorter texts are nobody's credential but stand-ins of tests and trials; RingCentral says what it thinks of them. */
const shortestJudged = 8;

/** What keeps a text from being a JWT; `undefined` for one that RingCentral may be asked about. */
export function jwtFormIssue(jwt: string): JwtIssue | undefined {
  if (/^bearer[\s:]/iu.test(jwt)) {
    return { what: "begins with the word Bearer", advice: "Store the JWT in the secret alone, without that word." };
  }
  if (/\s/u.test(jwt)) return { what: "has white space or a line break inside", advice: copyAgain };
  const isJwt = /^[\w-]+\.[\w-]+\.[\w-]+$/u.test(jwt);
  if (isJwt || (jwt.length < shortestJudged && /^\w+$/u.test(jwt))) return undefined;
  return { what: "is not a JSON Web Token: it needs three parts with dots between them", advice: copyAgain };
}

/** The same, and whether the JWT has expired by now. */
export function jwtIssue(jwt: string, now: Date): JwtIssue | undefined {
  const end = jwtEndMs(jwt);
  if (end === undefined || end > now.getTime()) return jwtFormIssue(jwt);
  return {
    what: "has expired",
    advice: "Create a new JWT credential in the RingCentral developer portal and store it in the secret.",
  };
}

/** Days until a JWT ends, rounded down, negative once it has ended; `undefined` when it does not say. */
export function jwtDaysLeft(jwt: string, now: Date): number | undefined {
  const end = jwtEndMs(jwt);
  const days = end === undefined ? undefined : Math.floor((end - now.getTime()) / msPerDay);
  return Number.isSafeInteger(days) ? days : undefined;
}

function jwtEndMs(jwt: string): number | undefined {
  const [, claims = ""] = jwt.split(".");
  try {
    const value: unknown = JSON.parse(Buffer.from(claims, "base64url").toString("utf8"));
    const exp = typeof value === "object" && value !== null ? (value as { exp?: unknown }).exp : undefined;
    return typeof exp === "number" ? exp * 1000 : undefined;
  } catch {
    // The parser's message quotes the claims: it goes no further.
    return undefined;
  }
}
