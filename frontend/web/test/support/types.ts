/** The shapes with which the stand-in API of tests and design work is written: typed by the real contract. */
import type { components } from '@serenity/shared';

export type Schemas = components['schemas'];
export type Call = { method: string; path: string; query: URLSearchParams; body: Record<string, unknown>; headers: Headers; parts: Record<string, string> };
export type Answer = { status: number; body?: unknown; headers?: Record<string, string> };
/** "GET /v1/goals/{id}" -> what it answers. */
export type Routes = Record<string, (call: Call) => Answer>;

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const made = (body: unknown): Answer => ({ status: 201, body });
export const done: Answer = { status: 204 };

export function problem(status: number, kind: string, members: Record<string, unknown> = {}, headers: Record<string, string> = {}): Answer {
  return {
    status,
    body: { type: `/problems/${kind}`, title: kind, status, detail: kind, ...members },
    headers: { 'content-type': 'application/problem+json', ...headers },
  };
}
