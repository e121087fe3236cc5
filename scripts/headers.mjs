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

// A script's own policy binds it when it runs as a worker, and only then. The CPU backend compiles a run's program to
// JavaScript in the training worker, where there is no page to inject into; the page itself never evaluates text.
const workerPolicy = { ...policy, 'script-src': [...policy['script-src'], "'unsafe-eval'"] };

// React's refresh preamble is an inline script, and hot updates come over a socket.
const devPolicy = {
  ...workerPolicy,
  'script-src': [...workerPolicy['script-src'], "'unsafe-inline'"],
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

/**
 * Headers for a file of the built app.
 * @param {string} path its path or address
 */
export function headersFor(path) {
  const isScript = /\.m?js$/.test(path.replace(/[?#].*$/s, ''));
  return { ...isolation, 'Content-Security-Policy': write(isScript ? workerPolicy : pagePolicy) };
}
