/** True when the URL's host is this machine by its spelling: `localhost`, 127.0.0.0/8 or ::1. Nothing is resolved. */
export function isLoopbackUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
