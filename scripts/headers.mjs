/** The response headers every server of the app sends (dev, preview, start, tests): isolation and content security. */

/** Content security policy, directive by directive. No outside requests: data cannot leave. */
const policy = {
  'default-src': ["'self'"],
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'worker-src': ["'self'", 'blob:'],
  'img-src': ["'self'", 'blob:', 'data:'],
  'style-src': ["'self'", "'unsafe-inline'"],
  'connect-src': ["'self'", 'blob:', 'data:'],
  'font-src': ["'self'", 'data:'],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
};

/** @param {Record<string, string[]>} directives */
function write(directives) {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}

/** The policy as a `<meta>` tag may carry it; `frame-ancestors` is only heeded in a header. */
export const contentSecurityPolicy = write(policy);

const pagePolicy = { ...policy, 'frame-ancestors': ["'none'"] };

// React's refresh preamble is an inline script, and hot updates come over a socket.
const devPolicy = {
  ...policy,
  'script-src': [...policy['script-src'], "'unsafe-inline'"],
  'connect-src': [...policy['connect-src'], 'ws:'],
};

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
};

/** Headers of the dev server. */
export const devHeaders = { ...isolation, 'Content-Security-Policy': write(devPolicy) };

/** Headers of every file of the built app. */
export const headers = { ...isolation, 'Content-Security-Policy': write(pagePolicy) };
