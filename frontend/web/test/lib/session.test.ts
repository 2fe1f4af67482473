/** Proves that only paths of our own are followed, and that a session's end is heard once it matters. */
import { describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '@serenity/shared';
import { noteProblem, onSessionEnd, safePath } from '../../src/lib/session';
import { noteAnswer, connection } from '../../src/lib/connection';
import { isKept } from '../../src/sw/keep';

describe('safePath', () => {
  it.each([
    ['/trends?metric=steps', '/trends?metric=steps'],
    ['//elsewhere.example', '/'],
    ['https://elsewhere.example', '/'],
    ['/\\elsewhere.example', '/'],
    ['/\t/elsewhere.example', '/'],
    ['/\n/elsewhere.example', '/'],
    ['javascript:alert(1)', '/'],
    [null, '/'],
  ])('%s', (wanted, followed) => expect(safePath(wanted)).toBe(followed));
});

describe('the end of a session', () => {
  const problem = (status: number) => new ApiProblem(status, 'unauthorized', 'over', [], null, {});

  it('is told when a page’s call is refused, not when a sign-in fails', () => {
    const ended = vi.fn();
    const stop = onSessionEnd(ended);
    noteProblem(problem(401), new Request('http://localhost/v1/auth/sign-in'));
    noteProblem(problem(403), new Request('http://localhost/v1/me'));
    expect(ended).not.toHaveBeenCalled();
    noteProblem(problem(401), new Request('http://localhost/v1/me'));
    expect(ended).toHaveBeenCalledOnce();
    stop();
  });
});

describe('the state of the line', () => {
  it('shows the age of the oldest kept answer until a fresh one comes', () => {
    noteAnswer(new Response(null, { headers: { 'x-stored-at': '2026-11-22T08:05:00Z' } }));
    noteAnswer(new Response(null, { headers: { 'x-stored-at': '2026-11-22T08:00:00Z' } }));
    noteAnswer(new Response(null, { headers: { 'x-stored-at': '2026-11-22T08:04:00Z' } }));
    expect(connection.get().asOf).toBe('2026-11-22T08:00:00Z');
    noteAnswer(new Response(null, { status: 503 }));
    expect(connection.get().unavailable).toBe(true);
    noteAnswer(new Response(null));
    expect(connection.get()).toMatchObject({ asOf: null, unavailable: false });
  });
});

describe('what is kept for reading offline', () => {
  it.each([
    ['GET', '/v1/today', true],
    ['GET', '/v1/days/2026-11-22', true],
    ['GET', '/v1/series?metric=steps', true],
    ['GET', '/v1/series/export?metric=steps', false],
    ['GET', '/v1/notifications?after=3', false],
    ['GET', '/v1/sessions', false],
    ['POST', '/v1/entries', false],
    ['GET', '/v1/auth/callback', false],
  ])('%s %s', (method, path, kept) => {
    const url = new URL(path, 'http://localhost');
    expect(isKept({ url, request: new Request(url, { method }) })).toBe(kept);
  });
});
