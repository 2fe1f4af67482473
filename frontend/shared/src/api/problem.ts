/** Turns answers that are not a success into one typed error that pages can act on. */

export type FieldFault = { pointer: string; code: string; detail: string };
type ProblemBody = { type?: unknown; title?: unknown; status?: unknown; detail?: unknown; errors?: unknown };

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly status: number,
    /** The last part of the problem's type, for example "validation" or "sleep-overlap". */
    readonly kind: string,
    override readonly message: string,
    readonly faults: readonly FieldFault[],
    readonly retryAfterSeconds: number | null,
    /** The whole document, for members that only some problems have. */
    readonly body: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }

  /** Worth sending again unchanged: the service was away or asked to slow down. */
  get isTransient(): boolean {
    return this.status === 502 || this.status === 503 || this.status === 504 || this.status === 429;
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function readFaults(errors: unknown): FieldFault[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const { pointer, code, type, detail } = entry as Record<string, unknown>;
    return [{ pointer: text(pointer), code: text(code) || text(type), detail: text(detail) }];
  });
}

/** Seconds or an HTTP date, as RFC 9110 allows both. */
export function readRetryAfter(header: string | null, now = Date.now()): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000));
}

export async function readProblem(response: Response): Promise<ApiProblem> {
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const parsed: unknown = isJson ? await response.json().catch(() => null) : null;
  const body = typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  return problemOf(response.status, body, readRetryAfter(response.headers.get('retry-after')), response.statusText);
}

/** The problem that a document speaks of. */
export function problemOf(status: number, document: Readonly<Record<string, unknown>>, retryAfterSeconds: number | null = null, otherwise = ''): ApiProblem {
  const { type, title, detail, errors }: ProblemBody = document;
  return new ApiProblem(status, text(type).split(/[/:#]/).at(-1) || 'unknown', text(detail) || text(title) || otherwise, readFaults(errors), retryAfterSeconds, document);
}

/** The field a JSON pointer speaks of: "/quiet_hours/start" and "/body/quiet_hours/start" are both quiet_hours.start. */
export function fieldOf(pointer: string): string {
  return pointer.replace(/^#?\/(body\/)?/, '').replaceAll('/', '.');
}
