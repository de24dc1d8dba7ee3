/* Small cookies that scripts may write: preferences, never secrets. */

const YEAR = 365 * 24 * 60 * 60;

/** What a cookie is called on the wire; the server has the same rule (app/settings.py). */
export function cookieName(name, { secure = false } = {}) {
  return secure ? `__Host-${name}` : name;
}

/** The value of a cookie in a `document.cookie` text, or "" where it is not set. */
export function cookieIn(text, name) {
  for (const pair of text.split(";")) {
    const [key, ...value] = pair.trim().split("=");
    if (key === name) {
      return decodeURIComponent(value.join("="));
    }
  }
  return "";
}

/** What to assign to `document.cookie` so that it keeps a value for a year on the whole site. */
export function cookieFor(name, value, { secure = false } = {}) {
  return `${cookieName(name, { secure })}=${encodeURIComponent(value)}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure ? "; Secure" : ""}`;
}
