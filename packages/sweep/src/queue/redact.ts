/** Takes what opens a queue or a store out of text. */
export type Redact = (text: string) => string;

/** Hides user and password of every address in a text, and wherever they stand the secrets given. */
export function redactor(secrets: readonly (string | undefined)[]): Redact {
  const hidden = secrets.flatMap((secret) => (secret === undefined || secret === '' ? [] : forms(secret)));
  // Longest first, so that no part of a longer one is left.
  hidden.sort((a, b) => b.length - a.length);
  return (text) => {
    const withoutUsers = text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, '$1***@');
    return hidden.reduce((left, secret) => left.replaceAll(secret, '***'), withoutUsers);
  };
}

function forms(secret: string): string[] {
  return [...new Set([secret, encodeURIComponent(secret), encodeURI(secret)])];
}

/** Text from elsewhere for a terminal: one line without control characters, cut at `most` characters. */
export function plainText(text: string, most = 500): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  return plain.length > most ? `${plain.slice(0, most)}...` : plain;
}
