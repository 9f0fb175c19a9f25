import { describe, expect, test } from "vitest";
import { isSecretName, isToken, looksLikeSecret, withoutUrlSecrets } from "#shared/domain/settings/secret-names.ts";

describe("the name of a setting", () => {
  const secret = ["clientSecret", "JWT", "passwd", "Pass-Word", "private key", "api.key", "accessToken"];
  test.each([...secret, "jwt_assertion", "credentials", "bearer"])("%s is that of a secret", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  test.each(["clientId", "runDailyAtUtc", "wemPermissionIds"])("%s is not", (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe("a text", () => {
  test.each([
    ["eyJhbGciOiJ", true],
    ["eyJhbGciOi", false],
    ["Bearer eyJhbGciOiJSUzI1NiJ9", true],
    ["monkeyJhbGciOiJ", false],
    ["-eyJhbGciOiJ", false],
    ["key: -----BEGIN PRIVATE KEY-----", true],
    ["-----BEGINNING", false],
  ])("%s looks like a secret: %s", (text, looks) => {
    expect(looksLikeSecret(text)).toBe(looks);
  });

  test.each([
    ["eyJhbGciOiJI.eyJzdWIi.c2ln", true],
    [" eyJhbGciOiJI.eyJzdWIi.c2ln\n", true],
    ["eyJhbGciOiJub25l.eyJzdWIi.", true],
    ["eyJhbGciOiJI.eyJzdWIi", false],
    ["jwt=eyJhbGciOiJI.eyJzdWIi.c2ln", false],
    ["eyJhbGciOiJI.eyJzdWIi.c2ln; path", false],
  ])("%j is a JSON Web Token as a whole: %s", (text, whole) => {
    expect(isToken(text)).toBe(whole);
  });
});

describe("a URL", () => {
  test.each([
    ["https://platform.ringcentral.com/a", "https://platform.ringcentral.com/a"],
    ["https://ana:pass@word@host.example/a", "https://***@host.example/a"],
    ["HTTPS:\\\\ana@host.example", "HTTPS:\\\\***@host.example"],
    ["git+ssh:ana@host.example", "git+ssh:***@host.example"],
    ["7pass:word@host.example", "***@host.example"],
    ["@host.example", "***@host.example"],
    ["https://host.example/?key=1\n2#a?b", "https://host.example/?***"],
    ["https://host.example/#key=1", "https://host.example/#***"],
    ["https://host.example/?", "https://host.example/?"],
  ])("%j is shown as %j", (text, shown) => {
    expect(withoutUrlSecrets(text)).toBe(shown);
  });
});
