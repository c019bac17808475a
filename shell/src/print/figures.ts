/** Writes a length of time with one unit that fits: `35 s`, `4 min`, `3 h 20 min`, `12 d 4 h`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Writes how long a thread has not answered: nobody asked it before, so that it may be longer. */
export function unanswered(ms: number): string {
  return `at least ${ms < 10_000 ? `${(Math.max(ms, 100) / 1_000).toFixed(1)} s` : duration(ms)}`;
}

/** Writes milliseconds with the digits that matter. */
export function milliseconds(ms: number): string {
  return `${ms >= 100 ? Math.round(ms) : Number(ms.toPrecision(2))} ms`;
}

/** Writes a size in the mebibytes that memory is counted in. */
export function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0)} MiB`;
}

/** Writes a number of things: `1 patch`, `3 patches`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** Shortens a commit as git does. */
export function shortRevision(revision: string | null): string {
  return revision === null ? 'unknown' : revision.slice(0, 10);
}

/** Writes a moment as the clock on the wall shows it, to the minute; with the date when it is not today. */
export function clockTime(at: string): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return '?';
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}`;
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return time.toDateString() === new Date().toDateString() ? clock : `${date} ${clock}`;
}
