/** Remembers the keys of calls that got no answer: the same call made again carries the same key, and so takes effect once. */

type Call = { address: string; said: string; key: string };

export class UnansweredCalls {
  private readonly sent = new WeakMap<Request, Call>();
  /** The last call to each address, in memory only: a body may hold a password. */
  private readonly open = new Map<string, Call>();

  /** The Idempotency-Key for a call that is about to be sent. */
  async keyFor(request: Request, newId: () => string): Promise<string> {
    const address = `${request.method} ${request.url}`;
    // The version is a part of what is said: the same change to a newer record is another call.
    const said = `${request.headers.get('If-Match') ?? ''}\n${await request.clone().text()}`;
    const before = this.open.get(address);
    const key = before?.said === said ? before.key : newId();
    this.sent.set(request, { address, said, key });
    return key;
  }

  /** Says how a call ended; one whose effect is not known stays open. */
  settle(request: Request, isAnswered: boolean): void {
    const call = this.sent.get(request);
    if (call === undefined) return;
    if (!isAnswered) this.open.set(call.address, call);
    else if (this.open.get(call.address)?.key === call.key) this.open.delete(call.address);
  }
}
