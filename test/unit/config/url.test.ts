import { describe, expect, it } from "vitest";
import { allowedUrl, urlExpected } from "#shared/config/url.ts";
import { defaultUrlHosts } from "#shared/names.ts";

const product = [".ringcentral.com"];
const sandbox = [".ringcentral.com", "loopback"];

describe("a URL setting", () => {
  it.each([
    ["https://platform.ringcentral.com", "https://platform.ringcentral.com/"],
    ["https://platform.ringcentral.com/", "https://platform.ringcentral.com/"],
    ["platform.ringcentral.com", "https://platform.ringcentral.com/"],
    ["Platform.RingCentral.com/", "https://platform.ringcentral.com/"],
    ["HTTPS://Platform.RingCentral.com/", "https://platform.ringcentral.com/"],
    ["https://platform.ringcentral.com:443/", "https://platform.ringcentral.com/"],
    ["https://a.b.c.ringcentral.com", "https://a.b.c.ringcentral.com/"],
  ])("may be %s", (text, url) => {
    expect(allowedUrl(text, product)).toBe(url);
  });

  it.each([
    "http://platform.ringcentral.com/",
    "https://ringcentral.com.evil.example/",
    "https://evilringcentral.com/",
    "https://ringcentral.com@evil.example/",
    "https://me:pass@platform.ringcentral.com/",
    "https://@platform.ringcentral.com/",
    "https://evil.example/ringcentral.com",
    "https://evil.example/?.ringcentral.com",
    "https://evil.example#.ringcentral.com",
    "https://evil.example\\.ringcentral.com/",
    "https://evil.example%2f.ringcentral.com/",
    "https:\\\\platform.ringcentral.com/",
    "https:platform.ringcentral.com/",
    "https:///platform.ringcentral.com/",
    " https://platform.ringcentral.com/",
    "https://platform.ringcentral.com/\n",
    "https://plat\tform.ringcentral.com/",
    "https://platform.ringcentral.com./",
    "https://.ringcentral.com/",
    "https://-.ringcentral.com/",
    "https://platform.ringcentral.com:8443/",
    "https://platform.ringcentral.com:/",
    "https://platform.ringcentral.com/restapi",
    "https://platform.ringcentral.com/?a=b",
    "https://platform.ringcentral.com/#x",
    "https://platform.ringcentral.com//",
    "https://platform.r\u0456ngcentral.com/",
    "https://platform.ringcentral\u3002com/",
    "https://xn--rngcentral-ymb.com/",
    "https://platform.ringcentral.com\u0000.evil.example/",
    "https://127.0.0.1/",
    "https://localhost/",
    "http://127.0.0.1:8080/",
    "http://localhost/",
    "http://[::1]/",
    "https://2130706433/",
    "ftp://platform.ringcentral.com/",
    "javascript:alert(1)",
    "//platform.ringcentral.com",
    "platform.ringcentral.com/restapi",
    "platform.ringcentral.com:8443",
    "ringcentral.com",
    "https://ringcentral.com/",
    `https://${"a".repeat(600)}.ringcentral.com/`,
    "",
  ])("is refused as %j", (text) => {
    expect(allowedUrl(text, product)).toBeUndefined();
  });
});

describe("the hosts of a deployment", () => {
  it.each([
    "https://platform.ringcentral.com/",
    "https://platform.devtest.ringcentral.com/",
    "https://platform.ringcentral.biz/",
    "https://ringcx.ringcentral.com/",
  ])("are the published ones where it names none: %s", (url) => {
    expect(allowedUrl(url, defaultUrlHosts)).toBe(url);
  });

  it.each([
    "https://evil.ringcentral.com/",
    "https://x.platform.ringcentral.com/",
    "https://ringcentral.com/",
    "https://platform.ringcentral.co/",
    "https://platform.ringcentral.biz.evil.example/",
  ])("do not include %s", (url) => {
    expect(allowedUrl(url, defaultUrlHosts)).toBeUndefined();
  });

  it("are hosts; with a dot in front, what ends in them", () => {
    expect(allowedUrl("https://a.example.com/", ["example.com"])).toBeUndefined();
    expect(allowedUrl("https://example.com/", ["example.com"])).toBe("https://example.com/");
    expect(allowedUrl("https://a.example.com/", [".example.com"])).toBe("https://a.example.com/");
    expect(allowedUrl("https://example.com/", [".example.com"])).toBeUndefined();
    expect(allowedUrl("https://badexample.com/", [".example.com"])).toBeUndefined();
  });

  it("are named where a URL is refused, with the option that admits another", () => {
    const expected = urlExpected(["platform.ringcentral.com", ".example.com", "loopback"]);
    expect(expected).toMatch(/platform\.ringcentral\.com, \*\.example\.com, or http:\/\/127\.0\.0\.1/);
    expect(expected).toContain("-c allowedUrlHosts=");
  });
});

describe("the word loopback", () => {
  it.each([
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080/"],
    ["http://localhost:1/", "http://localhost:1/"],
    ["http://localhost/", "http://localhost/"],
  ])("admits %s", (text, url) => {
    expect(allowedUrl(text, sandbox)).toBe(url);
  });

  it.each([
    "http://127.0.0.1.evil.example/",
    "http://localhost.evil.example/",
    "http://127.0.0.2/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://[::1]:8080/",
    "http://user@127.0.0.1:8080/",
    "http://127.0.0.1:8080@evil.example/",
    "http://127.0.0.1:65536/",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:8080/restapi",
    "https://127.0.0.1:8080/",
    "http://evil.example/",
    "http://0.0.0.0/",
  ])("does not admit %s", (text) => {
    expect(allowedUrl(text, sandbox)).toBeUndefined();
  });
});
