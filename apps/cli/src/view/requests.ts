import type { IncomingMessage } from 'node:http';

/** Why a request is refused, or undefined if it is answered. */
export interface Refusal {
  readonly status: 400 | 403 | 405;
  readonly reason: string;
}

/**
 * Refuses whatever is not a reader's own browser at this address: another method than reading, a name of the host that is
 * not this machine's loopback (a page of another site can make its own name lead here), a page of another site that asks.
 */
export function refusalOf(request: IncomingMessage, port: number): Refusal | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, reason: 'this page only shows: GET and HEAD are answered' };
  }
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  const host = request.headers.host?.toLowerCase() ?? '';
  if (!hosts.includes(host)) {
    return { status: 403, reason: `asked under another name than ${hosts.join(', ')}` };
  }
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined && !hosts.some((name) => origin === `http://${name}`)) {
    return { status: 403, reason: 'asked by a page of another site' };
  }
  const navigates =
    request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document';
  if (typeof site === 'string' && !['same-origin', 'none'].includes(site) && !navigates) {
    return { status: 403, reason: 'asked by a page of another site' };
  }
  return undefined;
}

/** The address of a request, or undefined if it is none. */
export function addressOf(request: IncomingMessage): URL | undefined {
  const { url = '' } = request;
  if (!url.startsWith('/')) return undefined;
  try {
    return new URL(`http://localhost${url}`);
  } catch {
    return undefined;
  }
}

/** Headers of every answer: nothing of another host, no script but the page's own, in no frame. */
export const usualHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};
