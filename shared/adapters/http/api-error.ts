/** What became of a call that brought nothing usable. */
type ApiErrorKind =
  /** A 4xx other than 429: asking again would not help. */
  | "refused"
  /** 429, 5xx, timeout, no connection or a broken body, at every try. */
  | "unreachable"
  /** A redirect, or JSON of the wrong shape. */
  | "unusable";

/** A failed call, described by method, path with placeholders and status: no name, no token, no body. */
export class ApiError extends Error {
  readonly kind: ApiErrorKind;
  /** HTTP status of the last answer, if there was one. */
  readonly status: number | undefined;
  /** RingCentral's own code, such as `OAU-146` or `CMN-408`, else the plain word of OAuth, if the answer has one. */
  readonly errorCode: string | undefined;
  /** The plain word of OAuth, `invalid_grant` for example, which often stands beside a code. */
  readonly oauthError: string | undefined;
  /** The permission that a 403 of RingEX names. */
  readonly permissionName: string | undefined;

  constructor(
    message: string,
    facts: {
      readonly kind: ApiErrorKind;
      readonly status?: number | undefined;
      readonly errorCode?: string | undefined;
      readonly oauthError?: string | undefined;
      readonly permissionName?: string | undefined;
    },
  ) {
    super(message);
    this.name = "ApiError";
    this.kind = facts.kind;
    this.status = facts.status;
    this.errorCode = facts.errorCode;
    this.oauthError = facts.oauthError;
    this.permissionName = facts.permissionName;
  }

  /** The same, with the thing in front that the path has only a placeholder for. */
  of(what: string): ApiError {
    return new ApiError(`${what}: ${this.message}`, this);
  }
}
