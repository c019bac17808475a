/** Where the URL of a remote leads. */
export type RemoteAddress =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'network';
      readonly scheme: string;
      /** In lower case; with the port where it is the one of a web server. */
      readonly host: string;
      /** Below the host, without slashes at the ends and without `.git`. */
      readonly path: string;
    };

/**
 * Reads the URL of a remote as git does. Published parsers take the relative path `acme/shop` for a repository on
 * github.com; with a token at hand that would be a leak.
 */
export function remoteAddress(url: string): RemoteAddress {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return fromUrl(url);
  const colon = url.indexOf(':');
  const slash = url.indexOf('/');
  // git: `host:path` is a host only if no slash comes before the colon; one letter is a drive of Windows.
  if (colon < 2 || (slash >= 0 && slash < colon) || url.startsWith('.')) return { kind: 'local' };
  const host = url.slice(0, colon).replace(/^.*@/, '');
  if (host === '' || host.startsWith('-')) return { kind: 'local' };
  return network('ssh', host, url.slice(colon + 1));
}

function fromUrl(text: string): RemoteAddress {
  if (!URL.canParse(text)) return { kind: 'local' };
  const url = new URL(text);
  const scheme = url.protocol.slice(0, -1).replace(/^git\+ssh$|^ssh\+git$/, 'ssh');
  if (!['https', 'http', 'ssh', 'git'].includes(scheme) || url.hostname === '') return { kind: 'local' };
  const web = scheme === 'https' || scheme === 'http';
  return network(scheme, web ? url.host : url.hostname, decodeURIComponentSafely(url.pathname));
}

function network(scheme: string, host: string, path: string): RemoteAddress {
  const known = host.toLowerCase();
  return {
    kind: 'network',
    scheme,
    host: known === 'ssh.github.com' ? 'github.com' : known, // GitHub's ssh on port 443
    path: path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, ''),
  };
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
